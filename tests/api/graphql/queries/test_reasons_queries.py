"""Why, how, history and the change feed; former ids resolve in each of them."""

from typing import Any

import httpx
import pytest

from profile_service.store.engine.store import Store
from tests.rig.people import load, profile_id, record

pytestmark = pytest.mark.anyio
_WHY = """
query Why($a: ID!, $b: ID!, $view: String) {
  why(a: $a, b: $b, view: $view) {
    same summary
    a { asked profile resolvedFrom records } b { asked profile resolvedFrom records }
    steps { kind sentence left right identifier { type value } judgement detail reason actor profile others records }
  }
}
"""
_BY_FORMER_ID = """
query Doors($id: ID!) {
  profile(id: $id) { id resolvedFrom }
  node(id: $id) { id ... on Profile { resolvedFrom } }
  how(profile: $id) { profile resolvedFrom steps { kind left } }
  history(profile: $id, first: 1) { profile resolvedFrom nodes { kind others } pageInfo { hasNextPage endCursor } }
  why(a: $id, b: $id) { same a { profile resolvedFrom } }
}
"""


async def _answer(client: httpx.AsyncClient, query: str, **variables: Any) -> dict[str, Any]:
    response = await client.post("/graphql", json={"query": query, "variables": variables})
    assert response.status_code == 200
    answer: dict[str, Any] = response.json()
    return answer


async def _merged(store: Store) -> tuple[str, str]:
    """Two profiles that a third record joins; the id that stays, and the one that leads to it."""
    await load(store, record("a:1", ("email", "a@x.org")))
    await load(store, record("b:1", ("phone", "+14155552671")))
    kept, old = await profile_id(store, "a:1"), await profile_id(store, "b:1")
    await load(store, record("c:1", ("email", "a@x.org"), ("phone", "+14155552671")))
    return kept, old


async def test_why_comes_as_data_and_as_sentences(client: httpx.AsyncClient, store: Store) -> None:
    kept, old = await _merged(store)
    none = {"judgement": None, "detail": None, "reason": None, "actor": None, "profile": None}
    step: dict[str, Any] = {"kind": "IDENTIFIER", **none, "others": [], "records": []}
    assert await _answer(client, _WHY, a=old, b="a:1", view="marketing") == {
        "data": {
            "why": {
                "same": True,
                "summary": f"{old} and a:1 are one person, the profile {kept}, by 2 steps of evidence.",
                "a": {"asked": old, "profile": kept, "resolvedFrom": old, "records": ["b:1"]},
                "b": {"asked": "a:1", "profile": kept, "resolvedFrom": None, "records": ["a:1"]},
                "steps": [
                    step
                    | {"sentence": "b:1 and c:1 both hold the same phone.", "left": "b:1", "right": "c:1"}
                    | {"identifier": {"type": "phone", "value": None}},
                    step
                    | {"sentence": "c:1 and a:1 both hold the email a@x.org.", "left": "c:1", "right": "a:1"}
                    | {"identifier": {"type": "email", "value": "a@x.org"}},
                ],
            }
        }
    }


async def test_former_id_resolves_in_every_query(client: httpx.AsyncClient, store: Store) -> None:
    kept, old = await _merged(store)
    for id, resolved in ((old, old), (kept, None)):
        data = (await _answer(client, _BY_FORMER_ID, id=id))["data"]
        assert data["profile"] == data["node"] == {"id": kept, "resolvedFrom": resolved}
        for name in ("how", "history"):
            assert (data[name]["profile"], data[name]["resolvedFrom"]) == (kept, resolved)
        assert data["why"] == {"same": True, "a": {"profile": kept, "resolvedFrom": resolved}}
        assert data["history"]["nodes"] == [{"kind": "MERGED", "others": [old]}]
        assert data["how"]["steps"][0] == {"kind": "LOADED", "left": "a:1"}


async def test_history_continues_after_its_cursor(client: httpx.AsyncClient, store: Store) -> None:
    kept, _ = await _merged(store)
    query = (
        "query($id: ID!, $after: String) { history(profile: $id, first: 1, after: $after) "
        "{ nodes { kind sentence } pageInfo { hasNextPage hasPreviousPage endCursor } } }"
    )
    first = (await _answer(client, query, id=kept))["data"]["history"]
    assert (first["nodes"][0]["kind"], first["pageInfo"]["hasNextPage"]) == ("MERGED", True)

    second = (await _answer(client, query, id=kept, after=first["pageInfo"]["endCursor"]))["data"]["history"]

    assert second["nodes"][0]["kind"] == "CREATED"
    assert (second["pageInfo"]["hasNextPage"], second["pageInfo"]["hasPreviousPage"]) == (False, True)


async def test_unknown_profile_is_null_or_not_found(client: httpx.AsyncClient, store: Store) -> None:
    await _merged(store)
    data = (await _answer(client, '{ how(profile: "x") { profile } history(profile: "x") { profile } }'))["data"]
    assert data == {"how": None, "history": None}
    error = (await _answer(client, _WHY, a="a:1", b="bob@shop.org"))["errors"][0]
    assert error["extensions"]["code"] == "NOT_FOUND"
    assert "bob@shop.org" not in error["message"]


async def test_feed_is_read_in_pages(client: httpx.AsyncClient, store: Store) -> None:
    kept, old = await _merged(store)
    query = (
        "query($after: String) { changes(after: $after, first: 3) { lastSeq pageInfo { hasNextPage endCursor } "
        "nodes { seq kind profile others records note actor at } edges { cursor node { seq } } } }"
    )
    first = (await _answer(client, query))["data"]["changes"]
    assert [node["seq"] for node in first["nodes"]] == [1, 2, 3]
    assert [edge["cursor"] for edge in first["edges"]] == ["1", "2", "3"]
    assert first["nodes"][2] | {"at": ""} == {
        "seq": 3,
        "kind": "MERGED",
        "profile": kept,
        "others": [old],
        "records": ["b:1"],
        "note": None,
        "actor": None,
        "at": "",
    }
    assert (first["lastSeq"], first["pageInfo"]) == (4, {"hasNextPage": True, "endCursor": "3"})

    rest = (await _answer(client, query, after="3"))["data"]["changes"]

    assert ([node["kind"] for node in rest["nodes"]], rest["pageInfo"]["hasNextPage"]) == (["ATTRIBUTES"], False)
    error = (await _answer(client, query, after="5"))["errors"][0]
    data = (await _answer(client, "{ store { id lastSeq } changes { storeId } }"))["data"]
    assert data["store"] == {"id": data["changes"]["storeId"], "lastSeq": 4}
    assert error["extensions"] == {"code": "CURSOR_AHEAD", "lastSeq": 4, "storeId": data["store"]["id"]}
    error = (await _answer(client, query, after="three"))["errors"][0]
    assert error["extensions"]["code"] == "INVALID_INPUT"
