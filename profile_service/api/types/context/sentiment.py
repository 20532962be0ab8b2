"""How the customer feels about us."""

import strawberry

from profile_service.api.types.context.evidence import EVIDENCE, REASON, keys
from profile_service.api.types.values.enums import describe_enum
from profile_service.api.types.values.scalars import Moment
from profile_service.domain.context import sentiment as domain
from profile_service.domain.context.sentiment import Mood, Trend

describe_enum(
    Mood,
    "A sentiment score in one word.",
    NEGATIVE="-0.2 or less.",
    NEUTRAL="Between -0.2 and 0.2.",
    POSITIVE="0.2 or more.",
)
describe_enum(
    Trend,
    "How a sentiment score has moved since 90 days ago.",
    BETTER="It rose by 0.2 or more.",
    STEADY="It moved by less than 0.2, or there was none then.",
    WORSE="It fell by 0.2 or more.",
)


@strawberry.type(description="The customer's sentiment in one event.")
class Feeling:
    event: strawberry.ID = strawberry.field(description="Key of the event that shows it.")
    at: Moment = strawberry.field(description="When the event happened.")
    score: float = strawberry.field(description="From -1 (bad) to 1 (good).")
    by: str = strawberry.field(
        description="What the score was taken from: `points`, `rating`, `satisfaction`, `mood`, `outcome` or "
        "`complaint`; without any of these, `text`: the tone of its text, if that is English."
    )


@strawberry.type(description="How the customer feels about us.")
class Sentiment:
    score: float = strawberry.field(
        description="From -1 to 1: the weighted mean of `feelings`, where an event that is d days older than the "
        "latest has the weight 2^(-d/90)."
    )
    mood: Mood = strawberry.field(description="The score in one word.")
    trend: Trend = strawberry.field(description="Whether the score is rising or falling, compared with `before`.")
    before: float | None = strawberry.field(
        description="Score of the events older than 90 days; null where there are none."
    )
    feelings: list[Feeling] = strawberry.field(description="The events that it is taken from, newest first.")
    reason: str = strawberry.field(description=REASON)
    evidence: list[strawberry.ID] = strawberry.field(description=EVIDENCE)

    @classmethod
    def of(cls, sentiment: domain.Sentiment | None) -> "Sentiment | None":
        if sentiment is None:
            return None
        return cls(
            score=sentiment.score,
            mood=sentiment.mood,
            trend=sentiment.trend,
            before=sentiment.before,
            feelings=[
                Feeling(event=strawberry.ID(felt.key), at=Moment(felt.at), score=round(felt.score, 2), by=felt.by)
                for felt in sentiment.event_sentiments
            ],
            reason=sentiment.reason,
            evidence=keys(sentiment.evidence),
        )
