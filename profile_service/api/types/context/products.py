"""Products that the customer bought, returned, wished for or needs again."""

import strawberry

from profile_service.api.types.context.evidence import EVIDENCE, REASON, keys
from profile_service.api.types.values.fields import resolver
from profile_service.api.types.values.scalars import Moment, optional_moment
from profile_service.domain.context.purchases import products as domain


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
    def of(cls, fact: domain.ProductFact) -> "ProductFact":
        return cls(
            key=strawberry.ID(fact.key),
            name=fact.name or None,
            times=fact.times,
            last_at=Moment(fact.last_at),
            due_at=optional_moment(fact.due_at),
            reason=fact.reason,
            evidence=keys(fact.evidence),
        )


@strawberry.type(description="Products that matter to the customer; each list has the latest first.")
class ProductContext:
    products: strawberry.Private[domain.ProductContext]

    @resolver("Bought in the latest orders.")
    def bought(self) -> list[ProductFact]:
        return _facts(self.products.bought)

    @resolver("Returned in the latest returns.")
    def returned(self) -> list[ProductFact]:
        return _facts(self.products.returned)

    @resolver("Put on a wishlist within a year and not bought since.")
    def wished(self) -> list[ProductFact]:
        return _facts(self.products.wished)

    @resolver("Subject of reviews or contacts with a sentiment of -0.5 or less.")
    def complained_about(self) -> list[ProductFact]:
        return _facts(self.products.complained_about)

    @resolver(
        "Bought on three days or more, with the median interval passed once but not three times; longest due first."
    )
    def due(self) -> list[ProductFact]:
        return _facts(self.products.due)

    @resolver("Due or wished for, and neither returned nor complained about within 180 days.")
    def recommended(self) -> list[ProductFact]:
        return _facts(self.products.recommended)


def _facts(facts: tuple[domain.ProductFact, ...]) -> list[ProductFact]:
    return [ProductFact.of(fact) for fact in facts]
