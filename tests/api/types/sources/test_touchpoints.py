"""Events have their touchpoints, and those without one are counted, on both engines."""

from typing import Any

import httpx
import pytest

from profile_service.service.profile.coverage import coverage
from profile_service.store.engine.store import Store
from tests.rig.people import bought, did, load, profile_id, record

pytestmark = pytest.mark.anyio


async def _answer(client: httpx.AsyncClient, query: str) -> Any:
    answer = (await client.post("/graphql", json={"query": query})).json()
    assert "errors" not in answer, answer
    return answer["data"]


async def test_events_have_touchpoints_and_unmapped_ones_are_counted(store: Store, client: httpx.AsyncClient) -> None:
    await load(
        store,
        record("shop:1"),
        did("v1", "shop:1", "2026-01-05", "support_call", "phone"),
        did("v2", "shop:1", "2026-01-06", "seance", None),
        did("v3", "shop:1", "2026-01-07", "seance", "web"),
        did("v4", "shop:1", "2026-01-08", "seance", "web"),
        bought("o1", "shop:1", "2026-01-09"),
    )
    query = f"""{{ profile(id: "{await profile_id(store, "shop:1")}") {{
      timeline(kinds: ["order", "support_call", "seance"], first: 5) {{
        nodes {{ key family touchpoint {{ name stage direction cost channel device task }} }}
      }}
      summary {{ unmapped {{ kind channel count }} }}
    }} }}"""
    profile = (await _answer(client, query))["profile"]
    families = {node["key"]: node["family"] for node in profile["timeline"]["nodes"]}
    assert families == {"o1": "order", "v1": "call", "v2": None, "v3": None, "v4": None}
    at = {node["key"]: node["touchpoint"] for node in profile["timeline"]["nodes"]}
    assert at == {
        "o1": {
            "name": "till", "stage": "during", "direction": "two-way", "cost": "high",
            "channel": "store", "device": "till", "task": "purchase",
        },
        "v1": {
            "name": "call", "stage": "after", "direction": "two-way", "cost": "high",
            "channel": "phone", "device": "phone", "task": "support",
        },
        "v2": None, "v3": None, "v4": None,
    }  # fmt: skip
    assert profile["summary"]["unmapped"] == [
        {"kind": "seance", "channel": "web", "count": 2}, {"kind": "seance", "channel": None, "count": 1},
    ]  # fmt: skip
    counts = await coverage(store)
    assert (dict(counts.unmapped), counts.mapped.total()) == ({("seance", None): 1, ("seance", "web"): 2}, 2)


async def test_declared_touchpoints_are_listed(client: httpx.AsyncClient) -> None:
    touchpoints = (await _answer(client, "{ touchpoints { name stage } }"))["touchpoints"]
    assert {"name": "showroom", "stage": "before"} in touchpoints
    assert len({touchpoint["name"] for touchpoint in touchpoints}) == len(touchpoints) > 40
