"""A customer's journey over GraphQL, with one reading statement beside the profile's, on both engines."""

from typing import Any

import httpx
import pytest

from profile_service.store.engine.store import Store
from tests.rig.people import bought, did, load, profile_id, record

pytestmark = pytest.mark.anyio
_QUERY = """query($id: ID!, $view: String, $first: Int) { profile(id: $id, view: $view) { journey(first: $first) {
  sentence hasEarlier
  steps { event { key touchpoint { name } } stage hoursSincePrevious sentiment }
  stages { stage steps }
  intents { products { key name } bought days crossings { event fromChannel toChannel toDevice } sentence evidence }
  painPoints { kind reason evidence }
} } }"""


async def _answer(client: httpx.AsyncClient, **variables: Any) -> dict[str, Any]:
    answer: dict[str, Any] = (await client.post("/graphql", json={"query": _QUERY, "variables": variables})).json()
    return answer


async def test_journey_comes_as_data_and_as_a_sentence(store: Store, client: httpx.AsyncClient) -> None:
    await load(
        store,
        record("shop:1", ("email", "ann@shop.org")),
        record("app:3", ("email", "ann@shop.org")),
        did("old", "shop:1", "2025-01-01", "page_view"),
        did("wish", "app:3", "2026-01-05", "wishlist"),
        bought("order", "shop:1", "2026-01-07"),
        did("back", "shop:1", "2026-01-20", "return"),
    )
    id = await profile_id(store, "shop:1")
    before = store.statements
    journey = (await _answer(client, id=id, first=3))["data"]["profile"]["journey"]
    assert store.statements - before == 2
    assert journey == {
        "sentence": "3 steps in 15 days, 1 before, 1 during and 1 after a purchase. 1 of 1 intent led to a purchase, "
        "1 of them across channels or devices. 1 pain point, the latest: what was bought went back as a return.",
        "hasEarlier": True,
        "steps": [
            {
                "event": {"key": "wish", "touchpoint": {"name": "wishlist"}}, "stage": "before",
                "hoursSincePrevious": None, "sentiment": 1.0,
            },
            {
                "event": {"key": "order", "touchpoint": {"name": "till"}}, "stage": "during",
                "hoursSincePrevious": 48.0, "sentiment": None,
            },
            {
                "event": {"key": "back", "touchpoint": {"name": "return"}}, "stage": "after",
                "hoursSincePrevious": 312.0, "sentiment": 1.0,
            },
        ],
        "stages": [{"stage": "before", "steps": 1}, {"stage": "during", "steps": 1}, {"stage": "after", "steps": 1}],
        "intents": [
            {
                "products": [{"key": "shop:tea", "name": "Tea"}], "bought": True, "days": 2.0,
                "crossings": [{"event": "order", "fromChannel": "web", "toChannel": "store", "toDevice": "till"}],
                "sentence": "Tea: wishlist (web), then till (store on till); bought after 2 days, "
                "with 1 change of channel or device.",
                "evidence": ["wish", "order"],
            }
        ],
        "painPoints": [
            {"kind": "GIVEN_BACK", "reason": "what was bought went back as a return", "evidence": ["back"]}
        ],
    }  # fmt: skip


async def test_journey_outside_a_view_is_refused(store: Store, client: httpx.AsyncClient) -> None:
    await load(store, record("shop:1"))
    id = await profile_id(store, "shop:1")
    (error,) = (await _answer(client, id=id, view="commerce", first=3))["errors"]
    assert error["extensions"]["code"] == "OUTSIDE_VIEW"
