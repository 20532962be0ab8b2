"""The engines behind the door: a Neo4j that its operator runs, or the embedded one that this process shares."""

import asyncio
import fcntl
import os
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Protocol

from profile_service.store.engine.address import Address
from profile_service.store.engine.embedded import Embedded


class Engine(Protocol):
    name: str
    address: Address

    def turn(self) -> AbstractAsyncContextManager[None]:
        """Wait for the writers' turn, before a write transaction opens."""

    def alive(self) -> bool:
        """Whether the engine can be expected to answer, as far as this process can see."""

    async def revive(self) -> bool:
        """Bring the engine back where that is ours to do; true where its address may have changed."""

    async def close(self) -> None: ...


class Remote:
    """A server that somebody else runs. Its writers wait for each other on the lock node."""

    def __init__(self, address: Address, name: str = "neo4j") -> None:
        self.address = address
        self.name = name

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        yield

    def alive(self) -> bool:
        return True

    async def revive(self) -> bool:
        return False

    async def close(self) -> None:
        return


class Local:
    """The embedded engine of a data directory, started here or joined.

    It would let writers run side by side and throw away all but one, so they queue on a file lock.
    """

    name = "embedded"

    def __init__(self, lease: Embedded, data_dir: Path, heap: str) -> None:
        self.address = lease.address
        self._lease = lease
        self._data_dir = data_dir
        self._heap = heap
        self._reviving = asyncio.Lock()

    @classmethod
    async def open(cls, data_dir: Path, heap: str) -> "Local":
        return cls(await asyncio.to_thread(Embedded.open, data_dir, heap=heap), data_dir, heap)

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        handle = os.open(self._data_dir / "write.lock", os.O_CREAT | os.O_RDWR, 0o600)
        try:
            await asyncio.to_thread(fcntl.flock, handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)

    def alive(self) -> bool:
        return self._lease.alive()

    async def revive(self) -> bool:
        async with self._reviving:
            if not self._lease.alive():
                await asyncio.to_thread(self._lease.close)
                self._lease = await asyncio.to_thread(Embedded.open, self._data_dir, heap=self._heap)
                self.address = self._lease.address
        return True

    async def close(self) -> None:
        await asyncio.to_thread(self._lease.close)
