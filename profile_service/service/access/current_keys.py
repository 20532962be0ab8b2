"""The keys of a store as a server has them at hand."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from profile_service.domain.access.keys import AccessKey
from profile_service.domain.values.times import days_later, utc_now
from profile_service.service.access import fresh_copy
from profile_service.service.access.fresh_copy import FreshCopy
from profile_service.service.access.periodic import repeated
from profile_service.store.access import keys as stored
from profile_service.store.engine.store import Store

_USE_DAYS = 1 / 24
"""A use is noted where the last one that was noted is older."""


class CurrentKeys:
    """Requests find keys here and wait for no read, but where the store was away for a while."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._keys: FreshCopy[Mapping[str, AccessKey]] = FreshCopy(self._read, {})
        self._used: set[str] = set()

    async def key(self, id: str) -> AccessKey | None:
        """The key as it was two seconds ago or later. Raises StoreError where it cannot be read."""
        return (await self._keys.value()).get(id)

    async def is_empty(self) -> bool:
        """Whether no key was ever made. Raises StoreError where that cannot be read."""
        return not await self._keys.value()

    def note_use(self, key: AccessKey) -> None:
        """Have the use of a key written, soon and once an hour at most."""
        if key.used_at is None or days_later(key.used_at, _USE_DAYS) < utc_now():
            self._used.add(key.id)

    @asynccontextmanager
    async def keeping_fresh(self) -> AsyncIterator[None]:
        """Read the keys every second within the block."""
        async with repeated(self._renew, lambda: fresh_copy.SECONDS):
            yield

    async def _renew(self) -> None:
        await self._keys.renew()
        if used := sorted(self._used):
            self._used.clear()
            now = utc_now()
            await self._store.write(lambda tx: stored.note_use(tx, used, now))
            await self._keys.renew()

    async def _read(self) -> Mapping[str, AccessKey]:
        return {key.id: key for key in await stored.keys(self._store)}
