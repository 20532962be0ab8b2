"""What becomes of the driver's errors that a user can do something about."""

from dataclasses import replace

import pytest

from profile_service.domain.values.errors import StoreError, StoreUnavailable
from profile_service.store.engine.engines import RemoteEngine
from profile_service.store.engine.store import Store
from profile_service.store.places.address import Address
from tests.rig.graph import run

pytestmark = pytest.mark.anyio


async def test_lockout_after_wrong_passwords_may_pass(neo4j_server: Address) -> None:
    system = replace(neo4j_server, database="system")
    run(system, "CREATE USER clerk SET PASSWORD 'a long password' CHANGE NOT REQUIRED")
    store = Store(RemoteEngine(replace(neo4j_server, user="clerk", password="wrong")))
    refused: pytest.ExceptionInfo[StoreError] | None = None
    try:
        for _ in range(10):  # the fourth is refused for a while
            with pytest.raises(StoreError) as refused:
                await store.read("RETURN 1 AS one")
            if isinstance(refused.value, StoreUnavailable):
                break
    finally:
        await store.close()
        run(system, "DROP USER clerk")
    assert refused
    assert str(refused.value) == "the store refuses to log in for some seconds, for it was sent wrong passwords"
