"""Whether the customer speaks for us or against us."""

from dataclasses import dataclass
from enum import Enum

from profile_service.domain.context import event_details
from profile_service.domain.context.history import History
from profile_service.domain.sources.events import Event


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
    """By the latest answer to "would you recommend us": 9 and 10 promoter, 7 and 8 passive, less detractor.

    Net promoter score: Reichheld, "The One Number You Need to Grow" (Harvard Business Review, December 2003).
    Without such an answer by the latest rating, a star for two points, marked as not stated.
    """
    for event in history.voices:
        if (points := _points(event, 0, 10, "nps", "recommend")) is not None:
            return _status(event, points, stated=True)
    for event in history.voices:
        if (stars := _points(event, 1, 5, "stars", "rating")) is not None:
            return _status(event, 2 * stars, stated=False)
    return None


def _points(event: Event, lowest: int, highest: int, *names: str) -> int | None:
    found = event_details.number(event, *names)
    return int(found) if found is not None and lowest <= found <= highest else None


def _status(event: Event, points: int, *, stated: bool) -> PromoterStatus:
    kind = PromoterKind.DETRACTOR
    if points >= 7:
        kind = PromoterKind.PROMOTER if points >= 9 else PromoterKind.PASSIVE
    said = f"answered {points} of 10" if stated else f"rated {points // 2} of 5, taken as {points} of 10"
    return PromoterStatus(kind, points, stated, event.occurred_at, f"{said} on {event.occurred_at[:10]}", (event.key,))
