"""What the customer is worth."""

import strawberry

from profile_service.api.types.context.evidence import EVIDENCE, REASON, keys
from profile_service.api.types.values.scalars import MinorUnits
from profile_service.domain.context import value


@strawberry.type(
    description="What the customer is worth to us, in the currency of most of their orders. Money is in minor units "
    "of that currency."
)
class Value:
    currency: str | None = strawberry.field(description="ISO 4217 code, such as `EUR`; null where nothing was bought.")
    recency_days: int | None = strawberry.field(description="Days since the last order; null where there is none.")
    frequency: int = strawberry.field(description="Number of orders in this month and the eleven before.")
    monetary_minor: MinorUnits = strawberry.field(
        description="Total of the orders counted by `frequency`, in minor units."
    )
    orders: int = strawberry.field(description="Number of all orders.")
    lifetime_minor: MinorUnits = strawberry.field(description="All orders less all returns so far, in minor units.")
    average_minor: MinorUnits | None = strawberry.field(
        description="Total of all orders divided by their number, in minor units; null without orders."
    )
    discount_share: float | None = strawberry.field(
        description="Discounts / (paid + discounts) over the latest orders, from 0 to 1; null where both are 0."
    )
    return_rate: float | None = strawberry.field(description="Returns / orders; null without orders.")
    reason: str = strawberry.field(description=REASON)
    evidence: list[strawberry.ID] = strawberry.field(description=EVIDENCE)

    @classmethod
    def of(cls, found: value.Value) -> "Value":
        return cls(
            currency=found.currency,
            recency_days=found.recency_days,
            frequency=found.frequency,
            monetary_minor=MinorUnits(found.monetary_minor),
            orders=found.orders,
            lifetime_minor=MinorUnits(found.lifetime_minor),
            average_minor=None if found.average_minor is None else MinorUnits(found.average_minor),
            discount_share=found.discount_share,
            return_rate=found.return_rate,
            reason=found.reason,
            evidence=keys(found.evidence),
        )
