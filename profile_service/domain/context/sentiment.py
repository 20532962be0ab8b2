"""How the customer feels about us now, and whether that gets better or worse.

Each event that tells of it gives a score from -1 to 1: what was stated counts before what was written. A rating or an
answer in points is scaled linearly; `good` and `bad` are ±1; a mood ±0.7; a contact that came to nothing -0.5, one that
solved the matter 0.3; and only where there is none of them, the tone of the text.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from math import exp2

from profile_service.domain.context import told
from profile_service.domain.context.history import History
from profile_service.domain.context.wording import tone
from profile_service.domain.events import Event
from profile_service.domain.times import days_between

HALF_LIFE = 90
"""An event counts half as much for every so many days that it is older than the latest one."""
_NOTABLE = 0.2
_MOODS = {"positive": 0.7, "neutral": 0.0, "negative": -0.7}
_GOOD_OR_BAD = {"good": 1.0, "bad": -1.0}


class Mood(Enum):
    NEGATIVE = "negative"
    NEUTRAL = "neutral"
    POSITIVE = "positive"


class Trend(Enum):
    BETTER = "better"
    STEADY = "steady"
    WORSE = "worse"


@dataclass(frozen=True, slots=True)
class Felt:
    """What one event tells. `by`: what of it: `rating`, `mood`, `outcome`, `text`…"""

    key: str
    at: str
    score: float
    by: str


@dataclass(frozen=True, slots=True)
class Sentiment:
    """`score` and `before` from -1 to 1. `before`: as it was HALF_LIFE days ago, None where nothing was known then."""

    score: float
    mood: Mood
    trend: Trend
    before: float | None
    felt: tuple[Felt, ...]
    reason: str
    evidence: tuple[str, ...]


def sentiment(history: History) -> Sentiment | None:
    """None where nothing tells of it."""
    events = {event.key: event for event in [*history.voices, *history.contacts]}
    known = sorted(filter(None, map(felt, events.values())), key=lambda each: (each.at, each.key), reverse=True)
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
        felt=tuple(known),
        reason=f"{len(known)} events tell of it, by {ways}; the latest on {known[0].at[:10]}",
        evidence=tuple(each.key for each in known),
    )


def mood(score: float) -> Mood:
    if score <= -_NOTABLE:
        return Mood.NEGATIVE
    return Mood.POSITIVE if score >= _NOTABLE else Mood.NEUTRAL


def felt(event: Event) -> Felt | None:
    """What an event tells of the customer's feelings; None where it tells nothing."""
    for by, score in _stated(event):
        if score is not None:
            return Felt(event.key, event.occurred_at, max(-1.0, min(1.0, score)), by)
    text = told.text(event, "text", "comment", "body", "transcript")
    heard = tone(text, told.text(event, "language")) if text else None
    return None if heard is None else Felt(event.key, event.occurred_at, heard, "text")


def _stated(event: Event) -> Iterable[tuple[str, float | None]]:
    yield "points", _scaled(told.number(event, "nps", "points"), 0, 10)
    yield "rating", _scaled(told.number(event, "stars", "rating"), 1, 5)
    yield "satisfaction", _GOOD_OR_BAD.get(told.text(event, "satisfaction").casefold())
    yield "mood", _MOODS.get(told.text(event, "mood", "sentiment").casefold())
    ended = told.is_open(told.outcome(event))
    yield "outcome", None if ended is None else (-0.5 if ended else 0.3)
    yield "complaint", -0.7 if event.kind == "complaint" else None


def _scaled(value: float | None, lowest: float, highest: float) -> float | None:
    if value is None or not lowest <= value <= highest:
        return None
    return 2 * (value - lowest) / (highest - lowest) - 1


def _score(known: Sequence[Felt]) -> float:
    """The mean of the scores, newest first, each weighing half as much for every half-life that it is older."""
    newest = known[0].at
    weighed = [(exp2(-days_between(each.at, newest) / HALF_LIFE), each.score) for each in known]
    return sum(weight * score for weight, score in weighed) / sum(weight for weight, _ in weighed)


def _before(known: Sequence[Felt], now: str) -> float | None:
    older = [each for each in known if days_between(each.at, now) > HALF_LIFE]
    return _score(older) if older else None


def _trend(score: float, before: float | None) -> Trend:
    if before is None or abs(score - before) < _NOTABLE:
        return Trend.STEADY
    return Trend.BETTER if score > before else Trend.WORSE
