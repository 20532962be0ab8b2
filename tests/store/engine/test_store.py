"""The door to the store keeps the deadline of the request on whose behalf it is asked."""

import asyncio

import pytest

from profile_service.domain.values.deadlines import deadline_in
from profile_service.domain.values.errors import DeadlinePassed, StoreUnavailable
from profile_service.store.engine import store as door
from profile_service.store.engine.engines import RemoteEngine
from profile_service.store.engine.store import Store, WriteTransaction
from profile_service.store.places.address import Address
from tests.rig.graph import nodes

pytestmark = pytest.mark.anyio


async def test_change_past_its_deadline_is_not_made(store: Store, address: Address) -> None:
    async def slow(tx: WriteTransaction) -> None:
        await tx.run("CREATE (:Kept {key: 'a'})")
        await asyncio.Event().wait()

    with deadline_in(1), pytest.raises(DeadlinePassed, match="nothing was changed"):
        await store.write(slow)
    assert nodes(address, "Kept", "key") == set()

    with deadline_in(5):  # the lock is free again
        await store.write(lambda tx: tx.run("CREATE (:Kept {key: 'b'})"))
    assert nodes(address, "Kept", "key") == {("b",)}


@pytest.mark.parametrize("address", ["neo4j"], indirect=True)
async def test_wait_for_another_writer_ends_at_the_deadline(store: Store) -> None:
    writing, over = asyncio.Event(), asyncio.Event()

    async def long(tx: WriteTransaction) -> None:
        writing.set()
        await over.wait()

    first = asyncio.create_task(store.write(long))
    await writing.wait()
    with deadline_in(0.5), pytest.raises(DeadlinePassed):
        await store.write(lambda tx: tx.run("RETURN 1 AS one"))
    over.set()
    await first


@pytest.mark.parametrize("address", ["embedded"], indirect=True)
async def test_requests_fail_at_once_while_it_is_known_to_be_away(store: Store) -> None:
    store.away = "the store did not answer within 2 seconds"
    sent = store.statements
    with deadline_in(5):
        with pytest.raises(StoreUnavailable, match="did not answer"):
            await store.read("RETURN 1 AS one")
        with pytest.raises(StoreUnavailable, match="did not answer"):
            await store.write(lambda tx: tx.run("RETURN 1 AS one"))
    assert store.statements == sent
    assert [row["one"] for row in await store.read("RETURN 1 AS one")] == [1], "others go on trying"


async def test_command_that_waits_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "_READ_PATIENCE_SECONDS", 0.3)
    monkeypatch.setattr(door, "_WRITE_PATIENCE_SECONDS", 1.0)
    told: list[str] = []
    store = Store(RemoteEngine(Address("bolt://127.0.0.1:1", "nobody", "nothing", "none")))
    store.revival.on_wait = lambda: told.append("waits")
    with pytest.raises(StoreUnavailable):
        await store.write(lambda tx: tx.run("RETURN 1 AS one"))
    await store.close()
    assert told == ["waits"]


@pytest.mark.parametrize("address", ["embedded"], indirect=True)
async def test_work_under_way_keeps_its_connection(store: Store, address: Address) -> None:
    begun, may_end = asyncio.Event(), asyncio.Event()

    async def slow(tx: WriteTransaction) -> None:
        begun.set()
        await may_end.wait()
        await tx.run("CREATE (:Kept {key: 'c'})")

    writing = asyncio.create_task(store.write(slow))
    await begun.wait()
    await store.reconnect()
    assert [row["one"] for row in await store.read("RETURN 1 AS one")] == [1]
    may_end.set()
    await writing
    assert nodes(address, "Kept", "key") == {("c",)}
