"""The pause of all writers, over all processes: a mark on the lock node that they look at when they take their turn.

Readers go on. The mark is good for some seconds and renewed until the pause ends, so that a process that is killed
keeps writers waiting no longer than that.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from uuid_utils import uuid7

from profile_service.domain.values.errors import Conflict, StoreError
from profile_service.store.engine.store import Store

LEASE_SECONDS = 15.0
_RENEW_SECONDS = 3.0
# The turn that it takes itself does not count, so that the number tells whether anybody else wrote.
_MARK = """
MATCH (lock:Lock {name: 'write'})
SET lock.pause = $id, lock.pause_until = timestamp() + $milliseconds, lock.taken = lock.taken - 1
RETURN lock.taken AS taken
"""
_RELEASE = """
MATCH (lock:Lock {name: 'write'})
WHERE lock.pause = $id
REMOVE lock.pause, lock.pause_until
SET lock.taken = lock.taken - 1
RETURN lock.taken AS taken
"""
_LOCK = """
MATCH (lock:Lock {name: 'write'})
RETURN properties(lock) AS properties
"""
_OF_THE_PAUSE = {"pause", "pause_until", "name"}


class Pause:
    """While it lasts, `store` alone writes. It has connections of its own."""

    def __init__(self, store: Store, id: str, taken: int) -> None:
        self.store = store
        self._id = id
        self._taken = taken

    async def require_unbroken(self) -> None:
        """Raises Conflict where somebody else wrote since the pause began, because it was not renewed in time."""
        if await _mark(self.store, self._id) != self._taken:
            raise Conflict("other processes wrote meanwhile, for this one stood still for too long; begin again")

    async def lock_properties(self) -> dict[str, str | int]:
        """The properties of the lock node, without those of the pause."""
        (row,) = await self.store.read(_LOCK)
        return {name: value for name, value in sorted(row["properties"].items()) if name not in _OF_THE_PAUSE}


@asynccontextmanager
async def paused_writers(store: Store) -> AsyncIterator[Pause]:
    """Wait for the writer whose turn it is, and let no other one write within the block. Where there is a pause of
    another process, that is waited for."""
    id = str(uuid7())
    pauser = store.probe(id)
    try:
        pause = Pause(pauser, id, await _mark(pauser, id))
        renewing = asyncio.create_task(_renew(pauser, id))
        try:
            yield pause
        finally:
            renewing.cancel()
            with suppress(asyncio.CancelledError):
                await renewing
            with suppress(StoreError):
                await pauser.write(lambda tx: tx.run(_RELEASE, id=id))
    finally:
        await pauser.close()


async def _renew(pauser: Store, id: str) -> None:
    while True:
        await asyncio.sleep(_RENEW_SECONDS)
        # Where the store is away for a moment the next one may succeed; whether one came too late is looked at later.
        with suppress(StoreError):
            await _mark(pauser, id)


async def _mark(pauser: Store, id: str) -> int:
    (row,) = await pauser.write(lambda tx: tx.run(_MARK, id=id, milliseconds=int(LEASE_SECONDS * 1_000)))
    return int(row["taken"])
