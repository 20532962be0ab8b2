"""Whether the customer would recommend us."""

import strawberry

from profile_service.api.types.context.evidence import EVIDENCE, REASON, keys
from profile_service.api.types.values.enums import describe_enum
from profile_service.api.types.values.scalars import Moment
from profile_service.domain.context import promoter as domain
from profile_service.domain.context.promoter import PromoterKind

describe_enum(
    PromoterKind,
    "The classes of the net promoter score.",
    PROMOTER="9 or 10 points.",
    PASSIVE="7 or 8 points.",
    DETRACTOR="6 points or less.",
)


@strawberry.type(description="Whether the customer would recommend us.")
class PromoterStatus:
    kind: PromoterKind = strawberry.field(description="Promoter, passive or detractor, by `points`.")
    points: int = strawberry.field(description="Willingness to recommend us, from 0 to 10.")
    stated: bool = strawberry.field(
        description="True where the customer answered that very question; false where points are two per star of "
        "their latest rating."
    )
    at: Moment = strawberry.field(description="When they answered or rated.")
    reason: str = strawberry.field(description=REASON)
    evidence: list[strawberry.ID] = strawberry.field(description=EVIDENCE)

    @classmethod
    def of(cls, status: domain.PromoterStatus | None) -> "PromoterStatus | None":
        if status is None:
            return None
        return cls(
            kind=status.kind,
            points=status.points,
            stated=status.stated,
            at=Moment(status.at),
            reason=status.reason,
            evidence=keys(status.evidence),
        )
