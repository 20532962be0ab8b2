"""What the customer is worth."""

import strawberry

from profile_service.api.types.context.evidence import EVIDENCE, REASON, keys
from profile_service.api.types.values.scalars import MinorUnits
from profile_service.domain.context import value


@strawberry.type(description="What the customer is worth to us, in the currency of most of their orders.")
class Value:
    currency: str | None = strawberry.field(description="ISO 4217; null where nothing was bought.")
    recency_days: int | None = strawberry.field(description="Days since the last order.")
    frequency: int = strawberry.field(description="Orders of this month and the eleven before.")
    monetary_minor: MinorUnits = strawberry.field(description="What the orders of `frequency` came to.")
    orders: int = strawberry.field(description="All orders.")
    lifetime_minor: MinorUnits = strawberry.field(description="All orders less all returns, so far.")
    average_minor: MinorUnits | None = strawberry.field(description="What all orders came to / their number.")
    discount_share: float | None = strawberry.field(
        description="Discounts / (what was paid + discounts), in the latest orders."
    )
    return_rate: float | None = strawberry.field(description="Returns / orders.")
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
