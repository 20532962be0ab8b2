"""Judgements: what people decided about who is who."""

import strawberry

from profile_service.api.types.values.scalars import Moment
from profile_service.domain.resolution import judgements as domain
from profile_service.domain.resolution.judgements import Verdict

strawberry.enum(
    Verdict,
    description="Whether two source records are the same person. `NOT_SAME` wins over any identifier that they share; "
    "`MAYBE` is a note for people and joins nobody.",
)


@strawberry.type(
    description="That two source records are, are not, or may be the same person. Retracted, never erased."
)
class Judgement:
    id: strawberry.ID
    verdict: Verdict
    left: strawberry.ID = strawberry.field(description="Key of a source record, the smaller of the two.")
    right: strawberry.ID = strawberry.field(description="Key of a source record, perhaps of another profile by now.")
    actor: str
    reason: str
    score: float = strawberry.field(description="How sure, from 0 to 1.")
    at: Moment
    retracted_at: Moment | None = strawberry.field(description="Null as long as it counts.")
    retracted_by: str | None

    @classmethod
    def of(cls, judgement: domain.Judgement) -> "Judgement":
        retracted_at = judgement.retracted_at
        return cls(
            id=strawberry.ID(judgement.id),
            verdict=judgement.verdict,
            left=strawberry.ID(judgement.left),
            right=strawberry.ID(judgement.right),
            actor=judgement.actor,
            reason=judgement.reason,
            score=judgement.score,
            at=Moment(judgement.at),
            retracted_at=None if retracted_at is None else Moment(retracted_at),
            retracted_by=judgement.retracted_by,
        )
