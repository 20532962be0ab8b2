"""Answer together what is asked for at the same time."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

Ask = TypeVar("Ask")
Answer = TypeVar("Answer")


class Asks(Generic[Ask, Answer]):
    """Collects the asks of one turn of the event loop, and has them answered by one call.

    `answer_all` returns one answer for each ask, in their order. Equal asks are not merged. Where it raises,
    everyone who asked gets the error.
    """

    def __init__(self, answer_all: Callable[[Sequence[Ask]], Awaitable[Sequence[Answer]]]) -> None:
        self._answer_all = answer_all
        self._waiting: list[tuple[Ask, asyncio.Future[Answer]]] = []
        self._running: set[asyncio.Task[None]] = set()

    def ask(self, ask: Ask) -> asyncio.Future[Answer]:
        """The answer to come. Not a coroutine: the ask counts from now, not from when it is awaited."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Answer] = loop.create_future()
        future.add_done_callback(_seen)
        if not self._waiting:
            loop.call_soon(self._send)
        self._waiting.append((ask, future))
        return future

    def _send(self) -> None:
        waiting, self._waiting = self._waiting, []
        task = asyncio.get_running_loop().create_task(self._answer(waiting))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _answer(self, waiting: list[tuple[Ask, asyncio.Future[Answer]]]) -> None:
        try:
            answers = await self._answer_all([ask for ask, _ in waiting])
        except Exception as error:  # noqa: BLE001  it is raised where it is awaited
            for _, future in waiting:
                if not future.done():
                    future.set_exception(error)
            return
        for (_, future), answer in zip(waiting, answers, strict=True):
            if not future.done():
                future.set_result(answer)


def _seen(future: asyncio.Future[Answer]) -> None:
    """An answer that nobody waits for any more is no error of its own."""
    if not future.cancelled():
        future.exception()
