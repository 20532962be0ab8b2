"""Whether the customer would recommend us."""

import strawberry

from profile_service.api.types.context.evidence import EVIDENCE, REASON, keys
from profile_service.api.types.values.scalars import Moment
from profile_service.domain.context import promoter
from profile_service.domain.context.promoter import PromoterKind

strawberry.enum(
    PromoterKind, name="PromoterKind", description="Net promoter score: 9 and 10 `PROMOTER`, 7 and 8 `PASSIVE`."
)


@strawberry.type(description="Whether the customer speaks for us or against us.")
class PromoterStatus:
    kind: PromoterKind
    points: int = strawberry.field(description="From 0 to 10.")
    stated: bool = strawberry.field(
        description="True where they answered that very question; else a star of their latest rating is two points."
    )
    at: Moment
    reason: str = strawberry.field(description=REASON)
    evidence: list[strawberry.ID] = strawberry.field(description=EVIDENCE)

    @classmethod
    def of(cls, found: promoter.PromoterStatus | None) -> "PromoterStatus | None":
        if found is None:
            return None
        return cls(
            kind=found.kind,
            points=found.points,
            stated=found.stated,
            at=Moment(found.at),
            reason=found.reason,
            evidence=keys(found.evidence),
        )
