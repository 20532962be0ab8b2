"""`recommendations` over GraphQL: the fields, the kinds that are asked for, and views that hide them."""

from dataclasses import replace
from typing import Any

import httpx
import pytest

from profile_service.domain.sources.events import Event
from profile_service.domain.values.times import days_later, utc_now
from profile_service.store.engine.store import Store
from tests.rig.open_matters import MUG, TEA, bought
from tests.rig.people import load, profile_id, record

pytestmark = pytest.mark.anyio


def _order(of: str, key: str, days: int) -> Event:
    return replace(bought(key, days_later(utc_now(), -days)[:10], TEA), record=of)


async def _answer(store: Store, client: httpx.AsyncClient, selection: str, view: str = "full") -> dict[str, Any]:
    query = f'{{ profile(id: "{await profile_id(store, "shop:1")}", view: "{view}") {{ {selection} }} }}'
    answer: dict[str, Any] = (await client.post("/graphql", json={"query": query})).json()
    return answer


async def test_product_that_is_due_comes_with_reason_and_evidence(store: Store, client: httpx.AsyncClient) -> None:
    await load(store, record("shop:1"), *[_order("shop:1", f"o{days}", days) for days in (31, 21, 11)])

    answer = await _answer(store, client, "recommendations { product { key name } kind score reason evidence }")

    last = days_later(utc_now(), -11)[:10]
    assert answer["data"]["profile"]["recommendations"] == [
        {
            "product": {"key": "shop:tea", "name": "Tea"},
            "kind": "DUE_AGAIN",
            "score": 1.0,
            "reason": f"bought 3 times, every 10 days, last on {last}",
            "evidence": ["o11", "o21", "o31"],
        }
    ]


async def test_only_the_kinds_that_are_asked_for_and_so_many(store: Store, client: httpx.AsyncClient) -> None:
    mugs = [
        thing
        for n in range(5)
        for thing in (
            record(f"shop:m{n}"),
            replace(bought(f"m{n}", "2026-01-01", TEA, MUG), record=f"shop:m{n}"),
        )
    ]
    await load(store, record("shop:1"), *mugs)

    popular = await _answer(store, client, "recommendations(first: 1) { product { name } kind }")
    due = await _answer(store, client, "recommendations(kinds: [DUE_AGAIN, GOES_WITH]) { kind }")

    assert popular["data"]["profile"]["recommendations"] == [{"product": {"name": "Mug"}, "kind": "POPULAR"}]
    assert due["data"]["profile"]["recommendations"] == []


async def test_too_many_are_refused(store: Store, client: httpx.AsyncClient) -> None:
    await load(store, record("shop:1"))
    answer = await _answer(store, client, "recommendations(first: 101) { kind }")
    assert answer["errors"][0]["extensions"]["code"] == "INVALID_INPUT"
