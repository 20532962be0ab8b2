"""Products that the customer bought, returned, wished for or needs again."""

import strawberry

from profile_service.api.types.context.evidence import EVIDENCE, REASON, keys
from profile_service.api.types.values.fields import worked_out
from profile_service.api.types.values.scalars import Moment
from profile_service.domain.context import products


@strawberry.type(description="A product and what the customer had to do with it.")
class ProductFact:
    key: strawberry.ID = strawberry.field(description="Key of the product: `source:id`.")
    name: str | None = strawberry.field(description="Name of the product; null where no source gives one.")
    times: int = strawberry.field(description="Number of times that it happened, among the latest events.")
    last_at: Moment = strawberry.field(description="When it last happened.")
    due_at: Moment | None = strawberry.field(
        description="When it is likely to be needed again: the last purchase + the median of the days between "
        "purchases; null outside `due`."
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


@strawberry.type(description="Products that matter to the customer; each list has the latest first.")
class ProductContext:
    found: strawberry.Private[products.ProductContext]

    @worked_out("Bought in the latest orders.")
    def bought(self) -> list[ProductFact]:
        return _facts(self.found.bought)

    @worked_out("Returned in the latest returns.")
    def returned(self) -> list[ProductFact]:
        return _facts(self.found.returned)

    @worked_out("Put on a wishlist within a year and not bought since.")
    def wished(self) -> list[ProductFact]:
        return _facts(self.found.wished)

    @worked_out("Subject of reviews or contacts with a sentiment of -0.5 or less.")
    def complained_about(self) -> list[ProductFact]:
        return _facts(self.found.complained_about)

    @worked_out(
        "Bought on three days or more, with the median interval passed once but not three times; longest due first."
    )
    def due(self) -> list[ProductFact]:
        return _facts(self.found.due)

    @worked_out("Due or wished for, and neither returned nor complained about within 180 days.")
    def recommended(self) -> list[ProductFact]:
        return _facts(self.found.recommended)


def _facts(found: tuple[products.ProductFact, ...]) -> list[ProductFact]:
    return [ProductFact.of(each) for each in found]
