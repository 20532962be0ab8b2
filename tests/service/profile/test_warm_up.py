"""A server waits for the plans of its statements, but not for long."""

import time

import pytest

from profile_service.service.profile.warm_up import warmed
from profile_service.store.engine.engines import RemoteEngine
from profile_service.store.engine.store import Store
from profile_service.store.places.address import Address
from tests.rig.stalling_proxy import StallingProxy

pytestmark = pytest.mark.anyio


async def test_statements_are_planned_before_the_block(store: Store) -> None:
    before = store.statements
    async with warmed(store):
        planned = store.statements - before
    assert planned > 10 or store.engine == "neo4j", "a Neo4j may need longer than it is waited for"
    assert planned > 0


@pytest.mark.parametrize("address", ["embedded"], indirect=True)
async def test_slow_store_is_not_waited_for(store: Store, address: Address) -> None:
    proxy = StallingProxy(address)
    async with proxy as through:
        slow = Store(RemoteEngine(through, store.engine))
        await slow.read("RETURN 1")
        proxy.stall()
        start = time.monotonic()
        async with warmed(slow):
            waited = time.monotonic() - start
        ended = time.monotonic() - start - waited
        proxy.go_on()
        await slow.close()
    assert 2.5 < waited < 5
    assert ended < 2
