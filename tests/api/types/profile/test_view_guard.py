"""Views: each limits lists and totals, and refuses to name what it does not show, on both engines."""

from typing import Any

import httpx
import pytest

from profile_service.store.engine.store import Store
from tests.rig.people import bought, did, load, profile_id, record

pytestmark = pytest.mark.anyio
_EMAIL = ("email", "ann@shop.org")


async def _ann(store: Store) -> str:
    await load(
        store,
        record("shop:1", _EMAIL, day="2026-01-02", name="Ann Smith", city="Paris"),
        record("crm:7", _EMAIL, ("phone", "(415) 555-2671"), day="2026-01-01", name="Anne Smith"),
        did("v1", "crm:7", "2026-01-05", "support_call", "phone"),
        did("v2", "shop:1", "2026-01-06"),
        bought("o1", "shop:1", "2026-01-07", 5_000_000_000, "#1001"),
    )
    return await profile_id(store, "shop:1")


async def _answer(client: httpx.AsyncClient, query: str, **variables: Any) -> dict[str, Any]:
    response = await client.post("/graphql", json={"query": query, "variables": variables})
    assert response.status_code == 200
    answer: dict[str, Any] = response.json()
    return answer


async def _code(client: httpx.AsyncClient, query: str, **variables: Any) -> tuple[str, str]:
    (error,) = (await _answer(client, query, **variables))["errors"]
    return error["extensions"]["code"], error["message"]


async def test_view_limits_lists_and_totals(store: Store, client: httpx.AsyncClient) -> None:
    query = f"""{{ profile(id: "{await _ann(store)}", view: "marketing") {{
      view identifiers {{ type }} attributes {{ name }} timeline {{ nodes {{ key }} }}
      summary {{ byKind {{ kind count }} firstSeen }}
    }} }}"""
    profile = (await _answer(client, query))["data"]["profile"]
    assert profile["view"] == "marketing"
    assert [identifier["type"] for identifier in profile["identifiers"]] == ["email"]
    assert [attribute["name"] for attribute in profile["attributes"]] == ["city", "name"]
    assert [event["key"] for event in profile["timeline"]["nodes"]] == ["o1", "v2"]
    assert profile["summary"]["byKind"] == [{"kind": "order", "count": 1}, {"kind": "review", "count": 1}]
    assert profile["summary"]["firstSeen"] == "2026-01-06T09:00:00Z"


async def test_naming_something_outside_a_view_is_an_error(store: Store, client: httpx.AsyncClient) -> None:
    answer = await _answer(
        client,
        """query Outside($id: ID!) { profile(id: $id, view: "marketing") {
          name { value } phone { value } attribute(name: "street") { value }
          allowed: attribute(name: "city") { value }
        } }""",
        id=(id := await _ann(store)),
    )
    assert answer["data"]["profile"] == {
        "name": {"value": "Ann Smith"}, "phone": None, "attribute": None, "allowed": {"value": "Paris"},
    }  # fmt: skip
    assert sorted((error["path"][-1], error["extensions"]["code"]) for error in answer["errors"]) == [
        ("attribute", "OUTSIDE_VIEW"), ("phone", "OUTSIDE_VIEW"),
    ]  # fmt: skip
    for field in ('identifiers(types: ["email", "phone"]) { value }', 'timeline(kinds: ["chat"]) { nodes { key } }'):
        code, _ = await _code(client, f'{{ profile(id: "{id}", view: "marketing") {{ {field} }} }}')
        assert code == "OUTSIDE_VIEW"


async def test_views_have_scope_and_purpose(client: httpx.AsyncClient) -> None:
    views = (await _answer(client, "{ views { name scope why kinds insights days } }"))["data"]["views"]
    assert [view["name"] for view in views] == ["full", "support", "marketing", "commerce"]
    assert (views[0]["kinds"], views[0]["insights"], views[0]["days"]) == (None, None, None)
    assert "street" not in views[2]["scope"]
    assert views[3]["insights"] == [
        "nextActions", "nextStep", "openThreads", "orders", "preferences", "products", "value",
    ]  # fmt: skip
