"""Contacts between the customer and us, and those that had to be repeated."""

import strawberry

from profile_service.api.types.context.evidence import EVIDENCE, REASON, keys
from profile_service.api.types.values.scalars import Moment
from profile_service.domain.context import contacts


@strawberry.type(description="One contact between the customer and us.")
class Contact:
    key: strawberry.ID
    at: Moment
    kind: str
    channel: str | None
    direction: str | None
    agent: str | None
    topic: str | None
    outcome: str | None = strawberry.field(description="What came of it, or else the status that its source gives it.")
    reason: str = strawberry.field(description=REASON)
    evidence: list[strawberry.ID] = strawberry.field(description=EVIDENCE)

    @classmethod
    def of(cls, found: contacts.Contact) -> "Contact":
        return cls(
            key=strawberry.ID(found.key),
            at=Moment(found.at),
            kind=found.kind,
            channel=found.channel,
            direction=found.direction,
            agent=found.agent or None,
            topic=found.topic or None,
            outcome=found.outcome or None,
            reason=found.reason,
            evidence=keys(found.evidence),
        )


@strawberry.type(description="The same matter more than once, each time within 30 days of the time before.")
class RepeatContact:
    topic: str | None
    times: int
    channels: list[str] = strawberry.field(description="In the order of first use.")
    first_at: Moment
    last_at: Moment
    solved: bool = strawberry.field(description="Whether the latest word on it was that it is done.")
    reason: str = strawberry.field(description=REASON)
    evidence: list[strawberry.ID] = strawberry.field(description=EVIDENCE)

    @classmethod
    def of(cls, found: contacts.RepeatContact) -> "RepeatContact":
        return cls(
            topic=found.topic or None,
            times=found.times,
            channels=list(found.channels),
            first_at=Moment(found.first_at),
            last_at=Moment(found.last_at),
            solved=found.solved,
            reason=found.reason,
            evidence=keys(found.evidence),
        )
