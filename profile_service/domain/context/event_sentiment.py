"""What single events tell of the customer's feelings, each a score from -1 to 1.

What was stated counts before what was written. A rating or an answer in points is scaled linearly; `good` and `bad` are
±1; a mood ±0.7; a complaint -0.7; a contact that came to nothing -0.5, one that solved the matter 0.3; and only where
there is none of them, the tone of the text.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from profile_service.domain.context import event_details
from profile_service.domain.context.text_sentiment import tone
from profile_service.domain.sources.events import Event

_MOODS = {"positive": 0.7, "neutral": 0.0, "negative": -0.7}
_GOOD_OR_BAD = {"good": 1.0, "bad": -1.0}


@dataclass(frozen=True, slots=True)
class EventSentiment:
    """What one event tells. `by`: what of it: `rating`, `mood`, `outcome`, `text`…"""

    key: str
    at: str
    score: float
    by: str


def event_sentiment(event: Event) -> EventSentiment | None:
    """What an event tells of the customer's feelings; None where it tells nothing."""
    for by, score in _stated(event):
        if score is not None:
            return EventSentiment(event.key, event.occurred_at, max(-1.0, min(1.0, score)), by)
    text = event_details.text(event, "text", "comment", "body", "transcript")
    heard = tone(text, event_details.text(event, "language")) if text else None
    return None if heard is None else EventSentiment(event.key, event.occurred_at, heard, "text")


def _stated(event: Event) -> Iterable[tuple[str, float | None]]:
    yield "points", _scaled(event_details.number(event, "nps", "points"), 0, 10)
    yield "rating", _scaled(event_details.number(event, "stars", "rating"), 1, 5)
    yield "satisfaction", _GOOD_OR_BAD.get(event_details.text(event, "satisfaction").casefold())
    yield "mood", _MOODS.get(event_details.text(event, "mood", "sentiment").casefold())
    ended = event_details.is_open(event_details.outcome(event))
    yield "outcome", None if ended is None else (-0.5 if ended else 0.3)
    yield "complaint", -0.7 if event.kind == "complaint" else None


def _scaled(value: float | None, lowest: float, highest: float) -> float | None:
    if value is None or not lowest <= value <= highest:
        return None
    return 2 * (value - lowest) / (highest - lowest) - 1
