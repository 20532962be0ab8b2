"""The two engines of a store: a Neo4j server that an operator runs, and the embedded engine that processes share."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Protocol

from profile_service.store.embedded.engine_lease import EngineLease
from profile_service.store.engine.write_lock import file_write_lock
from profile_service.store.places.address import Address


class Engine(Protocol):
    name: str
    address: Address

    def write_lock(self) -> AbstractAsyncContextManager[None]:
        """Held around a write transaction, where the transaction itself does not make other writers wait."""

    def is_alive(self) -> bool:
        """Whether the engine can be expected to answer, as far as this process can tell without asking it."""

    def is_full(self) -> bool:
        """Whether there is no room for what it writes, as far as this process can tell."""

    async def revive(self) -> bool:
        """Start the engine again where this process may; true where its address may have changed."""

    async def purge(self, *, later: bool) -> bool:
        """Let nothing that was deleted stay in the engine's files; false where this process cannot. The engine may be
        away for a while, and its address may have changed. `later`: at its next start, which nothing hastens."""

    async def close(self) -> None: ...


class RemoteEngine:
    """A server that an operator runs. Its writers wait for each other on the lock node."""

    def __init__(self, address: Address, name: str = "neo4j") -> None:
        self.address = address
        self.name = name

    @asynccontextmanager
    async def write_lock(self) -> AsyncIterator[None]:
        yield

    def is_alive(self) -> bool:
        return True

    def is_full(self) -> bool:
        return False

    async def revive(self) -> bool:
        return False

    async def purge(self, *, later: bool) -> bool:  # noqa: ARG002  as of every engine
        return False

    async def close(self) -> None:
        return


_PURGE_SECONDS = 900.0
"""Within which the indexes are built anew."""
_ROOM_BYTES = 2 * 1024**2
"""Less is no room: the engine extends its files by pages of up to a quarter of a megabyte, several at once."""


class EmbeddedEngine:
    """The embedded engine of a data directory, started here or joined.

    It would let writers run side by side and refuse all but one at commit, so they queue on a file lock.
    """

    name = "embedded"

    def __init__(self, lease: EngineLease, data_dir: Path, heap: str) -> None:
        self.address = lease.address
        self._lease = lease
        self._data_dir = data_dir
        self._heap = heap
        self._reviving = asyncio.Lock()
        self._waiting = ThreadPoolExecutor(1, "write lock")

    @classmethod
    async def open(cls, data_dir: Path, heap: str) -> "EmbeddedEngine":
        return cls(await asyncio.to_thread(EngineLease.open, data_dir, heap=heap), data_dir, heap)

    def write_lock(self) -> AbstractAsyncContextManager[None]:
        return file_write_lock(self._data_dir, self._waiting)

    def is_alive(self) -> bool:
        return self._lease.is_alive()

    def is_full(self) -> bool:
        try:
            return shutil.disk_usage(self._data_dir).free < _ROOM_BYTES
        except OSError:
            return False

    async def revive(self) -> bool:
        async with self._reviving:
            # In a thread: an engine that stands still takes seconds to say nothing.
            if not await asyncio.to_thread(self._lease.is_alive):
                await asyncio.to_thread(self._lease.close)
                self._lease = await asyncio.to_thread(EngineLease.open, self._data_dir, heap=self._heap)
                self.address = self._lease.address
        return True

    async def purge(self, *, later: bool) -> bool:
        if later:
            await asyncio.to_thread(self._lease.purge_at_next_start)
            return True
        async with self._reviving:
            await asyncio.to_thread(self._lease.stop_to_purge)
            await asyncio.to_thread(self._lease.close)
            self._lease = await asyncio.to_thread(
                EngineLease.open, self._data_dir, heap=self._heap, wait_seconds=_PURGE_SECONDS
            )
            self.address = self._lease.address
        return True

    async def close(self) -> None:
        self._waiting.shutdown(wait=False, cancel_futures=True)
        await asyncio.to_thread(self._lease.close)
