"""What the customer is worth, what may go wrong, and which goods matter to them."""

import strawberry

from profile_service.api.types.context.threads import EVIDENCE, REASON, keys
from profile_service.api.types.values.fields import worked_out
from profile_service.api.types.values.scalars import MinorUnits, Moment
from profile_service.domain.context import products, risks, value
from profile_service.domain.context.risks import RiskKind, RiskLevel

strawberry.enum(RiskKind, name="RiskKind", description="What may go wrong.")
strawberry.enum(RiskLevel, name="RiskLevel", description="`HIGH` from 0.75, `MEDIUM` from 0.5, `LOW` from 0.25.")


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


@strawberry.type(description="Something that may go wrong with this customer.")
class Risk:
    kind: RiskKind
    level: RiskLevel
    score: float = strawberry.field(
        description="CHURN: the greater of 1 - p / s, where s is the days since the last purchase and p the 90th "
        "percentile of the days between purchases, and 1 - a / b, where a is the orders a month of the last three "
        "full months, b of the twelve before. COMPLAINT: n / (1 + n) for n bad experiences in 90 days: feelings of "
        "-0.5 or less, and each contact beyond the first about what is not solved. PAYMENT: n / (1 + n) for n payments "
        "failed or due in 90 days and not made good since."
    )
    reason: str = strawberry.field(description=REASON)
    evidence: list[strawberry.ID] = strawberry.field(description=EVIDENCE)

    @classmethod
    def of(cls, found: risks.Risk) -> "Risk":
        return cls(
            kind=found.kind,
            level=found.level,
            score=found.score,
            reason=found.reason,
            evidence=keys(found.evidence),
        )


@strawberry.type(description="A product and what the customer had to do with it.")
class ProductFact:
    key: strawberry.ID
    name: str | None
    times: int
    last_at: Moment
    due_at: Moment | None = strawberry.field(
        description="The last purchase + the median of the days between purchases; of what is due."
    )
    reason: str = strawberry.field(description=REASON)
    evidence: list[strawberry.ID] = strawberry.field(description=EVIDENCE)

    @classmethod
    def of(cls, found: products.ProductFact) -> "ProductFact":
        return cls(
            key=strawberry.ID(found.key),
            name=found.name or None,
            times=found.times,
            last_at=Moment(found.last_at),
            due_at=None if found.due_at is None else Moment(found.due_at),
            reason=found.reason,
            evidence=keys(found.evidence),
        )


@strawberry.type(description="The customer and our goods; each list the latest first.")
class ProductContext:
    found: strawberry.Private[products.ProductContext]

    @worked_out("In the latest orders.")
    def bought(self) -> list[ProductFact]:
        return _facts(self.found.bought)

    @worked_out("In the latest returns.")
    def returned(self) -> list[ProductFact]:
        return _facts(self.found.returned)

    @worked_out("Put on a wishlist within a year, and not bought since.")
    def wished(self) -> list[ProductFact]:
        return _facts(self.found.wished)

    @worked_out("What was said of them, or asked, felt like -0.5 or less.")
    def complained_about(self) -> list[ProductFact]:
        return _facts(self.found.complained_about)

    @worked_out(
        "Bought on three days or more, and the usual time between has passed once, but not three times; the longest "
        "due first."
    )
    def due(self) -> list[ProductFact]:
        return _facts(self.found.due)

    @worked_out("Due or wished for, and neither returned nor complained about in 180 days.")
    def recommended(self) -> list[ProductFact]:
        return _facts(self.found.recommended)


def _facts(found: tuple[products.ProductFact, ...]) -> list[ProductFact]:
    return [ProductFact.of(each) for each in found]
