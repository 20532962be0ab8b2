"""Products that a customer may want next, each with its reason."""

from collections.abc import Collection
from typing import Annotated

import strawberry

from profile_service.api.types.context.evidence import keys
from profile_service.api.types.context.threads import NamedProduct
from profile_service.api.types.values.enums import describe_enum
from profile_service.domain.recommendations import recommendations as domain
from profile_service.domain.recommendations.recommendations import RecommendationKind
from profile_service.domain.values.errors import NotFound
from profile_service.service.profile.customer import Customer
from profile_service.service.recommendations.recommender import ALL_KINDS, Recommender

describe_enum(
    RecommendationKind,
    "Why a product is recommended.",
    CURRENT_TALK="An open ticket, message, cart, form or wish is about it, or about what goes with it.",
    DUE_AGAIN="They bought it, and the usual interval has passed: their own, else that of the product.",
    GOES_WITH="Orders often hold it together with something that they bought within 30 days.",
    SIMILAR_CUSTOMERS="Those whose purchases are most like theirs bought it.",
    POPULAR="Most customers bought it; nothing says more of this one.",
)
RecommendationKinds = Annotated[
    list[RecommendationKind] | None, strawberry.argument(description="Kinds to recommend; all where omitted.")
]


@strawberry.type(description="A product that a customer may want next.")
class Recommendation:
    product: NamedProduct = strawberry.field(description="What is recommended.")
    kind: RecommendationKind = strawberry.field(description="Why it is recommended.")
    score: float = strawberry.field(description="From 0 to 1; it compares products of one kind.")
    reason: str = strawberry.field(description="Why this is so, in a sentence with the figures.")
    evidence: list[strawberry.ID] = strawberry.field(
        description="Keys of the customer's own events that it is drawn from; empty for what is popular."
    )

    @classmethod
    def of(cls, each: domain.Recommendation) -> "Recommendation":
        return cls(
            product=NamedProduct(key=strawberry.ID(each.product), name=each.name or None),
            kind=each.kind,
            score=round(each.score, 4),
            reason=each.reason,
            evidence=keys(each.evidence),
        )


async def recommended(
    recommender: Recommender | None, customer: Customer, first: int, kinds: Collection[RecommendationKind] | None
) -> list[Recommendation]:
    """Of all kinds where none is named. Raises NotFound where nothing of all customers is counted."""
    if recommender is None:
        raise NotFound("nothing is recommended here")
    found = await recommender.recommendations(customer, first, ALL_KINDS if kinds is None else kinds)
    return [Recommendation.of(each) for each in found]
