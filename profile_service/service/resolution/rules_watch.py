"""The identity rules that readers show values by: those in force, looked up again every few seconds."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from profile_service.domain.values.errors import ProfileError
from profile_service.service.declared.identity_rules import packaged_rules
from profile_service.service.resolution.rules_in_force import rules_to_read_by
from profile_service.store.engine.store import Store

_SECONDS = 10.0


class RulesWatch:
    """Writers learn of new rules within their transaction; readers may be a few seconds late."""

    def __init__(self, store: Store) -> None:
        self.rules = packaged_rules()
        self._store = store

    async def refresh(self) -> None:
        """Raises StoreError where the store cannot answer."""
        self.rules = await rules_to_read_by(self._store)

    @asynccontextmanager
    async def keeping_fresh(self) -> AsyncIterator[None]:
        """Refresh the rules every few seconds within the block; where the store is away, the last ones stay."""
        over = asyncio.Event()
        looking = asyncio.create_task(self._keep_fresh(over))
        try:
            yield
        finally:
            # Not cancelled: that would leave the driver with a connection half made.
            over.set()
            await looking

    async def _keep_fresh(self, over: asyncio.Event) -> None:
        while not over.is_set():
            with suppress(ProfileError):
                await self.refresh()
            with suppress(TimeoutError):
                await asyncio.wait_for(over.wait(), _SECONDS)
