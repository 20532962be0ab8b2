"""While a store is copied its writers wait, whatever process they are in, and its readers do not."""

import asyncio

import pytest

from profile_service.domain.values.deadlines import deadline_in
from profile_service.domain.values.errors import Conflict
from profile_service.store.backup import writers_pause
from profile_service.store.backup.writers_pause import paused_writers
from profile_service.store.engine.driver_errors import WritersPaused
from profile_service.store.engine.store import Store, WriteTransaction

pytestmark = pytest.mark.anyio
_NOTE = "CREATE (:Statistic {name: $name, text: ''})"
_NOTES = "MATCH (s:Statistic) RETURN s.name AS name ORDER BY name"
_LOCK = "MATCH (lock:Lock {name: 'write'}) RETURN properties(lock) AS properties"


async def _write(store: Store, name: str) -> None:
    async def work(tx: WriteTransaction) -> None:
        await tx.run(_NOTE, name=name)

    await store.write(work)


async def _names(store: Store) -> list[str]:
    return [row["name"] for row in await store.read(_NOTES)]


async def test_writer_waits_until_the_pause_is_over(store: Store) -> None:
    async with paused_writers(store) as pause:
        writing = asyncio.create_task(_write(store, "waited"))
        await _write(pause.store, "own")
        done, _ = await asyncio.wait([writing], timeout=1.5)
        assert (done, await _names(store)) == (set(), ["own"])
    await asyncio.wait_for(writing, 10)
    assert await _names(store) == ["own", "waited"]


async def test_request_is_told_that_writers_wait(store: Store) -> None:
    async with paused_writers(store):
        with deadline_in(1.0), pytest.raises(WritersPaused, match="a backup of the store is being made") as refused:
            await _write(store, "too early")
    assert refused.value.details == {"retryAfter": 10}
    assert await _names(store) == []


async def test_second_pause_follows_the_first(store: Store) -> None:
    order: list[str] = []

    async def second() -> None:
        async with paused_writers(store):
            order.append("second")

    async with paused_writers(store):
        waiting = asyncio.create_task(second())
        await asyncio.wait([waiting], timeout=1.0)
        order.append("first")
    await asyncio.wait_for(waiting, 10)
    assert order == ["first", "second"]


async def test_pause_that_others_wrote_in_is_noticed(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """As where its process stood still for longer than the mark is good for."""
    monkeypatch.setattr(writers_pause, "LEASE_SECONDS", 0.2)
    monkeypatch.setattr(writers_pause, "_RENEW_SECONDS", 60)
    async with paused_writers(store) as pause:
        await asyncio.wait_for(_write(store, "meanwhile"), 10)
        with pytest.raises(Conflict, match="other processes wrote meanwhile"):
            await pause.require_unbroken()


async def test_pause_outlives_its_lease_by_being_renewed(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writers_pause, "LEASE_SECONDS", 2)
    monkeypatch.setattr(writers_pause, "_RENEW_SECONDS", 0.2)
    async with paused_writers(store) as pause:
        writing = asyncio.create_task(_write(store, "waited"))
        done, _ = await asyncio.wait([writing], timeout=4)
        assert done == set()
        await pause.require_unbroken()
    await asyncio.wait_for(writing, 10)


async def test_pause_leaves_nothing_behind(store: Store) -> None:
    await _write(store, "before")
    before = dict((await store.read(_LOCK))[0]["properties"])
    async with paused_writers(store) as pause:
        inside = await pause.lock_properties()
    assert inside == {name: before[name] for name in before if name != "name"}
    after = dict((await store.read(_LOCK))[0]["properties"])
    assert {name: value for name, value in after.items() if value is not None} == before
