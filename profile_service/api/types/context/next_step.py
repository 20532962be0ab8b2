"""The step that the customer is likely to take next."""

import strawberry

from profile_service.api.types.context.evidence import EVIDENCE, REASON, keys
from profile_service.domain.context import next_step


@strawberry.type(description="What the customer is likely to do next.")
class NextStep:
    kind: str = strawberry.field(description="A kind of event.")
    channel: str | None
    probability: float = strawberry.field(
        description="Among the steps that the customer took in the window: how often it followed a step such as the "
        "last, counting n / (n + 4 k) where such a step was followed n times by k different ones, and how often it is "
        "taken at all, counting the rest."
    )
    of: int = strawberry.field(description="How many steps it rests on.")
    reason: str = strawberry.field(description=REASON)
    evidence: list[strawberry.ID] = strawberry.field(description=EVIDENCE)

    @classmethod
    def shown(cls, found: next_step.NextStep | None) -> "NextStep | None":
        if found is None:
            return None
        return cls(
            kind=found.kind,
            channel=found.channel,
            probability=found.probability,
            of=found.of,
            reason=found.reason,
            evidence=keys(found.evidence),
        )
