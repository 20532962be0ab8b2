"""What a steward orders, and what comes of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from profile_service.domain.resolution.comparable_records import Obstacle
from profile_service.domain.stewardship.changes import Change
from profile_service.domain.values.cursors import write_cursor
from profile_service.domain.values.identifiers import Identifier


@dataclass(frozen=True, slots=True)
class StewardCommand:
    """Who orders and why. `key`: an idempotency key; the same order under the same key is carried out once and
    answered again. `expected`: profile id → the version that the steward saw; another one is a Conflict.
    With `dry_run` nothing is written, and the effect says what would be."""

    actor: str
    reason: str = ""
    key: str | None = None
    expected: Mapping[str, int] = field(default_factory=dict)
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class Effect:
    """`profiles`: ids that are there afterwards and were affected; `judgements`: ids of those made or retracted."""

    profiles: tuple[str, ...]
    changes: tuple[Change, ...]
    judgements: tuple[str, ...] = ()
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """A contested identifier that waits for a decision: since when, what stands in the way, and between which
    profiles. `records`: profile id → keys of its records that hold it."""

    identifier: Identifier
    since: str
    obstacle: Obstacle
    records: Mapping[str, tuple[str, ...]]

    @property
    def cursor(self) -> str:
        """Its place in the queue: the longest waiting first, then by the identifier's key."""
        return write_cursor(f"{self.since} {self.identifier.key}")
