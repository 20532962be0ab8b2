"""Orders with the stage that each has reached."""

import strawberry

from profile_service.api.types.context.evidence import EVIDENCE, REASON, keys
from profile_service.api.types.values.scalars import AMOUNT_KNOWN, CURRENCY, MinorUnits, Moment, optional_moment
from profile_service.domain.context import order_status as domain
from profile_service.domain.sources.events import UNKNOWN_CURRENCY
from profile_service.domain.sources.order_states import OrderStage


@strawberry.type(
    description="An order with the stage that it has reached, by its source and by events of its delivery."
)
class OrderStatus:
    key: strawberry.ID = strawberry.field(description="Key of its event.")
    number: str | None = strawberry.field(
        description="Number that people know it by, such as `#1001`; null where the source gives none."
    )
    ordered_at: Moment = strawberry.field(description="When it was placed.")
    channel: str | None = strawberry.field(
        description="Channel, such as `web`, `store` or `phone`; null where the source gives none."
    )
    currency: str = strawberry.field(description=CURRENCY)
    amount_known: bool = strawberry.field(description=AMOUNT_KNOWN)
    total_minor: MinorUnits = strawberry.field(
        description="What it comes to, in minor units of the currency, whether it was paid or not."
    )
    status: str | None = strawberry.field(
        description="Status in the source's own words, such as `paid`; null where the source gives none."
    )
    stage: OrderStage = strawberry.field(description="The stage that it has reached.")
    counts: bool = strawberry.field(
        description="True where it counts as a purchase in the totals. What is not paid yet, was cancelled, failed or "
        "refunded, or has a status that is not declared, does not."
    )
    late: bool = strawberry.field(
        description="True where it is past its promised day and not delivered; without a promised day, not sent 7 "
        "days after the order."
    )
    promised_at: Moment | None = strawberry.field(
        description="When delivery was promised for; null where no time was promised."
    )
    items: list[str] = strawberry.field(description="Names of the products in it.")
    reason: str = strawberry.field(description=REASON)
    evidence: list[strawberry.ID] = strawberry.field(description=EVIDENCE)

    @classmethod
    def of(cls, order: domain.OrderStatus) -> "OrderStatus":
        return cls(
            key=strawberry.ID(order.key),
            number=order.number,
            ordered_at=Moment(order.ordered_at),
            channel=order.channel,
            currency=order.currency,
            amount_known=order.currency != UNKNOWN_CURRENCY,
            total_minor=MinorUnits(order.total_minor),
            status=order.status,
            stage=order.stage,
            counts=order.counts,
            late=order.late,
            promised_at=optional_moment(order.promised_at),
            items=list(order.items),
            reason=order.reason,
            evidence=keys(order.evidence),
        )
