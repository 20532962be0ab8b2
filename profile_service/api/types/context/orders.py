"""Orders with the stage that each has reached."""

import strawberry

from profile_service.api.types.context.evidence import EVIDENCE, REASON, keys
from profile_service.api.types.values.scalars import MinorUnits, Moment
from profile_service.domain.context import orders
from profile_service.domain.context.orders import OrderStage

strawberry.enum(
    OrderStage,
    name="OrderStage",
    description="`PLACED` where no source says how it went on; `COMPLETED` where it was handed over the counter.",
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
    def of(cls, found: orders.OrderStatus) -> "OrderStatus":
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
