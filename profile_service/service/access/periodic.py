"""Work that is repeated every few seconds, for as long as a server serves."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

from profile_service.domain.values.errors import ProfileError


@asynccontextmanager
async def repeated(work: Callable[[], Awaitable[None]], seconds: Callable[[], float]) -> AsyncIterator[None]:
    """Do the work before the block and every `seconds()` within it; where it raises a ProfileError, the next time."""
    over = asyncio.Event()
    with suppress(ProfileError):
        await work()
    working = asyncio.create_task(_repeat(work, seconds, over))
    try:
        yield
    finally:
        # Not cancelled: that would leave the driver with a connection half made.
        over.set()
        await working


async def _repeat(work: Callable[[], Awaitable[None]], seconds: Callable[[], float], over: asyncio.Event) -> None:
    while True:
        with suppress(TimeoutError):
            await asyncio.wait_for(over.wait(), seconds())
            return
        with suppress(ProfileError):
            await work()
