"""The customer's preferences: what they do most often, beside what they said and what they allowed.

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

LEAST_EVENTS = 3
"""Fewer events that have a value than this make no preference."""
STRETCH_HOURS = 3
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


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
    """The first five by behaviour, None where fewer than LEAST_EVENTS tell. `hours`: a stretch in UTC, `18-21`.
    `stated`: what the customer said, by name; `consents`: what holds for each purpose and channel."""

    channel: Preference | None
    device: Preference | None
    hours: Preference | None
    weekday: Preference | None
    language: Preference | None
    stated: Mapping[str, str]
    consents: tuple[Consent, ...]


def preferences(history: History) -> Preferences:
    by_key = {event.key: event for event in history.customers_own([*history.latest, *history.contacts])}
    events = sorted(by_key.values(), key=lambda event: (event.occurred_at, event.key), reverse=True)
    timed = [event for event in events if _has_time_of_day(event)]
    return Preferences(
        channel=_preference(events, lambda event: event.channel, "through"),
        device=_preference(events, lambda event: event.device, "on"),
        hours=_preference(timed, _hours, "between"),
        weekday=_preference(timed, _weekday, "on a"),
        language=_preference(events, lambda event: event_details.text(event, "language"), "in"),
        stated=history.stated,
        consents=tuple(sorted(history.consents, key=lambda consent: (consent.purpose, consent.channel))),
    )


def _preference(events: list[Event], value_of: Callable[[Event], str | None], word: str) -> Preference | None:
    """The most frequent value, of equals the one seen last; the events come newest first."""
    values = [(value, event.key) for event in events if (value := value_of(event))]
    if len(values) < LEAST_EVENTS:
        return None
    value, count = Counter(value for value, _ in values).most_common(1)[0]
    return Preference(
        value=value,
        share=round(count / len(values), 2),
        of=len(values),
        reason=f"{count} of the latest {len(values)} {word} {value}",
        evidence=tuple(key for each, key in values if each == value),
    )


def _has_time_of_day(event: Event) -> bool:
    """Whether more than the day of the event is known."""
    return event.occurred_at[11:19] != "00:00:00"


def _hours(event: Event) -> str:
    start = int(event.occurred_at[11:13]) // STRETCH_HOURS * STRETCH_HOURS
    return f"{start:02d}-{start + STRETCH_HOURS:02d}"


def _weekday(event: Event) -> str:
    return _WEEKDAYS[parse_utc_text(event.occurred_at).weekday()]
