"""On the embedded engine, what is sought by a beginning walks an index in its order: it stops after the first matches,
and need not sort all that begin so."""

import neo4j
import pytest

from profile_service.store.engine.store import Store
from profile_service.store.places.address import Address
from profile_service.store.search.branches import BRANCHES

pytestmark = pytest.mark.anyio

_PARAMETERS = {"lookup": 0, "sought": "a", "end": "b", "within": "a", "limit": 200}


@pytest.mark.parametrize("address", ["embedded"], indirect=True)
async def test_indexes_are_walked_in_their_order(store: Store, address: Address) -> None:
    assert store.engine == "embedded"
    ordered = {index: branch for index, branch in BRANCHES.items() if "ORDER BY" in branch}
    plans = {index: _plan(address, branch) for index, branch in ordered.items()}
    assert len(plans) == 15
    assert {index: plan for index, plan in plans.items() if "[index order]" not in plan} == {}


def _plan(address: Address, cypher: str) -> str:
    login = (address.user, address.password)
    with (
        neo4j.GraphDatabase.driver(address.uri, auth=login) as driver,
        driver.session(database=address.database) as session,
    ):
        plan = session.run(f"EXPLAIN {cypher}", _PARAMETERS).consume().plan
    assert plan
    return str(plan["args"]["string-representation"])
