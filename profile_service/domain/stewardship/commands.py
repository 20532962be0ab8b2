"""Steward commands, their effects, and the items of the review queue."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from profile_service.domain.resolution.partition import Obstacle
from profile_service.domain.stewardship.changes import Change
from profile_service.domain.values.cursors import write_cursor
from profile_service.domain.values.identifiers import Identifier


@dataclass(frozen=True, slots=True)
class StewardCommand:
    """The actor and the reason of a command. `key`: an idempotency key; the same command under the same key is executed
    once and answered again. `expected`: profile id → the version that the steward saw; another one is a Conflict. With
    `dry_run` nothing is written, and the effect is what it would be."""

    actor: str
    reason: str = ""
    key: str | None = None
    expected: Mapping[str, int] = field(default_factory=dict)
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class Effect:
    """The effect of a command. `profiles`: ids of the affected profiles that exist afterwards; `judgements`: ids of
    those made or retracted."""

    profiles: tuple[str, ...]
    changes: tuple[Change, ...]
    judgements: tuple[str, ...] = ()
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """A contested identifier that waits for a decision, since when, and the obstacle to merging its holders. `records`:
    profile id → keys of its records that hold it."""

    identifier: Identifier
    since: str
    obstacle: Obstacle
    records: Mapping[str, tuple[str, ...]]

    @property
    def cursor(self) -> str:
        """The item's place in the queue, which is sorted by time and then by the identifier's key."""
        return write_cursor(f"{self.since} {self.identifier.key}")
