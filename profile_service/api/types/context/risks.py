"""Risks: that the customer leaves, complains or does not pay."""

import strawberry

from profile_service.api.types.context.evidence import EVIDENCE, REASON, keys
from profile_service.api.types.values.enums import describe_enum
from profile_service.domain.context import risks as domain
from profile_service.domain.context.risks import RiskKind, RiskLevel

describe_enum(
    RiskKind,
    "What may go wrong.",
    CHURN="The customer does not order again within nine months.",
    DECLINE="The customer orders much less than before.",
    COMPLAINT="The customer complains further.",
    PAYMENT="The customer does not pay.",
)
describe_enum(
    RiskLevel,
    "How high a risk's score is.",
    LOW="From 0.25 to below 0.5.",
    MEDIUM="From 0.5 to below 0.75.",
    HIGH="0.75 or more.",
)


@strawberry.type(description="Something that may go wrong with this customer.")
class Risk:
    kind: RiskKind = strawberry.field(description="What may go wrong.")
    level: RiskLevel = strawberry.field(description="The score in one word.")
    score: float = strawberry.field(
        description="From 0.25 to 1. CHURN: the chance of no order within nine months, as with the store's other "
        "customers of as many orders (1, 2, 3 or 4, 5 to 7, 8 to 14, 15 or more) and as long a silence in months; "
        "absent where fewer than 100 of them were counted, which a load does at its end. DECLINE: 1 - a / b, where a "
        "is the orders per month of the last three full months and b of the twelve before. COMPLAINT: n / (1 + n) for "
        "n bad experiences in 90 days: events with a sentiment of -0.5 or less, and each repeated contact about a "
        "matter not solved. PAYMENT: n / (1 + n) for n payments in 90 days that failed or are due and were not made "
        "since."
    )
    reason: str = strawberry.field(description=REASON)
    evidence: list[strawberry.ID] = strawberry.field(description=EVIDENCE)

    @classmethod
    def of(cls, risk: domain.Risk) -> "Risk":
        return cls(
            kind=risk.kind,
            level=risk.level,
            score=risk.score,
            reason=risk.reason,
            evidence=keys(risk.evidence),
        )
