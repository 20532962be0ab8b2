"""Customers whom somebody looks at now: whoever watches one is told when they change, by whatever process."""

import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager

from profile_service.service.access.periodic import repeated
from profile_service.store.engine.store import Store
from profile_service.store.resolution.memberships import ProfileVersion, latest_versions

_SECONDS = 0.5


class CustomerWatch:
    """One read every half a second, of the watched customers alone, however many watch each; none while nobody does."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._watchers: dict[str, list[Callable[[], None]]] = {}
        self._versions: dict[str, ProfileVersion] = {}
        self._looked_at = time.monotonic()

    @property
    def seconds_behind(self) -> float:
        """How long ago the watched customers were last looked at."""
        return time.monotonic() - self._looked_at

    @asynccontextmanager
    async def watching(self, id: str, tell: Callable[[], None]) -> AsyncIterator[None]:
        """Within the block, `tell` is called after changes of the profile, or its merge into another: after each that
        follows the first read in the block. Raises StoreError."""
        if id not in self._watchers:
            self._versions |= await latest_versions(self._store, [id])
        self._watchers.setdefault(id, []).append(tell)
        try:
            yield
        finally:
            self._watchers[id].remove(tell)
            if not self._watchers[id]:
                del self._watchers[id]
                self._versions.pop(id, None)

    @asynccontextmanager
    async def keeping_fresh(self) -> AsyncIterator[None]:
        """Look every half a second within the block; while the store is away, nobody is told anything."""
        async with repeated(self._look, lambda: _SECONDS):
            yield

    async def _look(self) -> None:
        began = time.monotonic()
        if self._watchers:
            self._tell(await latest_versions(self._store, list(self._watchers)))
        self._looked_at = began

    def _tell(self, versions: Mapping[str, ProfileVersion]) -> None:
        for id, watchers in self._watchers.items():
            if versions.get(id, self._versions.get(id)) != self._versions.get(id):
                self._versions[id] = versions[id]
                for tell in watchers:
                    tell()
