"""What a server has at hand of the store, so that no request waits for a read: read again every second, and never
trusted for more than two."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

from profile_service.domain.values.deadlines import deadline_in

T = TypeVar("T")
SECONDS = 1.0
_BOUND_SECONDS = 2.0
"""No request is let in by what was read longer ago: so long, at most, does a revoked key or a session live on."""
_APART_SECONDS = 0.1
"""Reads that requests wait for begin no closer together, however many requests there are."""
_PATIENCE_SECONDS = 2.0
"""Nobody waits longer to hear who they are."""


class FreshCopy(Generic[T]):
    """The answer of one read, `empty` before the first one."""

    def __init__(self, read: Callable[[], Awaitable[T]], empty: T) -> None:
        self._read = read
        self._value = empty
        self._as_of = float("-inf")
        self._turn = asyncio.Lock()

    async def value(self) -> T:
        """As it was two seconds ago or later. Raises StoreError where it cannot be read."""
        if time.monotonic() - self._as_of > _BOUND_SECONDS:
            with deadline_in(_PATIENCE_SECONDS):
                await self.renew()
        return self._value

    async def renew(self) -> None:
        """Read now. Raises StoreError."""
        as_of = time.monotonic()
        self._value, self._as_of = await self._read(), as_of

    async def renewed(self) -> T:
        """As it is now, by a read that those share who ask for it meanwhile. Raises StoreError."""
        asked_at = time.monotonic()
        async with self._turn:
            if self._as_of < asked_at:
                await asyncio.sleep(self._as_of + _APART_SECONDS - asked_at)
                with deadline_in(_PATIENCE_SECONDS):
                    await self.renew()
        return self._value
