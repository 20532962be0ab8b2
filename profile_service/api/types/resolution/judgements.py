"""Judgements: decisions whether two source records are the same person."""

import strawberry

from profile_service.api.types.values.enums import describe_enum
from profile_service.api.types.values.scalars import Moment, optional_moment
from profile_service.domain.resolution import judgements as domain
from profile_service.domain.resolution.judgements import Verdict

describe_enum(
    Verdict,
    "Whether two source records are the same person.",
    SAME="They are: the two records are merged.",
    NOT_SAME="They are not, whatever identifiers they share.",
    MAYBE="They may be: a note for people that merges nothing.",
)


@strawberry.type(
    description="A decision whether two source records are the same person. It may be retracted, but is never erased."
)
class Judgement:
    id: strawberry.ID = strawberry.field(description="Id that `retractJudgement` takes.")
    verdict: Verdict = strawberry.field(description="What was decided about the two records.")
    left: strawberry.ID = strawberry.field(description="Key of one source record, the smaller of the two keys.")
    right: strawberry.ID = strawberry.field(
        description="Key of the other source record, which may belong to another profile by now."
    )
    actor: str = strawberry.field(
        description="Who decided: a steward's name, or `source:` with the name of a source that merged the two."
    )
    reason: str = strawberry.field(description="Why, in the actor's words; may be empty.")
    score: float = strawberry.field(description="How certain the verdict is, from 0 to 1.")
    at: Moment = strawberry.field(description="When it was made.")
    retracted_at: Moment | None = strawberry.field(description="When it was retracted; null while it is in force.")
    retracted_by: str | None = strawberry.field(description="Who retracted it; null while it is in force.")

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
            retracted_at=optional_moment(retracted_at),
            retracted_by=judgement.retracted_by,
        )
