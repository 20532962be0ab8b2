"""The side loop: an event loop in a thread of its own, where dear questions are answered.

An answer of some thousand fields is written in one go, for tens to hundreds of milliseconds. On the loop of the server
nobody else would be answered meanwhile; beside it, the interpreter lets the two threads take turns.
"""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from threading import Thread
from typing import TypeVar

Result = TypeVar("Result")


class SideLoop:
    """Runs coroutines beside the loop of its callers, with whom they share their context variables."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop

    async def run(self, work: Coroutine[None, None, Result]) -> Result:
        """What the coroutine returns or raises. It ends where the caller is cancelled, at its next wait."""
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, self._loop))


@asynccontextmanager
async def side_loop() -> AsyncIterator[SideLoop]:
    """A loop that runs within the block; what still runs there at its end is cancelled."""
    loop = asyncio.new_event_loop()
    thread = Thread(target=_run, args=(loop,), name="side loop", daemon=True)
    thread.start()
    try:
        yield SideLoop(loop)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        await asyncio.to_thread(thread.join)


def _run(loop: asyncio.AbstractEventLoop) -> None:
    with asyncio.Runner(loop_factory=lambda: loop) as runner:
        runner.get_loop().run_forever()
