"""Load runs: what one run of a loader did, and how far it got."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from profile_service.domain.sources.counts import Counts
from profile_service.domain.values.times import parse_utc_text

RunState: TypeAlias = Literal["running", "finished", "undoing", "undone"]


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """How far a run got: `batch` batches, `items` items of file number `file` (from 0), and its rejects file's size."""

    batch: int = 0
    file: int = 0
    items: int = 0
    rejects_bytes: int = 0


@dataclass(frozen=True, slots=True)
class LoadRun:
    """`files`: paths as given; `rows`: in all of them. Times are fixed-width UTC text. `rejects_file` is set where a
    row was rejected. `retired`: records that a full export did not hold any more, None where it was none.

    `host`: where it can be seen whether it is alive. `resumed_at`, `resumed_read`: when a process last took it up, and
    how many rows were read before. `undone_by`, `undo_reason`: who took it back, and why; None where nobody did.
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

    @property
    def seconds(self) -> float:
        """From when it was last taken up until it last got on."""
        since = parse_utc_text(self.resumed_at or self.started_at)
        return max((parse_utc_text(self.updated_at) - since).total_seconds(), 0.0)

    @property
    def rate(self) -> float:
        """Rows a second, since it was last taken up."""
        return (self.counts.read - self.resumed_read) / max(self.seconds, 0.001)

    @property
    def seconds_left(self) -> float | None:
        """By its rate so far; None where that tells nothing."""
        if self.state != "running" or self.rows is None or self.counts.read == self.resumed_read:
            return None
        return max(self.rows - self.counts.read, 0) / self.rate
