"""Whether a store is whole: each thing that it counts and no longer fits is a fault, and nothing else is."""

import asyncio
from pathlib import Path

import pytest

from profile_service.service.backup.store_check import check_store
from profile_service.store.engine import migrations
from profile_service.store.engine.store import Store
from profile_service.store.places.address import Address
from tests.loaders.entries import FIXTURES
from tests.rig.exports import contacts, shop_orders
from tests.rig.graph import run
from tests.rig.loading import load

pytestmark = pytest.mark.anyio
_SOURCES = ("shopify-customers", "zendesk-users", "salesforce-contacts", "zendesk-tickets", "woocommerce-orders")


@pytest.fixture
async def content(store: Store, tmp_path: Path) -> Store:
    for day, moved in enumerate([range(0), range(20, 30)]):
        contacts(tmp_path / f"contacts{day}.csv", range(40), moved=moved)
        await load(store, tmp_path, "salesforce-contacts", tmp_path / f"contacts{day}.csv")
    shop_orders(tmp_path / "orders.csv", range(1, 60))
    await load(store, tmp_path, "shopify-orders", tmp_path / "orders.csv")
    for source in _SOURCES:
        suffix = "ndjson" if source.startswith("zendesk") else "csv"
        await load(store, tmp_path, source, FIXTURES / f"{source.replace('-', '_')}.{suffix}")
    return store


async def test_loaded_store_has_no_fault(content: Store) -> None:
    check = await check_store(content)
    assert check.faults == []
    assert check.checked > 200


@pytest.mark.parametrize(
    ("damage", "fault"),
    [
        ("MATCH (i:Identifier) WITH i LIMIT 2 SET i.holders = i.holders + 1", "2 identifiers count other holders"),
        ("MATCH (r:SourceRecord)-[of:OF]->() WITH of LIMIT 3 DELETE of", "3 records do not belong to exactly one"),
        ("MATCH (e:Event)-[by:BY]->() WITH by LIMIT 1 DELETE by", "1 events are not by exactly one record"),
        ("MATCH (e:Transaction) WITH e LIMIT 1 SET e.total_minor = e.total_minor + 1", "1 records count other events"),
        ("MATCH (c:Change) WITH c ORDER BY c.seq LIMIT 1 DETACH DELETE c", "the numbers of the changes have 1 gaps"),
        ("MATCH (l:Lock {name: 'write'}) SET l.seq = l.seq - 1", "the latest change is"),
        ("MATCH (m:Migration {number: 18}) DELETE m", "the migration 0018_run_states.cypher is pending"),
    ],
    ids=["holders", "membership", "event", "tally", "change", "sequence", "migration"],
)
async def test_what_no_longer_fits_is_a_fault(content: Store, address: Address, damage: str, fault: str) -> None:
    run(address, damage)
    faults = (await check_store(content)).faults
    await migrations.apply(content)
    assert [text for text in faults if text.startswith(fault)] != [], faults


async def test_lost_index_is_a_fault(content: Store, address: Address) -> None:
    run(address, "DROP INDEX load_run_state")
    faults = (await check_store(content)).faults
    run(address, "CREATE INDEX load_run_state IF NOT EXISTS FOR (l:LoadRun) ON (l.state)")
    assert faults == ["the constraint or index load_run_state is missing"]


async def test_sample_looks_at_a_part(content: Store) -> None:
    whole = await check_store(content)
    parts = [(await check_store(content, sample=10)).checked for _ in range(12)]
    assert min(parts) < whole.checked


async def test_store_that_is_written_meanwhile_has_no_fault(content: Store, tmp_path: Path) -> None:
    shop_orders(tmp_path / "more.csv", range(100, 250))
    loading = asyncio.create_task(load(content, tmp_path, "shopify-orders", tmp_path / "more.csv"))
    checks = 0
    while not loading.done():
        assert (await check_store(content)).faults == []
        checks += 1
    await loading
    assert checks > 1
