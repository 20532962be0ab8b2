"""The facts of all customers, in step with the store: read whole once, then what the feed of changes names."""

import asyncio
from dataclasses import dataclass

from profile_service.domain.sources.kinds import CONTACT_FAMILIES, RETAILER_FAMILIES
from profile_service.domain.values.times import utc_now
from profile_service.service.declared.touchpoints import touchpoints
from profile_service.service.metrics.fact_table import FactTable
from profile_service.store.engine.store import Store
from profile_service.store.metrics.record_tallies import all_tallies, tallies_of
from profile_service.store.resolution import change_feed

_PAGE_PROFILES = 2_000
_PAGE_CHANGES = 1_000
_PAGE_CHANGED = 500
_MOST_CHANGES = 50_000
"""To follow more of them takes longer than to read everything again."""
_MOST_TURNS = 5
_COUNTED = CONTACT_FAMILIES - RETAILER_FAMILIES


@dataclass(frozen=True, slots=True)
class FactsAsOf:
    """The table as it was at a moment (fixed-width UTC text) and a number of the feed. `is_settled`: nothing changed
    while it was read; else a customer who was merged meanwhile may be counted in part, until somebody asks again."""

    table: FactTable
    at: str
    seq: int
    is_settled: bool


class CustomerFacts:
    """One for a process, which all who ask share, from other event loops too. Nothing is read before somebody asks. It
    is made in the loop of the store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._home = asyncio.get_running_loop()
        self._turn = asyncio.Lock()
        self._running: set[asyncio.Task[FactsAsOf]] = set()
        self._table: FactTable | None = None
        self._id: str | None = None
        self._seq = 0

    async def current(self) -> FactsAsOf:
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

    async def _current(self) -> FactsAsOf:
        """Whoever asks may be out of time before a large store is read; the reading goes on for the next who asks."""
        task = asyncio.create_task(self._caught_up())
        self._running.add(task)
        task.add_done_callback(self._over)
        return await asyncio.shield(task)

    def _over(self, task: asyncio.Task[FactsAsOf]) -> None:
        self._running.discard(task)
        if not task.cancelled():
            task.exception()  # nobody may be there any more to be told of it

    async def _caught_up(self) -> FactsAsOf:
        async with self._turn:
            at = utc_now()
            state = await change_feed.store_state(self._store)
            behind = state.last_seq - self._seq
            if self._table is None or state.id != self._id or not 0 <= behind <= _MOST_CHANGES:
                self._table = await self._filled()
                self._id, self._seq = state.id, state.last_seq
            for _ in range(_MOST_TURNS):
                if not await self._follow(self._table):
                    return FactsAsOf(self._table, at, self._seq, is_settled=True)
            return FactsAsOf(self._table, at, self._seq, is_settled=False)

    async def _filled(self) -> FactTable:
        table = FactTable(_is_contact)
        async for page in all_tallies(self._store, _PAGE_PROFILES):
            await asyncio.to_thread(table.add, page)
        return table

    async def _follow(self, table: FactTable) -> bool:
        """Read again whom the feed names since the last time; whether it named anybody."""
        changed: dict[str, None] = {}
        seq = self._seq
        while changes := await change_feed.after(self._store, seq, _PAGE_CHANGES):
            for each in changes:
                changed |= dict.fromkeys((each.change.profile, *each.change.others))
            seq = changes[-1].seq
        ids = list(changed)
        for start in range(0, len(ids), _PAGE_CHANGED):
            some = ids[start : start + _PAGE_CHANGED]
            await asyncio.to_thread(table.replace, some, await tallies_of(self._store, some))
        self._seq = seq  # only now: who failed on the way is read again
        return bool(ids)


def _is_contact(kind: str) -> bool:
    return touchpoints().kinds.family(kind) in _COUNTED
