"""Whether the store can answer: looked up every second, apart from all requests, so that who asks waits for nothing."""

import asyncio
import time
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager

from profile_service.domain.values.errors import ProfileError, StoreUnavailable
from profile_service.service.access.periodic import repeated
from profile_service.store.engine.ping import UNFINISHED_RESTORE, restored_backup
from profile_service.store.engine.store import Store

_SECONDS = 1.0
_DEADLINE_SECONDS = 2.0
_STALE_SECONDS = 10.0
"""What was seen longer ago says nothing of now: the process is too busy to look."""
NOT_OPEN = "the store is not open yet"


class ReadinessWatch:
    """`probe`: a store with a connection of its own, for one look each second."""

    def __init__(self, probe: Store) -> None:
        self._probe = probe
        self._reason: str | None = NOT_OPEN
        self._as_of = float("-inf")
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

    def why_not_ready(self) -> str | None:
        """The reason why the store could not answer a moment ago, as a sentence; None where it could."""
        if time.monotonic() - self._as_of > _STALE_SECONDS:
            return f"the store was not seen for {_STALE_SECONDS:g} seconds"
        return self._reason

    def require_whole(self) -> None:
        """Raises StoreUnavailable where a backup was being restored into the store a moment ago: who read now would
        take a part for the whole."""
        if not self._is_whole:
            raise StoreUnavailable(UNFINISHED_RESTORE)

    async def _look(self) -> None:
        self._reason = await self._why_not_ready()
        self._as_of = time.monotonic()

    async def _why_not_ready(self) -> str | None:
        loop = asyncio.get_running_loop()
        if not await loop.run_in_executor(self._thread, self._probe.is_alive):
            return "the embedded store's process or its data directory is gone"
        try:
            self._is_whole = await asyncio.wait_for(restored_backup(self._probe), _DEADLINE_SECONDS) is None
        except TimeoutError:
            return f"the store did not answer within {_DEADLINE_SECONDS:g} seconds"
        except ProfileError as error:
            return str(error)
        return None if self._is_whole else UNFINISHED_RESTORE
