"""What to do for a customer now."""

import strawberry

from profile_service.api.types.context.evidence import EVIDENCE, keys
from profile_service.api.types.sources.events import Product
from profile_service.api.types.values.scalars import Moment, optional_id
from profile_service.domain.actions import next_actions as domain


@strawberry.type(description="Something to do for the customer, as a rule advises.")
class NextAction:
    name: strawberry.ID = strawberry.field(
        description="Name of the rule; pass it as `offer` when recording the answer."
    )
    action: str = strawberry.field(description="What to do, in words.")
    channel: str | None = strawberry.field(description="Channel to do it in; null where any will do.")
    purpose: str = strawberry.field(
        description="`service` where it is owed to the customer; any other purpose wants something of them."
    )
    score: float = strawberry.field(
        description="The rule's weight (1 to 100) × 2 (a + 1) / (n + 2), for n recent answers of this customer to it, "
        "a of them acceptances."
    )
    products: list[Product] = strawberry.field(description="Products that it is about, sorted by key.")
    expires_at: Moment = strawberry.field(description="Until when it holds.")
    reason: str = strawberry.field(description="Why, in words.")
    evidence: list[strawberry.ID] = strawberry.field(description=EVIDENCE)
    thread: strawberry.ID | None = strawberry.field(
        description="Key of the open thread that it is about; null where it is about none. Pass it as `thread` when "
        "recording the answer: then only this thread is left alone, and the action is offered for the next one."
    )

    @classmethod
    def of(cls, action: domain.NextAction) -> "NextAction":
        products = sorted(action.products.items())
        return cls(
            name=strawberry.ID(action.name),
            action=action.action,
            channel=action.channel,
            purpose=action.purpose,
            score=action.score,
            products=[Product(key=strawberry.ID(key), name=name or None) for key, name in products],
            expires_at=Moment(action.expires_at),
            reason=action.reason,
            evidence=keys(action.evidence),
            thread=optional_id(action.thread),
        )
