"""Figures of what is in the store, for metrics: loads, which run in other processes, the review, changes, sessions."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

from profile_service.domain.sources.load_runs import LoadRun
from profile_service.domain.values.deadlines import deadline_in
from profile_service.domain.values.errors import ProfileError
from profile_service.domain.values.times import utc_now
from profile_service.store.access.login_sessions import sessions_in_force
from profile_service.store.engine.store import Store
from profile_service.store.resolution import change_feed
from profile_service.store.sources import run_history
from profile_service.store.sources.run_history import RunTotals
from profile_service.store.stewardship import review_queue
from profile_service.store.stewardship.review_queue import ReviewBacklog

SECONDS = 5.0
_PATIENCE_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class StoreFigures:
    """`runs`: by their state, of which those that say `running` may be `stopped`: their process is gone; `last_seq`:
    the number of the latest change; `sessions`: that have not expired."""

    runs: tuple[RunTotals, ...]
    stopped: int
    review: ReviewBacklog
    last_seq: int
    sessions: int


class FiguresWatch:
    """The figures, read anew where somebody asks for them, but no sooner than after some seconds."""

    def __init__(self, store: Store, is_stopped: Callable[[LoadRun], bool]) -> None:
        self._store = store
        self._is_stopped = is_stopped
        self._turn = asyncio.Lock()
        self._as_of = float("-inf")
        self._figures: StoreFigures | None = None

    async def latest(self) -> StoreFigures | None:
        """As they were a few seconds ago or later; None where the store did not answer."""
        async with self._turn:
            if time.monotonic() - self._as_of > SECONDS:
                self._figures = await self._read()
                self._as_of = time.monotonic()
            return self._figures

    async def _read(self) -> StoreFigures | None:
        store = self._store
        try:
            with deadline_in(_PATIENCE_SECONDS):
                return StoreFigures(
                    tuple(await run_history.totals(store)),
                    sum(map(self._is_stopped, await run_history.under_way(store))),
                    await review_queue.backlog(store.read),
                    (await change_feed.store_state(store)).last_seq,
                    len(await sessions_in_force(store, utc_now())),
                )
        except ProfileError:
            return None
