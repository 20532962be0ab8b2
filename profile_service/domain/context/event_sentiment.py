"""The customer's sentiment in single events, each a score from -1 to 1.

What was stated counts before what was written. A rating or an answer in points is scaled linearly; `good` and `bad`, a
mood, the outcome of a contact and a complaint have the scores below; the tone of the text counts only where there is
none of them. A note is written by a colleague: what it states of the customer counts, its outcome and its tone do not.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from profile_service.domain.context import event_details
from profile_service.domain.context.event_details import LEAST_POINTS, LEAST_STARS, MOST_POINTS, MOST_STARS
from profile_service.domain.context.text_sentiment import tone
from profile_service.domain.sources.events import Event
from profile_service.domain.sources.kinds import Family
from profile_service.domain.values.ticket_states import leaves_open

BAD_EXPERIENCE_SCORE = -0.5
"""An event with this score or less was a bad experience."""
SATISFACTION_SCORES = {"good": 1.0, "bad": -1.0}
MOOD_SCORES = {"positive": 0.7, "neutral": 0.0, "negative": -0.7}
UNSOLVED_SCORE = -0.5
SOLVED_SCORE = 0.3
COMPLAINT_SCORE = -0.7


@dataclass(frozen=True, slots=True)
class EventSentiment:
    """The sentiment of the event `key`. `by`: where it shows: `rating`, `mood`, `outcome`, `text`…"""

    key: str
    at: str
    score: float
    by: str

    @property
    def is_bad(self) -> bool:
        """Whether the event was a bad experience."""
        return self.score <= BAD_EXPERIENCE_SCORE


def event_sentiment(event: Event, family: Family | None) -> EventSentiment | None:
    """The customer's sentiment in an event of a family; None where nothing shows it."""
    for by, score in _stated_scores(event, family):
        if score is not None:
            return EventSentiment(event.key, event.occurred_at, score, by)
    if family is Family.NOTE:  # colleagues' words, not the customer's
        return None
    text = event_details.text(event, "text", "comment", "body", "transcript")
    score = tone(text, event_details.text(event, "language")) if text else None
    return None if score is None else EventSentiment(event.key, event.occurred_at, score, "text")


def _stated_scores(event: Event, family: Family | None) -> Iterator[tuple[str, float | None]]:
    """What was stated, the most explicit first."""
    yield "points", _scaled(event_details.points(event, "nps", "points"), LEAST_POINTS, MOST_POINTS)
    yield "rating", _scaled(event_details.stars(event), LEAST_STARS, MOST_STARS)
    yield "satisfaction", SATISFACTION_SCORES.get(event_details.text(event, "satisfaction").casefold())
    yield "mood", MOOD_SCORES.get(event_details.text(event, "mood", "sentiment").casefold())
    is_open = None if family is Family.NOTE else leaves_open(event_details.outcome(event))
    yield "outcome", None if is_open is None else (UNSOLVED_SCORE if is_open else SOLVED_SCORE)
    yield "complaint", COMPLAINT_SCORE if family is Family.COMPLAINT else None


def _scaled(value: float | None, least: float, most: float) -> float | None:
    return None if value is None else 2 * (value - least) / (most - least) - 1
