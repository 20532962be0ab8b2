"""Versions of an event: which of two statements about it is the newer, so that an older file never sets it back."""

from collections.abc import Sequence
from typing import NamedTuple

from profile_service.domain.sources.events import Event
from profile_service.domain.values.errors import InvalidInput
from profile_service.domain.values.times import read_time

_UPDATED = ("updated_at", "modified_at", "last_modified_at", "status_at")
_HAPPENED = (
    "paid_at",
    "fulfilled_at",
    "shipped_at",
    "delivered_at",
    "cancelled_at",
    "canceled_at",
    "refunded_at",
    "returned_at",
    "completed_at",
    "solved_at",
    "closed_at",
)
EVENT_TIMES = frozenset((*_UPDATED, *_HAPPENED))
_SEPARATOR = "@"


class StatedVersion(NamedTuple):
    """`digest`: of the content; `stated_at`: the source's time of it (fixed-width UTC text), empty where none is later
    than the event."""

    digest: str
    stated_at: str = ""

    @property
    def text(self) -> str:
        """As the version is stored."""
        return f"{self.digest}{_SEPARATOR}{self.stated_at}" if self.stated_at else self.digest

    def replaces(self, stored: "StatedVersion", occurred_at: str) -> bool:
        """Whether the version, of an event of this time, replaces a stored one. Where the source tells no time of the
        stored one, or the same, the version that is loaded last stays: it may be a correction."""
        return self.digest != stored.digest and (self.stated_at or occurred_at) >= stored.stated_at


def stated_version(text: str) -> StatedVersion:
    """The version that `StatedVersion.text` wrote."""
    digest, _, stated_at = text.partition(_SEPARATOR)
    return StatedVersion(digest, stated_at)


def stated_at(event: Event, observed_at: str | None = None) -> str:
    """When the source stated the event so: at its update, else at the latest of what it dates. `observed_at`: when the
    record in the same row was. Empty where that is not later than the event itself."""
    if EVENT_TIMES.isdisjoint(event.details):  # as most are; a load asks for each event
        latest = observed_at or ""
    else:
        latest = max(_times(event, _UPDATED) or [*_times(event, _HAPPENED), observed_at or ""])
    return latest if latest > event.occurred_at else ""


def _times(event: Event, names: Sequence[str]) -> list[str]:
    return [time for name in names if name in event.details and (time := _time(event, name))]


def _time(event: Event, name: str) -> str:
    """Fixed-width UTC text of a detail; empty where it is no time."""
    written = event.details.get(name)
    if not isinstance(written, str) or not written.strip():
        return ""
    try:
        return read_time(written)
    except InvalidInput:
        return ""
