"""Load runs: the counts and the checkpoint of one run of a loader."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from profile_service.domain.sources.counts import Counts
from profile_service.domain.sources.quality.dropped_cells import EQUAL_ROW, STAFF_ROW, DroppedCells, largest_share
from profile_service.domain.values.times import parse_utc_text

RunState: TypeAlias = Literal["running", "finished", "undoing", "undone"]


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The progress of a run: `batch` batches, `items` items of file number `file` (from 0), and the size of its rejects
    file."""

    batch: int = 0
    file: int = 0
    items: int = 0
    rejects_bytes: int = 0


@dataclass(frozen=True, slots=True)
class LoadRun:
    """One run of a loader. `files`: paths as given; `rows`: how many rows they have. Times are fixed-width UTC text.
    `rejects_file` is set where a row was rejected. `retired`: how many records a full export did not contain any
    more; None where the export was not full.

    `host`: the machine and data directory whose locks show whether its process is alive. `resumed_at`, `resumed_read`:
    when a process last started or resumed the run, and how many rows were read before. `undone_by`, `undo_reason`: who
    took the run back, and why; `undone_records`: how many of its records were dealt with so far; None where nobody did.
    `dropped`: cells of loaded rows that could not be used; `reject_groups`: rejected rows by column and reason; none
    for runs older than these counts. `remarks`: sentences on what the loaded rows do not count for: states that are not
    declared, payments of other customers' orders; of a run that was resumed, on the rows since then.
    """

    id: str
    loader: str
    source: str
    files: tuple[str, ...]
    state: RunState
    counts: Counts
    started_at: str
    updated_at: str
    finished_at: str | None = None
    rejects_file: str | None = None
    rows: int | None = None
    retired: int | None = None
    host: str | None = None
    resumed_at: str | None = None
    resumed_read: int = 0
    undone_by: str | None = None
    undo_reason: str | None = None
    undone_records: int | None = None
    dropped: tuple[DroppedCells, ...] = ()
    reject_groups: tuple[DroppedCells, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def dropped_by_count(self) -> list[DroppedCells]:
        """The cells that could not be used, the most frequent column and reason first."""
        return sorted(self.dropped, key=lambda group: group.count, reverse=True)

    @property
    def rejects_by_count(self) -> list[DroppedCells]:
        """The rejected rows, the most frequent column and reason first."""
        return sorted(self.reject_groups, key=lambda group: group.count, reverse=True)

    @property
    def dropped_count(self) -> int:
        """The number of cells that could not be used."""
        return sum(group.count for group in self.dropped) - self.equal_rows - self.staff_rows

    @property
    def equal_rows(self) -> int:
        """The number of rows that were loaded already by an equal row of the same file."""
        return sum(group.count for group in self.dropped if group.reason == EQUAL_ROW)

    @property
    def staff_rows(self) -> int:
        """The number of rows that were left out, for they are about staff."""
        return sum(group.count for group in self.dropped if group.reason == STAFF_ROW)

    @property
    def unchanged_rows(self) -> int:
        """The number of rows that were loaded before, and not by an equal row of the same file."""
        return max(self.counts.unchanged - self.equal_rows - self.staff_rows, 0)

    @property
    def dropped_share(self) -> float:
        """The share of the rows read, from 0 to 1, in which the worst column could not be used."""
        return largest_share(self.dropped, self.counts.read)

    @property
    def seconds(self) -> float:
        """The seconds from the last start of its process to its end, else to its last progress: to take a run back
        later makes it no longer."""
        since = self.resumed_at or self.started_at
        until = self.finished_at if self.finished_at and self.finished_at >= since else self.updated_at
        return max((parse_utc_text(until) - parse_utc_text(since)).total_seconds(), 0.0)

    @property
    def rate(self) -> float:
        """Rows per second, since the last start of its process."""
        return (self.counts.read - self.resumed_read) / max(self.seconds, 0.001)

    @property
    def seconds_left(self) -> float | None:
        """The seconds left at the rate so far; None where there is no rate yet."""
        if self.state != "running" or self.rows is None or self.counts.read == self.resumed_read:
            return None
        return max(self.rows - self.counts.read, 0) / self.rate
