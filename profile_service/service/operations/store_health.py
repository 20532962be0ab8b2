"""How the store is: whether it answers, what it has of its schema, and what waits in it."""

import time
from dataclasses import dataclass

from profile_service.domain.access.access_decisions import decide_read
from profile_service.domain.access.caller import Caller
from profile_service.domain.sources.load_runs import LoadRun
from profile_service.store.engine import migrations
from profile_service.store.engine.migrations import MigrationStatus, SchemaState, schema_state
from profile_service.store.engine.ping import ping
from profile_service.store.engine.store import Store
from profile_service.store.sources import run_history
from profile_service.store.stewardship import review_queue
from profile_service.store.stewardship.review_queue import ReviewBacklog


@dataclass(frozen=True, slots=True)
class StoreHealth:
    """`engine`: `embedded` or `neo4j`; `server`: name and version as the store tells them; `milliseconds`: how long it
    took to answer a statement that reads nothing; `backlog`: None where the caller may not read the review queue;
    `under_way`: loads that are running or being taken back, also those whose process has died."""

    engine: str
    server: str
    milliseconds: float
    migrations: tuple[MigrationStatus, ...]
    schema: SchemaState
    backlog: ReviewBacklog | None
    under_way: tuple[LoadRun, ...]


class HealthReader:
    """For those who may read load runs."""

    def __init__(self, store: Store, caller: Caller) -> None:
        self._store = store
        self._caller = caller

    async def health(self) -> StoreHealth:
        """The state of the store now. Raises Forbidden, and StoreError where it does not answer."""
        decide_read(self._caller, "load_runs").required()
        server = await self._store.server()
        milliseconds = await self._milliseconds()
        may_review = decide_read(self._caller, "review").allowed
        runs = await run_history.under_way(self._store)
        return StoreHealth(
            engine=self._store.engine,
            server=server,
            milliseconds=milliseconds,
            migrations=tuple(await migrations.status(self._store)),
            schema=await schema_state(self._store),
            backlog=await review_queue.backlog(self._store.read) if may_review else None,
            under_way=tuple(run for run in runs if self._caller.rights.shows_source(run.source)),
        )

    async def _milliseconds(self) -> float:
        began = time.perf_counter()
        await ping(self._store)
        return round((time.perf_counter() - began) * 1_000, 2)
