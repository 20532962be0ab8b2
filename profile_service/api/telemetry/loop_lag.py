"""How late the server's event loop comes to what is due: where it is busy, every answer waits as long."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from profile_service.domain.telemetry.durations import Durations

_SECONDS = 0.25


class LoopLag:
    """`lags`: one for each quarter of a second."""

    def __init__(self) -> None:
        self.lags = Durations()

    @asynccontextmanager
    async def measured(self) -> AsyncIterator[None]:
        """Measure the loop of the caller within the block."""
        loop = asyncio.get_running_loop()
        timer: asyncio.TimerHandle

        def tick(due: float) -> None:
            nonlocal timer
            now = loop.time()
            self.lags.add(max(0.0, now - due))
            timer = loop.call_at(now + _SECONDS, tick, now + _SECONDS)

        timer = loop.call_later(_SECONDS, tick, loop.time() + _SECONDS)
        try:
            yield
        finally:
            timer.cancel()
