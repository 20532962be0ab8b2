"""The step that the customer is likely to take next."""

import strawberry

from profile_service.api.types.context.evidence import EVIDENCE, REASON, keys
from profile_service.domain.context import next_step


@strawberry.type(description="What the customer is likely to do next.")
class NextStep:
    kind: str = strawberry.field(description="Kind of event that is expected, such as `order`.")
    channel: str | None = strawberry.field(description="Channel that it is expected in; null for events without one.")
    probability: float = strawberry.field(
        description="From 0 to 1, among the customer's latest steps: how often it followed a step like the last one, "
        "with the weight n / (n + 4 k), where such a step was followed n times by k different ones, and how often it "
        "occurs at all, with the rest of the weight."
    )
    of: int = strawberry.field(description="Number of steps that it is drawn from.")
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
