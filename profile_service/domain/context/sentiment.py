"""The customer's present sentiment, and whether it gets better or worse."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from math import exp2

from profile_service.domain.context.event_sentiment import EventSentiment
from profile_service.domain.context.history import History
from profile_service.domain.values.times import days_between

HALF_LIFE_DAYS = 90
"""An event weighs half as much for every so many days that it is older than the latest one."""
NOTABLE_SCORE = 0.2
"""A score so far from 0 is a mood; one that moved so far is a trend."""


class Mood(Enum):
    NEGATIVE = "negative"
    NEUTRAL = "neutral"
    POSITIVE = "positive"


class Trend(Enum):
    BETTER = "better"
    STEADY = "steady"
    WORSE = "worse"


@dataclass(frozen=True, slots=True)
class Sentiment:
    """`score` and `before` from -1 to 1. `before`: the score of HALF_LIFE_DAYS ago, None where there was none.
    `event_sentiments`: newest first."""

    score: float
    mood: Mood
    trend: Trend
    before: float | None
    event_sentiments: tuple[EventSentiment, ...]
    reason: str
    evidence: tuple[str, ...]


def sentiment(history: History) -> Sentiment | None:
    """The sentiment that the voices and contacts come to; None where none of them shows any."""
    events = history.event_sentiments
    if not events:
        return None
    older = [event for event in events if history.days_since(event.at) > HALF_LIFE_DAYS]
    score, before = _mean_score(events), _mean_score(older) if older else None
    ways = ", ".join(sorted({event.by for event in events}))
    times = "once" if len(events) == 1 else f"{len(events)} times"
    return Sentiment(
        score=round(score, 2),
        mood=mood(score),
        trend=_trend(score, before),
        before=None if before is None else round(before, 2),
        event_sentiments=events,
        reason=f"told {times}, by {ways}; the last time on {events[0].at[:10]}",
        evidence=tuple(event.key for event in events),
    )


def mood(score: float) -> Mood:
    if score <= -NOTABLE_SCORE:
        return Mood.NEGATIVE
    return Mood.POSITIVE if score >= NOTABLE_SCORE else Mood.NEUTRAL


def _mean_score(events: Sequence[EventSentiment]) -> float:
    """The mean of the scores, newest first, each weighing half as much for every half-life that it is older."""
    newest = events[0].at
    weights = [exp2(-days_between(event.at, newest) / HALF_LIFE_DAYS) for event in events]
    weighted = sum(weight * event.score for weight, event in zip(weights, events, strict=True))
    return weighted / sum(weights)


def _trend(score: float, before: float | None) -> Trend:
    if before is None or abs(score - before) < NOTABLE_SCORE:
        return Trend.STEADY
    return Trend.BETTER if score > before else Trend.WORSE
