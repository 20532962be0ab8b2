"""What a loader hands over: items to load, and rows it had to reject."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from profile_service.domain.sources.consents import Consent
from profile_service.domain.sources.events import Event, Json
from profile_service.domain.sources.records import SourceRecord


@dataclass(frozen=True, slots=True)
class SourceMerge:
    """The source itself merged `record` into `survivor` (keys of records): a judgement that they are the same."""

    record: str
    survivor: str
    reason: str


@dataclass(frozen=True, slots=True)
class SourceDeletion:
    """The source deleted `record` (its key) at `at` (fixed-width UTC text, None where it tells no time)."""

    record: str
    at: str | None = None


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
    merges: tuple[SourceMerge, ...] = ()
    deletions: tuple[SourceDeletion, ...] = ()
    consents: tuple[Consent, ...] = ()

    def referenced_records(self) -> Iterator[str]:
        """Records (keys) that it names and need not describe."""
        for joined in self.merges:
            yield from (joined.record, joined.survivor)
        yield from (consent.record for consent in self.consents)

    def all_records(self) -> Iterator[str]:
        """Every record (key) that it says something of, besides its events."""
        yield from (record.key for record in self.records)
        yield from (gone.record for gone in self.deletions)
        yield from self.referenced_records()


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that cannot be loaded. `reason` is a sentence without personal data; `row` is the row as it was read.

    `value`: what stands in `column`. `cells`: of each of its `rows`, name → value, by which the same loader can load
    it again once it is mended; empty where they could not be told apart.
    """

    line: int
    reason: str
    row: str
    column: str | None = None
    rows: int = 1
    value: str | None = None
    cells: tuple[Mapping[str, Json], ...] = ()
