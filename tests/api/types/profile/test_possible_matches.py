"""`perhapsAlso` shows evidence and obstacles of several profiles at once, on both engines."""

import httpx
import pytest

from profile_service.domain.resolution.judgements import Verdict
from profile_service.domain.stewardship.commands import StewardCommand
from profile_service.service.stewardship.stewardship import Stewardship
from profile_service.store.engine.store import Store
from tests.rig.people import load, profile_id, record

pytestmark = pytest.mark.anyio
_HOME = ("phone", "+81312345678")
_FIELDS = (
    "perhapsAlso(first: 2) { profile { id view } evidence { kind type value reason score } keptApartBy explanation }"
)


async def test_evidence_and_obstacle_are_shown(store: Store, client: httpx.AsyncClient) -> None:
    await load(
        store,
        record("pos:1", _HOME, name="山田 太郎", birth_date="1950-01-31"),
        record("pos:2", _HOME, name="山田 花子", birth_date="1985-06-17"),
        record("pos:3", name="山田 太郎"),
    )
    await Stewardship(store).judge("pos:1", "pos:3", Verdict.MAYBE, 0.5, StewardCommand("kei", "same address"))
    taro, hanako, third = [await profile_id(store, f"pos:{n}") for n in (1, 2, 3)]
    ids = ", ".join(f'"{id}"' for id in (taro, hanako))

    before = store.statements
    query = f'{{ profiles(ids: [{ids}], view: "support") {{ profile {{ {_FIELDS} }} }} }}'
    answer = await client.post("/graphql", json={"query": query})

    assert store.statements - before == 3
    by_phone = {"kind": "IDENTIFIER", "type": "phone", "value": _HOME[1], "reason": None, "score": None}
    by_kei = {"kind": "JUDGEMENT", "type": None, "value": None, "reason": None, "score": 0.5}
    apart = {
        "keptApartBy": ["GIVEN_NAMES", "CONTRADICTION"],
        "explanation": "Their given names differ and their records contradict each other in what this view does not "
        "show.",
    }
    assert [each["profile"]["perhapsAlso"] for each in answer.json()["data"]["profiles"]] == [
        [
            {
                "profile": {"id": third, "view": "support"},
                "evidence": [by_kei],
                "keptApartBy": ["UNDECIDED"],
                "explanation": "Somebody judged that they may be one, and nobody has decided yet.",
            },
            {"profile": {"id": hanako, "view": "support"}, "evidence": [by_phone], **apart},
        ],
        [{"profile": {"id": taro, "view": "support"}, "evidence": [by_phone], **apart}],
    ]


async def test_too_many_are_refused(store: Store, client: httpx.AsyncClient) -> None:
    await load(store, record("pos:1", _HOME))
    query = f'{{ profile(id: "{await profile_id(store, "pos:1")}") {{ perhapsAlso(first: 101) {{ explanation }} }} }}'
    answer = (await client.post("/graphql", json={"query": query})).json()
    assert answer["errors"][0]["extensions"]["code"] == "INVALID_INPUT"
