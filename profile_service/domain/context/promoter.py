"""Whether the customer speaks for the retailer or against it: the net promoter score."""

from dataclasses import dataclass
from enum import Enum

from profile_service.domain.context import event_details
from profile_service.domain.context.history import History
from profile_service.domain.sources.events import Event

PROMOTER_POINTS = 9
"""The least points of a promoter."""
PASSIVE_POINTS = 7
"""The least points of somebody who is neither promoter nor detractor."""
POINTS_A_STAR = 2


class PromoterKind(Enum):
    PROMOTER = "promoter"
    PASSIVE = "passive"
    DETRACTOR = "detractor"


@dataclass(frozen=True, slots=True)
class PromoterStatus:
    """`points` from 0 to 10. `stated`: they answered that very question; else it is taken from their latest rating."""

    kind: PromoterKind
    points: int
    stated: bool
    at: str
    reason: str
    evidence: tuple[str, ...]


def promoter_status(history: History) -> PromoterStatus | None:
    """The kind by the latest answer to "would you recommend us", else by the latest rating; None without either.

    Net promoter score: Reichheld, "The One Number You Need to Grow" (Harvard Business Review, December 2003).
    """
    for event in history.voices:
        if (points := event_details.points(event, "nps", "recommend")) is not None:
            return _status(event, int(points), f"answered {int(points)} of 10", stated=True)
    for event in history.voices:
        if (stars := event_details.stars(event)) is not None:
            points = POINTS_A_STAR * int(stars)
            return _status(event, points, f"rated {int(stars)} of 5, taken as {points} of 10", stated=False)
    return None


def _status(event: Event, points: int, reason: str, *, stated: bool) -> PromoterStatus:
    kind = PromoterKind.DETRACTOR
    if points >= PASSIVE_POINTS:
        kind = PromoterKind.PROMOTER if points >= PROMOTER_POINTS else PromoterKind.PASSIVE
    dated = f"{reason} on {event.occurred_at[:10]}"
    return PromoterStatus(kind, points, stated, event.occurred_at, dated, (event.key,))
