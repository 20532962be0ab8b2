"""The step that the customer is likely to take next."""

import strawberry

from profile_service.api.types.context.evidence import EVIDENCE, REASON, keys
from profile_service.domain.context import next_step as domain


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
    def from_domain(cls, step: domain.NextStep | None) -> "NextStep | None":
        if step is None:
            return None
        return cls(
            kind=step.kind,
            channel=step.channel,
            probability=step.probability,
            of=step.of,
            reason=step.reason,
            evidence=keys(step.evidence),
        )
