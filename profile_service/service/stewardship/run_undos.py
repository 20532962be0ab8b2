"""Load runs that a server takes back: what would happen is shown first; then it goes on beside all requests."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from contextvars import Context
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from profile_service.domain.resolution.impact import Impact
from profile_service.domain.sources.load_runs import LoadRun
from profile_service.domain.stewardship.commands import StewardCommand
from profile_service.domain.stewardship.undo import RunUndo
from profile_service.domain.stewardship.undo_sentences import impact_sentences, undo_sentences
from profile_service.domain.values.errors import AuditUnavailable, Conflict, NotFound, ProfileError, TooLarge
from profile_service.domain.values.times import days_between, utc_now
from profile_service.service.audit.audited_acts import AuditedActs
from profile_service.service.ingestion.run_locks import never_stopped
from profile_service.service.stewardship.undo import RunUndoExecution
from profile_service.store.engine.store import Store
from profile_service.store.resolution import scan
from profile_service.store.sources import run_history

MOST_RECORDS = 50_000
"""Of a larger store a request does not tell what would happen: all records are looked through, 100,000 in 19 s."""
MOST_REGROUPED = 2_000
"""Of a larger store it does not tell how many profiles would split: everybody is resolved again for that, in 2 s."""
_SOON_SECONDS = 1.0
STALLED_SECONDS = 10.0
"""After so long without progress, whatever took a run back has ended."""
_SECONDS_A_DAY = 86_400
_LOG = logging.getLogger("profile_service.undo")

T = TypeVar("T")


class BesideRequests(Protocol):
    async def __call__(self, work: Callable[[Store], Coroutine[Any, Any, T]]) -> T:
        """What the work returns or raises, done where it keeps no request waiting, with a store for itself."""


@dataclass(frozen=True, slots=True)
class UndoForecast:
    """The fates of a run's records if it were taken back, and the impact on all profiles, None where the store is too
    large for that."""

    undoing: RunUndo
    impact: Impact | None

    @property
    def sentences(self) -> list[str]:
        """The forecast for people."""
        regrouping = impact_sentences(self.impact) if self.impact else ()
        return [*undo_sentences(self.undoing, would=True), *regrouping]


class RunUndos:
    """The runs that one server takes back, one at a time. What is not over when the server ends, or dies, stays
    `undoing`, as after an interrupted `identity undo-run`: begun again, it continues."""

    def __init__(
        self,
        store: Store,
        beside: BesideRequests | None = None,
        batch_rows: int = 500,
        is_stopped: Callable[[LoadRun], bool] = never_stopped,
    ) -> None:
        """`beside`: where it is done; None where it is done here and ends with the command. `is_stopped`: whether a run
        did not finish and its process is gone, so that it can be taken back."""
        self._store = store
        self._beside = beside
        self._batch_rows = batch_rows
        self._is_stopped = is_stopped
        self._under_way: dict[str, asyncio.Task[ProfileError | None]] = {}
        self._ending = False

    @asynccontextmanager
    async def going_on(self) -> AsyncIterator[None]:
        """Take runs back within the block, at whose end they stop behind the batch that is being written."""
        try:
            yield
        finally:
            self._ending = True
            if self._under_way:
                await asyncio.wait(self._under_way.values())

    async def forecast(self, id: str) -> UndoForecast:
        """What would happen. Nothing is written. Raises NotFound, and TooLarge that names the command which tells it of
        a larger store."""
        records = await scan.count(self._store)
        if records > MOST_RECORDS:
            raise TooLarge(
                f"of more than {MOST_RECORDS:,} records only the command tells what would happen: "
                f"profile-service identity undo-run {id} --dry-run",
                {"command": f"identity undo-run {id}"},
            )

        async def survey(store: Store) -> UndoForecast:
            execution = RunUndoExecution(store, id, "")
            if records > MOST_REGROUPED:
                return UndoForecast(await execution.count(), None)
            forecast = await execution.forecast()
            return UndoForecast(forecast.undoing, forecast.impact)

        return await self._done(survey)

    async def begin(self, id: str, command: StewardCommand, acts: AuditedActs) -> None:
        """Take the run back, or go on where that was interrupted. Returns when it is done, or after a second, and then
        it goes on. Nothing happens where it is taken back already, or is just being so by this server.

        Raises NotFound, and Conflict where the load is not over, another process takes the run back, or this server
        another run. `acts`: where it is noted at the end.
        """
        run = await self._run(id)
        task = self._under_way.get(id)
        if task is None:
            if run.state == "undone":
                return
            self._require_free(run)
            # Without the context of the request, whose deadline does not count here.
            task = asyncio.create_task(self._carried_out(id, command, acts), context=Context())
            self._under_way[id] = task
            task.add_done_callback(lambda _: self._under_way.pop(id))
        await asyncio.wait([task], timeout=_SOON_SECONDS if self._beside else None)
        if task.done() and (error := task.result()):
            raise error

    async def _run(self, id: str) -> LoadRun:
        run = await run_history.one(self._store, id)
        if run is None:
            raise NotFound("there is no load run with this id; see `profile-service status` or the query loadRuns")
        return run

    def _require_free(self, run: LoadRun) -> None:
        if self._under_way or self._ending:
            raise Conflict("this server is taking back another run; try again when that is done")
        if run.state == "running" and not self._is_stopped(run):
            raise Conflict("the load is not over; wait for it, or stop it by `profile-service identity undo-run`")
        if is_undone_elsewhere(run):
            wait = f"look at it again in {STALLED_SECONDS:g} seconds, and go on with it if it stands still"
            raise Conflict(f"another process is taking this run back; {wait}")

    async def _carried_out(self, id: str, command: StewardCommand, acts: AuditedActs) -> ProfileError | None:
        """The error with which it ended; None where it is done, or the server ends."""
        try:
            undoing = await self._done(lambda store: self._carry_out(store, id, command))
            records = undoing.deleted + undoing.emptied + undoing.restored + undoing.kept
            acts.changes("undoRun", (), {"run": id, "records": records, "done": undoing.done}, command.reason)
            await acts.written()
        except ProfileError as error:
            _LOG.warning("run %s was not taken back to the end: %s", id, error.code)
            acts.refuses("undoRun", error.code)
            with suppress(AuditUnavailable):
                await acts.written()
            return error
        return None

    async def _done(self, work: Callable[[Store], Coroutine[Any, Any, T]]) -> T:
        return await (self._beside(work) if self._beside else work(self._store))

    async def _carry_out(self, store: Store, id: str, command: StewardCommand) -> RunUndo:
        execution = RunUndoExecution(store, id, command.actor, self._batch_rows)
        return await execution.carry_out(reason=command.reason, key=command.key, stops=lambda: self._ending)


def is_undone_elsewhere(run: LoadRun) -> bool:
    """Whether a process was just taking the run back: it made progress a moment ago, or will have made it in a moment,
    by a clock that goes a little before ours. What is later still was written before a clock was set back."""
    apart = abs(days_between(run.updated_at, utc_now()))
    return run.state == "undoing" and apart < STALLED_SECONDS / _SECONDS_A_DAY
