"""Orders with the stage that each has reached."""

import strawberry

from profile_service.api.types.context.evidence import EVIDENCE, REASON, keys
from profile_service.api.types.values.enums import describe_enum
from profile_service.api.types.values.scalars import MinorUnits, Moment, optional_moment
from profile_service.domain.context import order_status as domain
from profile_service.domain.context.order_status import OrderStage

describe_enum(
    OrderStage,
    "How far an order has got.",
    PLACED="Ordered; no source says more.",
    AWAITING_PAYMENT="Not paid yet.",
    IN_PREPARATION="Not sent yet.",
    SHIPPED="Sent, and not delivered yet.",
    DELIVERED="Arrived at the customer.",
    COMPLETED="Handed over in a store.",
    CANCELLED="Called off before it was completed.",
    PARTLY_REFUNDED="Part of the money was given back.",
    REFUNDED="The money was given back.",
)


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
    currency: str = strawberry.field(description="ISO 4217 code, such as `EUR`.")
    total_minor: MinorUnits = strawberry.field(description="What was paid, in minor units of the currency.")
    stage: OrderStage = strawberry.field(description="The stage that it has reached.")
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
            total_minor=MinorUnits(order.total_minor),
            stage=order.stage,
            late=order.late,
            promised_at=optional_moment(order.promised_at),
            items=list(order.items),
            reason=order.reason,
            evidence=keys(order.evidence),
        )
