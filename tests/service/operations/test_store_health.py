"""How the store is: both engines tell what they have of the schema, and what waits in them."""

import asyncio

import pytest

from profile_service.domain.access.caller import LOCAL
from profile_service.domain.sources.counts import Counts
from profile_service.domain.sources.load_runs import LoadRun
from profile_service.domain.stewardship.commands import StewardCommand
from profile_service.domain.values.errors import Forbidden
from profile_service.service.operations.store_health import HealthReader
from profile_service.service.stewardship.stewardship import Stewardship
from profile_service.store.engine import migrations
from profile_service.store.engine.migrations import SchemaFault, SchemaState
from profile_service.store.engine.store import Store
from profile_service.store.sources import runs
from profile_service.store.stewardship import review_queue
from tests.rig.callers import caller
from tests.rig.contested import load_cases
from tests.rig.people import at, load, profile_id, record

pytestmark = pytest.mark.anyio


async def test_healthy_store_has_its_whole_schema(store: Store) -> None:
    health = await HealthReader(store, LOCAL).health()

    assert health.engine == store.engine
    assert health.server.startswith({"neo4j": "Neo4j/5.", "embedded": "ArcadeDB 26."}[store.engine])
    assert health.milliseconds > 0
    assert [(each.name, each.state) for each in health.migrations] == [
        (each.name, "applied") for each in migrations.migrations(store.engine)
    ]
    assert health.schema == SchemaState(len(migrations.declared_names(store.engine)), ())
    assert (health.backlog, health.under_way) == (review_queue.ReviewBacklog(0, None), ())


async def test_index_that_is_gone_is_missing(store: Store) -> None:
    await store.define("DROP INDEX load_run_resume")
    try:
        health = await HealthReader(store, LOCAL).health()
    finally:
        await store.define("CREATE INDEX load_run_resume IF NOT EXISTS FOR (l:LoadRun) ON (l.resume_key)")
    assert health.schema.faults == (SchemaFault("load_run_resume", "missing"),)
    faults: tuple[SchemaFault, ...] = health.schema.faults
    async with asyncio.timeout(30):
        while faults in {(SchemaFault("load_run_resume", "missing"),), (SchemaFault("load_run_resume", "populating"),)}:
            faults = (await HealthReader(store, LOCAL).health()).schema.faults
    assert faults == ()


async def test_what_waits_is_counted_with_the_oldest(store: Store) -> None:
    cases = await load_cases(store, 3)
    await load(store, record("till:1", name="Ida"), record("till:2", name="Per"))
    steward, pair = Stewardship(store), [await profile_id(store, key) for key in ("till:1", "till:2")]
    await steward.propose(pair, StewardCommand("ada"))

    backlog = (await HealthReader(store, LOCAL).health()).backlog
    items, _ = await steward.review(10, None)
    assert backlog == review_queue.ReviewBacklog(4, items[0].since)

    await steward.decline(cases[0], StewardCommand("ada"))
    backlog = (await HealthReader(store, LOCAL).health()).backlog
    items, _ = await steward.review(10, None)
    assert backlog == review_queue.ReviewBacklog(3, items[0].since)


async def test_runs_under_way_are_those_of_sources_that_are_shown(store: Store) -> None:
    for id, source, state in (("1", "shop", "running"), ("2", "crm", "undoing"), ("3", "shop", "finished")):
        run = LoadRun(id, source, source, ("a.csv",), state, Counts(), at("2026-11-22"), at("2026-11-22"))  # type: ignore[arg-type]
        await store.write(lambda tx, run=run: runs.start(tx, run, resume_key=run.id, host="h"))  # type: ignore[misc]
    health = await HealthReader(store, LOCAL).health()
    assert sorted(run.id for run in health.under_way) == ["1", "2"]


@pytest.mark.parametrize("address", ["embedded"], indirect=True)
async def test_health_is_for_those_who_read_load_runs(store: Store) -> None:
    with pytest.raises(Forbidden, match="may not read load runs"):
        await HealthReader(store, caller("agent")).health()
    assert (await HealthReader(store, caller("loader")).health()).backlog is None
