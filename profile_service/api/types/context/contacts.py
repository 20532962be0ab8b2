"""Contacts between the customer and us, and those that had to be repeated."""

import strawberry

from profile_service.api.types.context.evidence import EVIDENCE, REASON, keys
from profile_service.api.types.values.scalars import Moment
from profile_service.domain.context import contacts as domain


@strawberry.type(description="One contact between the customer and us.")
class Contact:
    key: strawberry.ID = strawberry.field(description="Key of its event.")
    at: Moment = strawberry.field(description="When it happened.")
    kind: str = strawberry.field(description="Kind of event, such as `support_call` or `chat`.")
    channel: str | None = strawberry.field(
        description="Channel, such as `web`, `store` or `phone`; null where the source gives none."
    )
    direction: str | None = strawberry.field(description="`one-way` or `two-way`; null where the source says nothing.")
    agent: str | None = strawberry.field(
        description="Who dealt with it on our side; null where the source names nobody."
    )
    topic: str | None = strawberry.field(
        description="What it was about, in the source's words; null where the source says nothing."
    )
    tags: list[str] = strawberry.field(description="Its tags, without those that systems write by themselves.")
    outcome: str | None = strawberry.field(
        description="Its outcome, else its status, in lower case; null where the source gives neither."
    )
    reason: str = strawberry.field(description=REASON)
    evidence: list[strawberry.ID] = strawberry.field(description=EVIDENCE)

    @classmethod
    def of(cls, contact: domain.Contact) -> "Contact":
        return cls(
            key=strawberry.ID(contact.key),
            at=Moment(contact.at),
            kind=contact.kind,
            channel=contact.channel,
            direction=contact.direction,
            agent=contact.agent or None,
            topic=contact.topic or None,
            tags=list(contact.tags),
            outcome=contact.outcome or None,
            reason=contact.reason,
            evidence=keys(contact.evidence),
        )


@strawberry.type(description="One matter that took more than one contact, each within 30 days of the one before.")
class RepeatContact:
    topic: str | None = strawberry.field(
        description="What it is about, in the source's words; null where no source says so."
    )
    times: int = strawberry.field(description="Number of contacts.")
    channels: list[str] = strawberry.field(description="Channels used, in the order of first use.")
    first_at: Moment = strawberry.field(description="When the first contact happened.")
    last_at: Moment = strawberry.field(description="When the latest contact happened.")
    solved: bool = strawberry.field(description="True where a source says that it is done, and none that it is not.")
    reason: str = strawberry.field(description=REASON)
    evidence: list[strawberry.ID] = strawberry.field(description=EVIDENCE)

    @classmethod
    def of(cls, repeat: domain.RepeatContact) -> "RepeatContact":
        return cls(
            topic=repeat.topic or None,
            times=repeat.times,
            channels=list(repeat.channels),
            first_at=Moment(repeat.first_at),
            last_at=Moment(repeat.last_at),
            solved=repeat.solved,
            reason=repeat.reason,
            evidence=keys(repeat.evidence),
        )
