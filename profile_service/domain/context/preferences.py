"""How the customer likes to deal with us: what they do, beside what they said and what they allowed.

Behaviour is the most frequent value among the latest events that the customer had a hand in.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from profile_service.domain.context import event_details
from profile_service.domain.context.history import History
from profile_service.domain.sources.consents import Consent
from profile_service.domain.sources.events import Event
from profile_service.domain.values.times import parse_utc_text

OURS = frozenset(
    {"campaign", "delivery", "tracking", "billing", "price", "coupon", "note", "offer_answer", "support_reply"}
)
"""Kinds that we did, which tell nothing of what the customer likes."""
_LEAST = 3
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True)
class Preference:
    """`share` of the `of` events that tell of it have this value."""

    value: str
    share: float
    of: int
    reason: str
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Preferences:
    """The first five by behaviour, None where fewer than three events tell. `hours`: `18-21` UTC, a stretch of three.
    `stated`: what the customer said, by name; `consents`: what holds for each purpose and channel."""

    channel: Preference | None
    device: Preference | None
    hours: Preference | None
    weekday: Preference | None
    language: Preference | None
    stated: Mapping[str, str]
    consents: tuple[Consent, ...]


def preferences(history: History) -> Preferences:
    events = {event.key: event for event in [*history.latest, *history.contacts] if event.kind not in OURS}
    done = sorted(events.values(), key=lambda event: (event.occurred_at, event.key), reverse=True)
    return Preferences(
        channel=_most(done, lambda event: event.channel, "through"),
        device=_most(done, lambda event: event.device, "on"),
        hours=_most(_timed(done), _hours, "between"),
        weekday=_most(_timed(done), lambda event: _DAYS[parse_utc_text(event.occurred_at).weekday()], "on a"),
        language=_most(done, lambda event: event_details.text(event, "language") or None, "in"),
        stated=history.stated,
        consents=tuple(sorted(history.consents, key=lambda each: (each.purpose, each.channel))),
    )


def _most(events: list[Event], value_of: Callable[[Event], str | None], word: str) -> Preference | None:
    valued = [(value, event.key) for event in events if (value := value_of(event))]
    if len(valued) < _LEAST:
        return None
    counts = Counter(value for value, _ in valued)
    # Of equals, the one seen last.
    value, count = counts.most_common(1)[0]
    return Preference(
        value=value,
        share=round(count / len(valued), 2),
        of=len(valued),
        reason=f"{count} of the latest {len(valued)} {word} {value}",
        evidence=tuple(key for each, key in valued if each == value),
    )


def _timed(events: list[Event]) -> list[Event]:
    """Without those of which only the day is known."""
    return [event for event in events if event.occurred_at[11:19] != "00:00:00"]


def _hours(event: Event) -> str:
    start = int(event.occurred_at[11:13]) // 3 * 3
    return f"{start:02d}-{start + 3:02d}"
