"""The revival of an engine that is away, for which all wait who ask it something."""

import asyncio
import time
from collections.abc import Callable, Coroutine
from contextvars import Context

from tenacity import RetryCallState

from profile_service.domain.values.deadlines import at_most, seconds_left
from profile_service.store.engine.driver_errors import LostRace
from profile_service.store.engine.drivers import take_error


class Revival:
    """One restart at a time, by `restart`. A request waits for it no longer than `patience_seconds`. `on_wait` is
    called where a command waits longer than that for the store to come back, and again after `silence_seconds`."""

    def __init__(
        self, restart: Callable[[], Coroutine[None, None, None]], patience_seconds: float, silence_seconds: float
    ) -> None:
        self.on_wait: Callable[[], None] | None = None
        self._restart = restart
        self._patience_seconds = patience_seconds
        self._silence_seconds = silence_seconds
        self._task: asyncio.Task[None] | None = None
        self._waited_at = float("-inf")

    async def revive(self, state: RetryCallState) -> None:
        """Have the engine started again where it is away. That goes on where a request gives up waiting for it."""
        self._tell_waiting(state)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._restart(), context=Context())
            self._task.add_done_callback(take_error)
        seconds = None if seconds_left() is None else at_most(self._patience_seconds)
        await asyncio.wait([self._task], timeout=seconds)
        if self._task.done():
            self._task.result()

    def _tell_waiting(self, state: RetryCallState) -> None:
        """Once for a while, not at once, and of no competing write."""
        error = state.outcome.exception() if state.outcome else None
        is_away = not isinstance(error, LostRace) and (state.seconds_since_start or 0) > self._patience_seconds
        now = time.monotonic()
        if self.on_wait and is_away and seconds_left() is None and now - self._waited_at > self._silence_seconds:
            self._waited_at = now
            self.on_wait()

    async def settled(self) -> None:
        """Wait for the restart that is under way, if there is one."""
        if self._task:
            await asyncio.wait([self._task])
