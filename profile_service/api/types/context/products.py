"""Products that the customer bought, returned, wished for or needs again."""

import strawberry

from profile_service.api.types.context.evidence import EVIDENCE, REASON, keys
from profile_service.api.types.values.fields import worked_out
from profile_service.api.types.values.scalars import Moment
from profile_service.domain.context import products


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
