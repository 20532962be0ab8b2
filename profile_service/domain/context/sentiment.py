"""How the customer feels about us now, and whether that gets better or worse."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from math import exp2

from profile_service.domain.context.event_sentiment import EventSentiment
from profile_service.domain.context.history import History
from profile_service.domain.values.times import days_between

HALF_LIFE = 90
"""An event counts half as much for every so many days that it is older than the latest one."""
_NOTABLE = 0.2


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
    """`score` and `before` from -1 to 1. `before`: as it was HALF_LIFE days ago, None where nothing was known then."""

    score: float
    mood: Mood
    trend: Trend
    before: float | None
    event_sentiments: tuple[EventSentiment, ...]
    reason: str
    evidence: tuple[str, ...]


def sentiment(history: History) -> Sentiment | None:
    """None where nothing tells of it."""
    known = history.sentiments
    if not known:
        return None
    score, before = _score(known), _before(known, history.now)
    trend = _trend(score, before)
    ways = ", ".join(sorted({each.by for each in known}))
    return Sentiment(
        score=round(score, 2),
        mood=mood(score),
        trend=trend,
        before=None if before is None else round(before, 2),
        event_sentiments=known,
        reason=f"told {len(known)} times, by {ways}; the last time on {known[0].at[:10]}",
        evidence=tuple(each.key for each in known),
    )


def mood(score: float) -> Mood:
    if score <= -_NOTABLE:
        return Mood.NEGATIVE
    return Mood.POSITIVE if score >= _NOTABLE else Mood.NEUTRAL


def _score(known: Sequence[EventSentiment]) -> float:
    """The mean of the scores, newest first, each weighing half as much for every half-life that it is older."""
    newest = known[0].at
    weighed = [(exp2(-days_between(each.at, newest) / HALF_LIFE), each.score) for each in known]
    return sum(weight * score for weight, score in weighed) / sum(weight for weight, _ in weighed)


def _before(known: Sequence[EventSentiment], now: str) -> float | None:
    older = [each for each in known if days_between(each.at, now) > HALF_LIFE]
    return _score(older) if older else None


def _trend(score: float, before: float | None) -> Trend:
    if before is None or abs(score - before) < _NOTABLE:
        return Trend.STEADY
    return Trend.BETTER if score > before else Trend.WORSE
