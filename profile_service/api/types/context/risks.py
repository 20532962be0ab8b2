"""Risks: that the customer leaves, complains or does not pay."""

import strawberry

from profile_service.api.types.context.evidence import EVIDENCE, REASON, keys
from profile_service.domain.context import risks
from profile_service.domain.context.risks import RiskKind, RiskLevel

strawberry.enum(RiskKind, name="RiskKind", description="What may go wrong.")
strawberry.enum(RiskLevel, name="RiskLevel", description="`HIGH` from 0.75, `MEDIUM` from 0.5, `LOW` from 0.25.")


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
