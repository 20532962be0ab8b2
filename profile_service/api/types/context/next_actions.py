"""What to do for a customer now."""

import strawberry

from profile_service.api.types.context.evidence import EVIDENCE, keys
from profile_service.api.types.sources.events import Product
from profile_service.api.types.values.scalars import Moment
from profile_service.domain.actions import next_actions as domain


@strawberry.type(description="Something to do for the customer, by a rule.")
class NextAction:
    name: strawberry.ID = strawberry.field(description="Of the rule; the `offer` of its answer.")
    action: str = strawberry.field(description="What to do.")
    channel: str | None = strawberry.field(description="Where to do it; null where that does not matter.")
    purpose: str = strawberry.field(description="`service` is owed to the customer; others want something of them.")
    score: float = strawberry.field(
        description="The rule's weight (1 to 100) × 2 (a + 1) / (n + 2), of the n latest answers of this customer to "
        "it a acceptances."
    )
    products: list[Product]
    expires_at: Moment = strawberry.field(description="Until when it holds.")
    reason: str = strawberry.field(description="Why, in words.")
    evidence: list[strawberry.ID] = strawberry.field(description=EVIDENCE)

    @classmethod
    def of(cls, found: domain.NextAction) -> "NextAction":
        products = sorted(found.products.items())
        return cls(
            name=strawberry.ID(found.name),
            action=found.action,
            channel=found.channel,
            purpose=found.purpose,
            score=found.score,
            products=[Product(key=strawberry.ID(key), name=name or None) for key, name in products],
            expires_at=Moment(found.expires_at),
            reason=found.reason,
            evidence=keys(found.evidence),
        )
