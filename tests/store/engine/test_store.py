"""The door to the store keeps the deadline of the request on whose behalf it is asked."""

import asyncio

import pytest

from profile_service.domain.values.deadlines import deadline_in
from profile_service.domain.values.errors import DeadlinePassed
from profile_service.store.engine.address import Address
from profile_service.store.engine.store import Store, WriteTransaction
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
