"""Views: each limits lists and totals, and refuses to name what it does not show, on both engines."""

import httpx
import pytest

from profile_service.store.engine.store import Store
from tests.rig.graphql_client import error_code, graphql_answer
from tests.rig.people import load_ann

pytestmark = pytest.mark.anyio


async def test_view_limits_lists_and_totals(store: Store, client: httpx.AsyncClient) -> None:
    query = f"""{{ profile(id: "{await load_ann(store)}", view: "marketing") {{
      view identifiers {{ type }} attributes {{ name }} timeline {{ nodes {{ key }} }}
      summary {{ byKind {{ kind count }} firstSeen }}
    }} }}"""
    profile = (await graphql_answer(client, query))["data"]["profile"]
    assert profile["view"] == "marketing"
    assert [identifier["type"] for identifier in profile["identifiers"]] == ["email"]
    assert [attribute["name"] for attribute in profile["attributes"]] == ["city", "name"]
    assert [event["key"] for event in profile["timeline"]["nodes"]] == ["o1", "v2"]
    assert profile["summary"]["byKind"] == [{"kind": "order", "count": 1}, {"kind": "review", "count": 1}]
    assert profile["summary"]["firstSeen"] == "2026-01-06T09:00:00Z"


async def test_naming_something_outside_a_view_is_an_error(store: Store, client: httpx.AsyncClient) -> None:
    answer = await graphql_answer(
        client,
        """query Outside($id: ID!) { profile(id: $id, view: "marketing") {
          name { value } phone { value } attribute(name: "street") { value }
          allowed: attribute(name: "city") { value }
        } }""",
        id=(id := await load_ann(store)),
    )
    assert answer["data"]["profile"] == {
        "name": {"value": "Ann Smith"}, "phone": None, "attribute": None, "allowed": {"value": "Paris"},
    }  # fmt: skip
    assert sorted((error["path"][-1], error["extensions"]["code"]) for error in answer["errors"]) == [
        ("attribute", "OUTSIDE_VIEW"), ("phone", "OUTSIDE_VIEW"),
    ]  # fmt: skip
    for field in ('identifiers(types: ["email", "phone"]) { value }', 'timeline(kinds: ["chat"]) { nodes { key } }'):
        code, _ = await error_code(client, f'{{ profile(id: "{id}", view: "marketing") {{ {field} }} }}')
        assert code == "OUTSIDE_VIEW"


async def test_views_have_scope_and_purpose(client: httpx.AsyncClient) -> None:
    views = (await graphql_answer(client, "{ views { name scope why kinds insights days } }"))["data"]["views"]
    assert [view["name"] for view in views] == ["full", "support", "marketing", "commerce"]
    assert (views[0]["kinds"], views[0]["insights"], views[0]["days"]) == (None, None, None)
    assert "street" not in views[2]["scope"]
    assert views[3]["insights"] == [
        "nextActions", "nextStep", "openThreads", "orders", "preferences", "products", "recommendations", "value",
    ]  # fmt: skip
