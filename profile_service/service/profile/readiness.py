"""Whether the service can answer, part by part: looked up every second, apart from all requests, so that who asks waits
for nothing."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass

from profile_service.domain.values.errors import ProfileError, StoreUnavailable
from profile_service.service.access.periodic import repeated
from profile_service.store.engine import migrations
from profile_service.store.engine.ping import UNFINISHED_RESTORE, restored_backup
from profile_service.store.engine.store import Store

_SECONDS = 1.0
_DEADLINE_SECONDS = 2.0
_STALE_SECONDS = 10.0
"""What was seen longer ago says nothing of now: the process is too busy to look."""
_MIGRATIONS_SECONDS = 30.0
NOT_OPEN = "the store is not open yet"
_LATE = f"the store did not answer within {_DEADLINE_SECONDS:g} seconds"
_FULL = "the disk of the store is full: nothing can be written until there is room"


@dataclass(frozen=True, slots=True)
class Readiness:
    """Why each part cannot do its work, a sentence; None where it can. Without the `store`, its `migrations` or the
    `audit` nobody is answered; where only the `disk` is full, readers are."""

    store: str | None = None
    disk: str | None = None
    migrations: str | None = None
    audit: str | None = None

    @property
    def why_not_ready(self) -> str | None:
        """The first reason for which nobody is answered; None where readers are."""
        return self.store or self.migrations or self.audit


async def no_trouble() -> str | None:
    """Of what is not there."""
    return None


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a watch asks and tells. `audit_trouble`: why the audit cannot be written; `note_away`: is called after each
    look, with the reason why the store cannot answer; `reconnect`: when it is back, for the
    connections that there were may be half open."""

    audit_trouble: Callable[[], Awaitable[str | None]] = no_trouble
    note_away: Callable[[str | None], None] = lambda _: None
    reconnect: Callable[[], Awaitable[object]] = no_trouble


_NOTHING_AROUND = Surroundings()


class ReadinessWatch:
    """`probe`: a store with a connection of its own, for one look each second."""

    def __init__(self, probe: Store, around: Surroundings = _NOTHING_AROUND) -> None:
        self._probe = probe
        self._around = around
        self._seen = Readiness(NOT_OPEN)
        self._as_of = self._migrations_as_of = float("-inf")
        self._was_away = self._is_late = False
        self._is_whole = True
        # A thread of its own: those of the event loop may all wait, such as for the write lock.
        self._thread = ThreadPoolExecutor(1, "readiness")

    @asynccontextmanager
    async def keeping_fresh(self) -> AsyncIterator[None]:
        """Look every second within the block; the first look is over when it begins."""
        try:
            async with repeated(self._look, lambda: _SECONDS):
                yield
        finally:
            self._thread.shutdown(wait=False)

    def readiness(self) -> Readiness:
        """As it was a moment ago."""
        if time.monotonic() - self._as_of > _STALE_SECONDS:
            return Readiness(f"the store was not seen for {_STALE_SECONDS:g} seconds")
        return self._seen

    def require_whole(self) -> None:
        """Raises StoreUnavailable where a backup was being restored into the store a moment ago: who read now would
        take a part for the whole."""
        if not self._is_whole:
            raise StoreUnavailable(UNFINISHED_RESTORE)

    async def _look(self) -> None:
        away = await self._why_away()
        await self._note(away)
        is_full = await asyncio.get_running_loop().run_in_executor(self._thread, self._probe.is_full)
        audit = await self._around.audit_trouble()
        lacking = self._seen.migrations if away else await self._why_not_migrated()
        self._seen = Readiness(away, _FULL if is_full else None, lacking, audit)
        self._as_of = time.monotonic()

    async def _note(self, away: str | None) -> None:
        """Who only takes long to answer once may do much else, and requests may try; at the second time they need
        not."""
        is_late, was_late = away == _LATE, self._is_late
        self._around.note_away(away if not is_late or was_late else None)
        if self._was_away and not away:
            await self._around.reconnect()
        self._was_away, self._is_late = away is not None, is_late

    async def _why_away(self) -> str | None:
        loop = asyncio.get_running_loop()
        if not await loop.run_in_executor(self._thread, self._probe.is_alive):
            return "the embedded store's process or its data directory is gone, or it stands still"
        try:
            self._is_whole = await asyncio.wait_for(restored_backup(self._probe), _DEADLINE_SECONDS) is None
        except TimeoutError:
            return _LATE
        except ProfileError as error:
            return str(error)
        return None if self._is_whole else UNFINISHED_RESTORE

    async def _why_not_migrated(self) -> str | None:
        if time.monotonic() - self._migrations_as_of < _MIGRATIONS_SECONDS:
            return self._seen.migrations
        try:
            lacking = len(await asyncio.wait_for(migrations.pending(self._probe), _DEADLINE_SECONDS))
        except TimeoutError:
            return self._seen.migrations
        except ProfileError as error:
            return str(error)
        self._migrations_as_of = time.monotonic()
        migrations_lacking = f"{lacking} {'migration' if lacking == 1 else 'migrations'}"
        return f"the store lacks {migrations_lacking}; see `profile-service schema status`" if lacking else None
