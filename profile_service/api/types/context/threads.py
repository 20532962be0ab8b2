"""What is under way between the customer and us: threads, contacts and orders."""

import strawberry

from profile_service.api.types.values.scalars import MinorUnits, Moment
from profile_service.domain.context import contacts, order_status, thread
from profile_service.domain.context.order_status import OrderStage
from profile_service.domain.context.thread import ThreadKind

strawberry.enum(ThreadKind, name="ThreadKind", description="What was begun. `WISH`: a wish that became cheaper.")
strawberry.enum(
    OrderStage,
    name="OrderStage",
    description="`PLACED` where no source says how it went on; `COMPLETED` where it was handed over the counter.",
)
REASON = "In a few words, why this is said."
EVIDENCE = "Keys of the events that it rests on."


@strawberry.type(description="A product that a part of the context names.")
class NamedProduct:
    key: strawberry.ID
    name: str | None


@strawberry.type(description="Something that was begun, in whatever channel, and is not done.")
class Thread:
    kind: ThreadKind
    key: strawberry.ID = strawberry.field(description="Key of the event that it began with.")
    topic: str
    channel: str | None = strawberry.field(description="Where it began.")
    opened_at: Moment
    last_at: Moment
    can_go_on: list[str] = strawberry.field(description="The channels where it can go on, the best first.")
    products: list[NamedProduct]
    reason: str = strawberry.field(description=REASON)
    evidence: list[strawberry.ID] = strawberry.field(description=EVIDENCE)

    @classmethod
    def of(cls, found: thread.Thread) -> "Thread":
        return cls(
            kind=found.kind,
            key=strawberry.ID(found.key),
            topic=found.topic,
            channel=found.channel,
            opened_at=Moment(found.opened_at),
            last_at=Moment(found.last_at),
            can_go_on=list(found.can_go_on),
            products=[NamedProduct(key=strawberry.ID(k), name=name or None) for k, name in found.products.items()],
            reason=found.reason,
            evidence=keys(found.evidence),
        )


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


@strawberry.type(description="An order as it stands, as far as its source and the news of its delivery say.")
class OrderStatus:
    key: strawberry.ID
    number: str | None
    ordered_at: Moment
    channel: str | None
    currency: str = strawberry.field(description="ISO 4217")
    total_minor: MinorUnits
    stage: OrderStage
    late: bool = strawberry.field(
        description="Past its promised day and not there; without one, not sent 7 days after the order."
    )
    promised_at: Moment | None
    items: list[str] = strawberry.field(description="Names of what was ordered.")
    reason: str = strawberry.field(description=REASON)
    evidence: list[strawberry.ID] = strawberry.field(description=EVIDENCE)

    @classmethod
    def of(cls, found: order_status.OrderStatus) -> "OrderStatus":
        return cls(
            key=strawberry.ID(found.key),
            number=found.number,
            ordered_at=Moment(found.ordered_at),
            channel=found.channel,
            currency=found.currency,
            total_minor=MinorUnits(found.total_minor),
            stage=found.stage,
            late=found.late,
            promised_at=None if found.promised_at is None else Moment(found.promised_at),
            items=list(found.items),
            reason=found.reason,
            evidence=keys(found.evidence),
        )


def keys(evidence: tuple[str, ...]) -> list[strawberry.ID]:
    return [strawberry.ID(key) for key in evidence]
