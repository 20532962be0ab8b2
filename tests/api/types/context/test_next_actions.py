"""Next actions, their recorded answers, and the rules that a view applies, on both engines."""

from typing import Any

import httpx
import pytest

from profile_service.store.engine.store import Store
from tests.rig.open_matters import CASE, MUG, did
from tests.rig.people import load, profile_id, record

pytestmark = pytest.mark.anyio
_QUERY = """query($id: ID!, $now: DateTime, $view: String) { profile(id: $id, view: $view) {
  context(now: $now, channel: "phone") {
    nextStep { kind } products { due { key } }
    nextActions { name action channel purpose score products { key } expiresAt reason evidence }
  }
} }"""
_RECORD = """mutation($input: RecordInteractionInput!) { recordInteraction(input: $input) { event } }"""


async def _answer(client: httpx.AsyncClient, query: str, **variables: Any) -> Any:
    answer = (await client.post("/graphql", json={"query": query, "variables": variables})).json()
    assert "errors" not in answer, answer
    return answer["data"]


async def _advice(client: httpx.AsyncClient, id: str, day: str, view: str | None = None) -> list[dict[str, Any]]:
    data = await _answer(client, _QUERY, id=id, now=f"{day}T09:00:00Z", view=view)
    actions: list[dict[str, Any]] = data["profile"]["context"]["nextActions"]
    return actions


async def test_recorded_answer_changes_the_next_score(store: Store, client: httpx.AsyncClient) -> None:
    form = did("f", "form", "2026-03-01", form="kitchen", status="started")
    await load(store, record("shop:1"), did("t", "support_ticket", "2026-03-02", CASE, status="open"), form)
    id = await profile_id(store, "shop:1")
    before = store.statements
    first, second = await _advice(client, id, "2026-03-05")
    assert store.statements - before == 3, "the profile, the events, what was allowed"
    assert first == {
        "name": "solve_what_is_open", "action": "Take up Mug broken, open for 3 days", "channel": "phone",
        "purpose": "service", "score": 70.0, "products": [], "expiresAt": "2026-03-07T09:00:00Z",
        "reason": "it began in web and is not done: the latest word on it is: open", "evidence": ["t"],
    }  # fmt: skip
    assert second["name"] == "follow_up_the_form"
    answer = {
        "profile": id, "actor": "ada", "kind": "offer_answer", "offer": "follow_up_the_form", "answer": "ACCEPTED",
        "occurredAt": "2026-03-05T09:30:00Z", "idempotencyKey": "a1",
    }  # fmt: skip
    await _answer(client, _RECORD, input=answer)
    assert [action["name"] for action in await _advice(client, id, "2026-03-06")] == ["solve_what_is_open"]
    (later, _) = await _advice(client, id, "2026-03-30")
    assert (later["name"], later["score"], later["evidence"]) == (
        "follow_up_the_form", 86.7, ["f", "desk:offer_answer:a1"],
    )  # fmt: skip


async def test_view_advises_by_its_own_insights(store: Store, client: httpx.AsyncClient) -> None:
    form = did("f", "form", "2026-03-04", form="kitchen", status="started")
    await load(
        store, record("shop:1"), did("n", "survey", "2026-03-01", nps=2), did("c", "cart", "2026-03-04", MUG), form
    )
    id = await profile_id(store, "shop:1")
    names = {
        view: [action["name"] for action in await _advice(client, id, "2026-03-05", view)]
        for view in ("support", "marketing", "commerce")
    }
    assert names == {
        "support": ["apologise_first", "close_the_loop", "follow_up_the_form"],
        "marketing": ["apologise_first", "close_the_loop"],
        "commerce": [],
    }
