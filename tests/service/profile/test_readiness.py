"""Readiness: what was seen of the store a moment ago, and nothing that is old."""

import asyncio

import pytest

from profile_service.service.profile import readiness
from profile_service.service.profile.readiness import Readiness, ReadinessWatch, Surroundings
from profile_service.store.engine import store as door
from profile_service.store.engine.engines import RemoteEngine
from profile_service.store.engine.store import Store
from profile_service.store.places.address import Address
from tests.rig.graph import run

pytestmark = pytest.mark.anyio


async def test_store_that_answers_is_ready(store: Store) -> None:
    probe = store.probe()
    watch = ReadinessWatch(probe)
    async with watch.keeping_fresh():
        assert watch.readiness().why_not_ready is None
    await probe.close()
    await store.read("RETURN 1 AS one")  # it goes on without its probe


async def test_store_away_is_noticed_within_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "_READ_PATIENCE_SECONDS", 0.05)
    store = Store(RemoteEngine(Address("bolt://127.0.0.1:1", "nobody", "nothing", "none")))
    watch = ReadinessWatch(store)
    async with watch.keeping_fresh():
        assert "cannot be reached" in (watch.readiness().why_not_ready or "")
    await store.close()


async def test_old_news_are_no_news(monkeypatch: pytest.MonkeyPatch, store: Store) -> None:
    watch = ReadinessWatch(store)
    assert watch.readiness().why_not_ready == "the store was not seen for 10 seconds"
    async with watch.keeping_fresh():
        monkeypatch.setattr(readiness, "_STALE_SECONDS", 0.0)
        await asyncio.sleep(0.01)
        assert watch.readiness().why_not_ready == "the store was not seen for 0 seconds"


async def test_stores_hear_that_it_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "_READ_PATIENCE_SECONDS", 0.05)
    store = Store(RemoteEngine(Address("bolt://127.0.0.1:1", "nobody", "nothing", "none")))
    told: list[str | None] = []
    async with ReadinessWatch(store, Surroundings(note_away=told.append)).keeping_fresh():
        assert "cannot be reached" in (told[0] or "")
    await store.close()


async def test_each_part_has_its_reason(store: Store) -> None:
    async def trouble() -> str:
        return "the audit cannot be written: the disk is full"

    probe = store.probe()
    watch = ReadinessWatch(probe, Surroundings(audit_trouble=trouble))
    async with watch.keeping_fresh():
        seen = watch.readiness()
    assert (seen.store, seen.disk, seen.migrations, seen.audit) == (None, None, None, await trouble())
    assert seen.why_not_ready == seen.audit
    await probe.close()


async def test_store_without_its_migrations_is_not_ready(store: Store, address: Address) -> None:
    run(address, "MATCH (m:Migration {number: 18}) DETACH DELETE m")
    probe = store.probe()
    watch = ReadinessWatch(probe)
    async with watch.keeping_fresh():
        assert "lacks 1 migration;" in (watch.readiness().why_not_ready or "")
    await probe.close()


def test_readers_are_answered_where_only_the_disk_is_full() -> None:
    assert Readiness(disk="the disk of the store is full").why_not_ready is None
