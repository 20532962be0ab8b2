"""A table in memory that is in step with the store: read whole once, then what the feed of changes names."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from profile_service.domain.values.times import utc_now
from profile_service.store.engine.store import Store
from profile_service.store.resolution import change_feed

_PAGE_CHANGES = 1_000
_PAGE_CHANGED = 500
_MOST_CHANGES = 50_000
"""To follow more of them takes longer than to read everything again."""
_MOST_TURNS = 5


class _Closable(Protocol):
    def close(self) -> None: ...


T = TypeVar("T", bound=_Closable)


@dataclass(frozen=True, slots=True)
class TableAsOf(Generic[T]):
    """The table as it was at a moment (fixed-width UTC text) and a number of the feed. `is_settled`: nothing changed
    while it was read; else a customer who was merged meanwhile may be counted in part, until somebody asks again."""

    table: T
    at: str
    seq: int
    is_settled: bool


class LiveTable(ABC, Generic[T]):
    """One for a process, which all who ask share, from other event loops too. Nothing is read before somebody asks. It
    is made in the loop of the store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._home = asyncio.get_running_loop()
        self._turn = asyncio.Lock()
        self._running: set[asyncio.Task[TableAsOf[T]]] = set()
        self._table: T | None = None
        self._id: str | None = None
        self._seq = 0

    @abstractmethod
    async def _filled(self) -> T:
        """A new table with what the store has of everybody."""

    @abstractmethod
    async def _replace(self, table: T, profiles: Sequence[str]) -> None:
        """Put what the store has of the profiles (ids) in place of what the table has of them."""

    async def current(self) -> TableAsOf[T]:
        """With all that was committed before the question. Raises StoreError."""
        if asyncio.get_running_loop() is self._home:
            return await self._current()
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(self._current(), self._home))

    async def close(self) -> None:
        """Stop what is being read. To be called in the loop of the store, before that is closed."""
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
        if self._table:
            self._table.close()

    async def _current(self) -> TableAsOf[T]:
        """Whoever asks may be out of time before a large store is read; the reading goes on for the next who asks."""
        task = asyncio.create_task(self._caught_up())
        self._running.add(task)
        task.add_done_callback(self._over)
        return await asyncio.shield(task)

    def _over(self, task: asyncio.Task[TableAsOf[T]]) -> None:
        self._running.discard(task)
        if not task.cancelled():
            task.exception()  # nobody may be there any more to be told of it

    async def _caught_up(self) -> TableAsOf[T]:
        async with self._turn:
            at = utc_now()
            state = await change_feed.store_state(self._store)
            behind = state.last_seq - self._seq
            if self._table is None or state.id != self._id or not 0 <= behind <= _MOST_CHANGES:
                self._table = await self._filled()
                self._id, self._seq = state.id, state.last_seq
            for _ in range(_MOST_TURNS):
                if not await self._follow(self._table):
                    return TableAsOf(self._table, at, self._seq, is_settled=True)
            return TableAsOf(self._table, at, self._seq, is_settled=False)

    async def _follow(self, table: T) -> bool:
        """Read again whom the feed names since the last time; whether it named anybody."""
        changed: dict[str, None] = {}
        seq = self._seq
        while changes := await change_feed.after(self._store, seq, _PAGE_CHANGES):
            for each in changes:
                changed |= dict.fromkeys((each.change.profile, *each.change.others))
            seq = changes[-1].seq
        ids = list(changed)
        for start in range(0, len(ids), _PAGE_CHANGED):
            await self._replace(table, ids[start : start + _PAGE_CHANGED])
        self._seq = seq  # only now: who failed on the way is read again
        return bool(ids)
