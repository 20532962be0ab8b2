"""On Neo4j, every statement of loads and reads starts at a key: none scans all nodes of a label."""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import neo4j
import pytest

from profile_service.api.graphql.schema import build_schema
from profile_service.api.types.values.request import Request
from profile_service.service.audiences.customer_values import CustomerValues
from profile_service.service.metrics.customer_events import CustomerEvents
from profile_service.service.metrics.customer_facts import CustomerFacts
from profile_service.service.profile.profile_reader import ProfileReader
from profile_service.service.recommendations.customer_purchases import CustomerPurchases
from profile_service.service.stewardship.stewardship import Stewardship
from profile_service.store.engine.store import Store, WriteTransaction
from profile_service.store.places.address import Address
from profile_service.store.recommendations.order_lines import product_names
from tests.loaders.entries import FIXTURES
from tests.rig.exports import contacts, shop_orders
from tests.rig.loading import load

pytestmark = pytest.mark.anyio

_READ = """
query ($email: String!) {
  profileBy(identifier: {type: "email", value: $email}) {
    id formerIds name { value } identifiers { type value } consents { purpose }
    judgements { verdict }
    perhapsAlso { profile { id } }
    timeline(first: 5) { edges { node { key about { key } } } }
    rare: timeline(first: 5, kinds: ["review"]) { edges { node { key } } }
    said: timeline(first: 5, text: "tea") { edges { node { key } } }
    transactions(first: 5) { edges { node { lines { quantity } } } }
    summary { orders firstSeen lastSeen }
    context { openThreads { kind } products { due { key } } preferences { channel { value } } nextActions { action } }
  }
}
"""
_DECISIONS = """
{
  decisions(first: 5) { nodes { id } }
  undone: decisions(first: 5, state: UNDONE) { nodes { id } }
  ofProfile: decisions(first: 5, profile: "0199", state: HOLDS) { nodes { id } }
}
"""
_SEARCH = "query ($text: String!) { searchProfiles(text: $text, first: 5) { edges { node { id } } } }"
_TEXTS = (
    "roe",
    "685300",
    "Zoe Martyn Paris 75001",
    "Roe, 12 Main Street, born 1 Feb 1980",
    "zoe@martni.example",
    "zoeee@martin.example",
    "@martin.example",
    "order 1001",
    "CMD-2026-0101",
)
_Statements = dict[str, dict[str, Any]]


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> _Statements:
    """Every statement that is sent to the store from here on, with its latest parameters."""
    sent: _Statements = {}

    def recording(run: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        def recorded_run(self: Store | WriteTransaction, cypher: str, **parameters: Any) -> Awaitable[Any]:
            sent[cypher] = parameters
            return run(self, cypher, **parameters)

        return recorded_run

    monkeypatch.setattr(WriteTransaction, "run", recording(WriteTransaction.run))
    monkeypatch.setattr(Store, "read", recording(Store.read))
    return sent


@pytest.mark.thorough
@pytest.mark.parametrize("address", ["neo4j"], indirect=True)
async def test_no_statement_scans_a_label(
    store: Store, address: Address, tmp_path: Path, statements: _Statements
) -> None:
    for day, moved in enumerate([range(0), range(20, 30)]):
        contacts(tmp_path / f"contacts{day}.csv", range(40), moved=moved)
        await load(store, tmp_path, "salesforce-contacts", tmp_path / f"contacts{day}.csv")
    shop_orders(tmp_path / "orders.csv", range(1, 40))
    await load(store, tmp_path, "shopify-orders", tmp_path / "orders.csv")
    for source in ("shopify-customers", "zendesk-users", "zendesk-tickets", "salesforce-contacts"):
        suffix = "ndjson" if source.startswith("zendesk") else "csv"
        await load(store, tmp_path, source, FIXTURES / f"{source.replace('-', '_')}.{suffix}")
    request = Request("", ProfileReader(store, None), Stewardship(store))
    answer = await build_schema().execute(_READ, {"email": "zoe@martin.example"}, context_value=request)
    assert answer.errors is None
    request = Request("", ProfileReader(store, None), Stewardship(store))
    assert (await build_schema().execute(_DECISIONS, context_value=request)).errors is None
    for text in _TEXTS:
        request = Request("", ProfileReader(store, None), Stewardship(store))
        answer = await build_schema().execute(_SEARCH, {"text": text}, context_value=request)
        assert answer.errors is None
    of_all = CustomerFacts(store), CustomerEvents(store), CustomerValues(store), CustomerPurchases(store)
    for table in of_all:
        await table.current()
    await product_names(store, ["shopify:1"])
    shop_orders(tmp_path / "later.csv", range(50, 60))
    await load(store, tmp_path, "shopify-orders", tmp_path / "later.csv")
    for table in of_all:
        await table.current()
    assert len(statements) > 30

    assert _scans(address, statements) == {}


def _scans(address: Address, statements: Mapping[str, Mapping[str, Any]]) -> dict[str, list[str]]:
    """The scans in the plans of the statements, without statements that have none."""
    login = (address.user, address.password)
    with (
        neo4j.GraphDatabase.driver(address.uri, auth=login, notifications_min_severity="OFF") as driver,
        driver.session(database=address.database) as session,
    ):
        # The planner's samples of the indexes are taken in the server's own time, and may be those of an earlier test.
        session.run("CALL db.prepareForReplanning()").consume()
        plans = {
            cypher: session.run(f"EXPLAIN {cypher}", dict(parameters)).consume().plan
            for cypher, parameters in statements.items()
        }
    scans = {
        cypher: [operator for operator in _operators(plan or {}) if "Scan" in operator]
        for cypher, plan in plans.items()
    }
    return {cypher: operators for cypher, operators in scans.items() if operators}


def _operators(plan: Mapping[str, Any]) -> Iterator[str]:
    yield f"{plan.get('operatorType', '')} {plan.get('args', {}).get('Details', '')}"
    for child in plan.get("children", ()):
        yield from _operators(child)
