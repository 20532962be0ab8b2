"""Funnels and paths over GraphQL, for those who may read metrics."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from profile_service.service.access import fresh_copy
from profile_service.store.engine.store import Store
from tests.rig.callers import SETTINGS, bearer
from tests.rig.clients import client_of
from tests.rig.people import bought, did, load, profile_id, record

pytestmark = pytest.mark.anyio
_FUNNEL = """
query ($who: String) {
  funnel(steps: ["families: [cart]", "families: [order]"], from: "2026-01", to: "2026-01", who: $who) {
    steps { acts customers shareOfFirst shareOfPrevious dropped medianHours next { name customers } }
  }
  funnelCustomers(steps: ["families: [cart]", "families: [order]"], step: 1) { nodes { id } }
}
"""
_PATHS = """
{
  paths(anchor: "families: [order]", direction: BEFORE, by: CHANNEL) {
    customers ended
    paths { names customers share goesOn } nodes { step name customers ended } links { step start end customers }
  }
}
"""


@pytest.fixture(autouse=True)
def new_keys_count_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fresh_copy, "_BOUND_SECONDS", 0.0)


async def _ask(client: httpx.AsyncClient, sent: dict[str, str], query: str, **variables: Any) -> dict[str, Any]:
    response = await client.post("/graphql", json={"query": query, "variables": variables}, headers=sent)
    answer: dict[str, Any] = response.json()
    return answer


async def test_funnel_and_paths(store: Store, tmp_path: Path) -> None:
    await load(
        store,
        record("shop:1", ("email", "ann@shop.example"), name="Ann Lee"),
        record("till:2", ("email", "ben@shop.example"), name="Ben Oz"),
        did("c1", "shop:1", "2026-01-03", "cart_add", "app"),
        bought("shop:o1", "shop:1", "2026-01-05", 700, "1"),
        did("c2", "till:2", "2026-01-03", "cart_add", "web"),
        did("c3", "till:2", "2026-01-04", "support_call", "phone"),
    )
    async with client_of(store, replace(SETTINGS, data_dir=tmp_path)) as client:
        analyst = await bearer(store, "analyst")
        answer = (await _ask(client, analyst, _FUNNEL))["data"]
        first, second = answer["funnel"]["steps"]
        assert (first["acts"], first["customers"], first["dropped"]) == ("cart", 2, 1)
        assert first["next"] == [{"name": "call", "customers": 1}]
        assert (second["customers"], second["shareOfFirst"], second["medianHours"]) == (1, 0.5, 48)
        assert answer["funnelCustomers"]["nodes"] == [{"id": await profile_id(store, "till:2")}]
        some = (await _ask(client, analyst, _FUNNEL, who="who: {did: {families: [order]}}"))["data"]["funnel"]["steps"]
        assert [step["customers"] for step in some] == [1, 1]
        paths = (await _ask(client, analyst, _PATHS))["data"]["paths"]
        assert (paths["customers"], paths["ended"]) == (1, 0)
        assert paths["paths"] == [{"names": ["app"], "customers": 1, "share": 1, "goesOn": False}]
        assert paths["nodes"] == [{"step": 1, "name": "app", "customers": 1, "ended": 1}]
        agent = await bearer(store, "agent")
        for query in (_FUNNEL, _PATHS):
            assert (await _ask(client, agent, query))["errors"][0]["extensions"]["code"] == "FORBIDDEN"


async def test_unsound_questions_are_refused(store: Store, tmp_path: Path) -> None:
    async with client_of(store, replace(SETTINGS, data_dir=tmp_path)) as client:
        analyst = await bearer(store, "analyst")
        for query, says in (
            ('{ funnel(steps: ["families: [ordre]"]) { seq } }', "step 1"),
            ("{ funnel(steps: []) { seq } }", "from 1 to 10 steps"),
            ('{ funnel(steps: ["kinds: [a]"], withinDays: 0) { seq } }', "from 1 to 3,650 days"),
            ('{ funnel(steps: ["kinds: [a]"], from: "may") { seq } }', "not a day"),
            ('{ paths(anchor: "kinds: []") { seq } }', "anchor"),
            ('{ funnelCustomers(steps: ["kinds: [a]"], step: 2) { nodes { id } } }', "there is no step 2"),
        ):
            error = (await _ask(client, analyst, query))["errors"][0]
            assert error["extensions"]["code"] == "INVALID_INPUT", query
            assert says in error["message"], query
