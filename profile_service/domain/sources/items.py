"""Items that loaders hand over, and rows that they reject."""

from collections.abc import Mapping
from dataclasses import dataclass

from profile_service.domain.sources.consents import Consent
from profile_service.domain.sources.events import Event, Json
from profile_service.domain.sources.quality.dropped_cells import DroppedCell
from profile_service.domain.sources.records import SourceRecord
from profile_service.domain.values.identifiers import Identifier


@dataclass(frozen=True, slots=True)
class SourceMerge:
    """A merge that the source states: of `record` into `survivor` (keys). It counts as a judgement that they are the
    same, and it ends the record, whose identifiers become former ones.

    `survivor` is None where the source does not say into which record. `at`: the source's own time of the statement
    (fixed-width UTC text, None where it gives none). `identifiers`: those that the source still shows of the record."""

    record: str
    survivor: str | None
    reason: str
    at: str | None = None
    identifiers: tuple[Identifier, ...] = ()


@dataclass(frozen=True, slots=True)
class SourceDeletion:
    """A deletion that the source states: of `record` (its key) at the time `at` (fixed-width UTC text, None where the
    source gives none)."""

    record: str
    at: str | None = None


@dataclass(frozen=True, slots=True)
class EventDeletion:
    """A deletion that the source states: of `event` (its key) at the time `at` (fixed-width UTC text, None where the
    source gives none). It may have been merged into another, which says all that it said: then `record` (its key) is
    whose it was, and `number` how people call it, so that it still leads to them."""

    event: str
    at: str | None = None
    record: str | None = None
    number: str | None = None


@dataclass(slots=True)
class Item:
    """The content of one or more consecutive rows of a file, which are loaded together and counted together.

    `line` is the first row's line number in the file (the header is line 1); `rows` how many rows it took.
    An event may name a record that is not among `records`; a stub then stands in for it until it arrives.
    `dropped`: cells of the rows that could not be used.
    `former_events`: keys under which earlier versions of the service kept the item's events, its first one first.
    """

    line: int
    records: tuple[SourceRecord, ...] = ()
    events: tuple[Event, ...] = ()
    rows: int = 1
    merges: tuple[SourceMerge, ...] = ()
    deletions: tuple[SourceDeletion, ...] = ()
    consents: tuple[Consent, ...] = ()
    dropped: tuple[DroppedCell, ...] = ()
    former_events: tuple[str, ...] = ()
    event_deletions: tuple[EventDeletion, ...] = ()

    def referenced_records(self) -> tuple[str, ...]:
        """Keys of the records that its merges and consents name; they need not be among `records`."""
        if not (self.merges or self.consents):
            return ()
        merged = [key for merge in self.merges for key in (merge.record, merge.survivor) if key]
        return (*merged, *[consent.record for consent in self.consents])

    def all_records(self) -> tuple[str, ...]:
        """Keys of all records that the item concerns, except those that only its events name."""
        deleted = [deletion.record for deletion in self.deletions]
        return (*[record.key for record in self.records], *deleted, *self.referenced_records())


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that cannot be loaded. `reason` is a sentence without personal data; `row` is the row as it was read.

    `value`: the value of `column`. `cells`: for each of its `rows`, column → value, from which the same loader can load
    the row again once it is corrected; empty where the row could not be split into cells.
    """

    line: int
    reason: str
    row: str
    column: str | None = None
    rows: int = 1
    value: str | None = None
    cells: tuple[Mapping[str, Json], ...] = ()
