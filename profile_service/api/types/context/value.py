"""What the customer is worth."""

import strawberry

from profile_service.api.types.context.evidence import EVIDENCE, REASON, keys
from profile_service.api.types.values.scalars import MinorUnits
from profile_service.domain.context.purchases import value as domain


@strawberry.type(
    description="What the customer is worth to us, by their orders that count as purchases: without those that are not "
    "paid yet, were cancelled, failed or refunded. Money is in minor units of the currency of most of those orders."
)
class Value:
    currency: str | None = strawberry.field(description="ISO 4217 code, such as `EUR`; null where nothing was bought.")
    recency_days: int | None = strawberry.field(description="Days since the last order; null where there is none.")
    frequency: int = strawberry.field(description="Number of orders in this month and the eleven before.")
    monetary_minor: MinorUnits = strawberry.field(
        description="Total of the orders counted by `frequency` in that currency, in minor units."
    )
    orders: int = strawberry.field(description="Number of all orders, in every currency.")
    lifetime_minor: MinorUnits = strawberry.field(
        description="All orders less all returns so far, of that currency, in minor units."
    )
    average_minor: MinorUnits | None = strawberry.field(
        description="Total of all orders of that currency divided by their number, in minor units; null without one."
    )
    discount_share: float | None = strawberry.field(
        description="Discounts / (paid + discounts) over the latest orders, from 0 to 1; null where both are 0."
    )
    return_rate: float | None = strawberry.field(
        description="Returns / (orders + refunded orders); null without either."
    )
    reason: str = strawberry.field(description=REASON)
    evidence: list[strawberry.ID] = strawberry.field(description=EVIDENCE)

    @classmethod
    def of(cls, value: domain.Value) -> "Value":
        return cls(
            currency=value.currency,
            recency_days=value.recency_days,
            frequency=value.frequency,
            monetary_minor=MinorUnits(value.monetary_minor),
            orders=value.orders,
            lifetime_minor=MinorUnits(value.lifetime_minor),
            average_minor=None if value.average_minor is None else MinorUnits(value.average_minor),
            discount_share=value.discount_share,
            return_rate=value.return_rate,
            reason=value.reason,
            evidence=keys(value.evidence),
        )
