"""The store: whether it answers, has its whole schema, agrees about the time, and what was left unfinished in it."""

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path

from profile_service.domain.sources.load_runs import LoadRun
from profile_service.domain.values.times import parse_utc_text
from profile_service.service.diagnosis.diagnoses import Diagnosis, ok, problem, warning
from profile_service.service.diagnosis.package_floors import server_diagnosis
from profile_service.service.ingestion.run_locks import is_locked, stopped
from profile_service.store.diagnosis.store_clock import newest_change_at, store_time
from profile_service.store.engine import migrations
from profile_service.store.engine.migrations import SchemaState, schema_state
from profile_service.store.engine.store import Store
from profile_service.store.sources import run_history

_CLOCK_SECONDS = 5.0
_STALLED_SECONDS = 60.0
_APPLY = "run profile-service schema apply"


async def store_diagnoses(store: Store, data_dir: Path) -> AsyncIterator[Diagnosis]:
    """Raises StoreError where the store does not answer."""
    yield server_diagnosis(await store.server())
    if not store.is_alive():
        yield problem(
            "store",
            f"the folder of the embedded store in {data_dir} was deleted under it: what is written is lost",
            "stop every command and server that uses it, and put the folder back from a copy",
        )
    for diagnosis in await _schema(store):
        yield diagnosis
    yield await _clock(store)
    for diagnosis in runs_left(await run_history.under_way(store), data_dir):
        yield diagnosis


async def _schema(store: Store) -> list[Diagnosis]:
    states = await migrations.status(store)
    wrong = [_migration(each.name, each.state) for each in states if each.state != "applied"]
    if any(each.state == "applied" for each in states):
        wrong += _faults(await schema_state(store))
    return wrong or [ok("schema", f"{len(states)} migrations are applied, and all that they made is there")]


def _migration(name: str, state: str) -> Diagnosis:
    if state == "changed":
        return problem(
            "schema",
            f"schema/graph/{name} was changed after it was applied",
            "put it back; a change is a new migration",
        )
    return warning("schema", f"the migration {name} is pending", f"{_APPLY}; the next server or load does it, too")


def _faults(schema: SchemaState) -> list[Diagnosis]:
    missing = [problem("schema", f"{name} is missing in the store", _APPLY) for name in schema.names("missing")]
    failed = [
        problem("schema", f"{name} failed in the store", f"drop it there, then {_APPLY}")
        for name in schema.names("failed")
    ]
    filling = [
        warning("schema", f"{name} is still being filled", "wait: what it is for takes long until then")
        for name in schema.names("populating")
    ]
    return missing + failed + filling


async def _clock(store: Store) -> Diagnosis:
    """The store's clock beside ours, and beside its newest change."""
    ours = datetime.now(UTC)
    theirs = await store_time(store)
    apart = abs((theirs - ours).total_seconds())
    newest = await newest_change_at(store)
    if apart > _CLOCK_SECONDS:
        text = f"the clocks of the store and of this machine are {apart:,.0f} seconds apart"
        return problem("clock", text, "set both by NTP: deadlines of logins and keys count by them")
    if newest and (parse_utc_text(newest) - ours).total_seconds() > _CLOCK_SECONDS:
        text = f"the newest change is of {newest[:19]}, which is still to come"
        return problem("clock", text, "set this machine's clock by NTP; the change was written with a wrong one")
    return ok("clock", f"the clocks of the store and of this machine are {apart:.1f} seconds apart")


def runs_left(runs: list[LoadRun], data_dir: Path) -> Iterator[Diagnosis]:
    """Loads that did not finish, undos that stand still, and locks that nobody holds. `runs`: those under way."""
    left = [run for run in runs if stopped(data_dir, run)]
    still = [run for run in runs if run.state == "undoing" and _idle_seconds(run) > _STALLED_SECONDS]
    for run in left:
        yield warning(
            "loads",
            f"the load {run.id} stopped after {run.counts.read:,} rows",
            f"load the same files again, or profile-service identity undo-run {run.id}",
        )
    for run in still:
        yield warning(
            "loads",
            f"the load {run.id} is half taken back",
            f"profile-service identity undo-run {run.id} goes on with it",
        )
    locks = [path for path in sorted((data_dir / "runs").glob("*.lock")) if not is_locked(path)]
    if locks:
        text = f"{len(locks)} locks of processes that are gone lie in {data_dir / 'runs'}"
        yield warning("loads", text, "nothing: the next load of the same files takes them; they may be deleted")
    if not left and not still and not locks:
        yield ok("loads", f"{len(runs)} under way, none stopped")


def _idle_seconds(run: LoadRun) -> float:
    return (datetime.now(UTC) - parse_utc_text(run.updated_at)).total_seconds()
