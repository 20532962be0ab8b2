"""Readiness: what was seen of the store a moment ago, and nothing that is old."""

import asyncio

import pytest

from profile_service.service.profile import readiness
from profile_service.service.profile.readiness import ReadinessWatch
from profile_service.store.engine import store as door
from profile_service.store.engine.address import Address
from profile_service.store.engine.engines import RemoteEngine
from profile_service.store.engine.store import Store

pytestmark = pytest.mark.anyio


async def test_store_that_answers_is_ready(store: Store) -> None:
    probe = store.probe()
    watch = ReadinessWatch(probe)
    async with watch.keeping_fresh():
        assert watch.why_not_ready() is None
    await probe.close()
    await store.read("RETURN 1 AS one")  # it goes on without its probe


async def test_store_away_is_noticed_within_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "_READ_PATIENCE_SECONDS", 0.05)
    store = Store(RemoteEngine(Address("bolt://127.0.0.1:1", "nobody", "nothing", "none")))
    watch = ReadinessWatch(store)
    async with watch.keeping_fresh():
        assert "cannot be reached" in (watch.why_not_ready() or "")
    await store.close()


async def test_old_news_are_no_news(monkeypatch: pytest.MonkeyPatch, store: Store) -> None:
    watch = ReadinessWatch(store)
    assert watch.why_not_ready() == "the store was not seen for 10 seconds"
    async with watch.keeping_fresh():
        monkeypatch.setattr(readiness, "_STALE_SECONDS", 0.0)
        await asyncio.sleep(0.01)
        assert watch.why_not_ready() == "the store was not seen for 0 seconds"
