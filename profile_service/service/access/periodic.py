"""Work that is repeated every few seconds, for as long as a server serves."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

from profile_service.domain.values.errors import ProfileError


@asynccontextmanager
async def repeated(work: Callable[[], Awaitable[None]], seconds: Callable[[], float]) -> AsyncIterator[None]:
    """Do the work now and then every `seconds()` within the block; where it raises a ProfileError, the next time."""
    over = asyncio.Event()
    working = asyncio.create_task(_repeat(work, seconds, over))
    try:
        yield
    finally:
        # Not cancelled: that would leave the driver with a connection half made.
        over.set()
        await working


async def _repeat(work: Callable[[], Awaitable[None]], seconds: Callable[[], float], over: asyncio.Event) -> None:
    while not over.is_set():
        with suppress(ProfileError):
            await work()
        with suppress(TimeoutError):
            await asyncio.wait_for(over.wait(), seconds())
