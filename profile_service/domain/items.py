"""What a loader hands over: items to load, and rows it had to reject."""

from dataclasses import dataclass

from profile_service.domain.events import Event
from profile_service.domain.records import SourceRecord


@dataclass(frozen=True, slots=True)
class Item:
    """What one or more consecutive rows of a file say: they are loaded together and counted together.

    `line` is the first row's line number in the file (the header is line 1); `rows` how many rows it took.
    An event may name a record that is not among `records`; a stub then stands in for it until it arrives.
    """

    line: int
    records: tuple[SourceRecord, ...] = ()
    events: tuple[Event, ...] = ()
    rows: int = 1


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that cannot be loaded. `reason` is a sentence without personal data; `row` is the row as it was read."""

    line: int
    reason: str
    row: str
    column: str | None = None
    rows: int = 1
