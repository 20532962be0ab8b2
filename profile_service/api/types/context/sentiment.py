"""How the customer feels about us."""

import strawberry

from profile_service.api.types.context.evidence import EVIDENCE, REASON, keys
from profile_service.api.types.values.scalars import Moment
from profile_service.domain.context import sentiment
from profile_service.domain.context.sentiment import Mood, Trend

strawberry.enum(Mood, name="Mood", description="`NEGATIVE` at -0.2 or less, `POSITIVE` at 0.2 or more.")
strawberry.enum(Trend, name="Trend", description="`STEADY` where the score moved by less than 0.2.")


@strawberry.type(description="What one event tells of the customer's feelings.")
class Feeling:
    event: strawberry.ID
    at: Moment
    score: float = strawberry.field(description="From -1 to 1.")
    by: str = strawberry.field(
        description="What of it tells: `points`, `rating`, `satisfaction`, `mood`, `outcome`, `complaint`; only "
        "where it has none of these, the tone of its `text`, if that is English."
    )


@strawberry.type(description="How the customer feels about us.")
class Sentiment:
    score: float = strawberry.field(
        description="From -1 to 1: the mean over what tells of it, each weighing 2^(-d/90), d the days that it is "
        "older than the latest."
    )
    mood: Mood
    trend: Trend
    before: float | None = strawberry.field(description="The score by what is older than 90 days.")
    feelings: list[Feeling] = strawberry.field(description="Newest first.")
    reason: str = strawberry.field(description=REASON)
    evidence: list[strawberry.ID] = strawberry.field(description=EVIDENCE)

    @classmethod
    def of(cls, found: sentiment.Sentiment | None) -> "Sentiment | None":
        if found is None:
            return None
        return cls(
            score=found.score,
            mood=found.mood,
            trend=found.trend,
            before=found.before,
            feelings=[
                Feeling(event=strawberry.ID(felt.key), at=Moment(felt.at), score=round(felt.score, 2), by=felt.by)
                for felt in found.felt
            ],
            reason=found.reason,
            evidence=keys(found.evidence),
        )
