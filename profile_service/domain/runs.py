"""Load runs: what one run of a loader did, and how far it got."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from profile_service.domain.counts import Counts

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
    """`files`: paths as given. Times are fixed-width UTC text. `rejects_file` is set where a row was rejected."""

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
