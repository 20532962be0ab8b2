"""Segments over GraphQL: declared ones and one's own, for those who may read them, with lines in the audit."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from profile_service.domain.values.times import days_later, utc_now
from profile_service.service.access import fresh_copy
from profile_service.store.engine.store import Store
from tests.rig.callers import SETTINGS, bearer
from tests.rig.clients import client_of
from tests.rig.people import bought, load, profile_id, record

pytestmark = pytest.mark.anyio
_SIZE = """
query ($segment: String, $who: String) {
  segmentSize(segment: $segment, who: $who) { members customers sample { id } asOf }
}
"""
_MEMBERS = """
query ($after: String) {
  segmentMembers(who: "who: {did: {families: [order]}}", first: 1, after: $after) {
    nodes { id } pageInfo { hasNextPage hasPreviousPage endCursor }
  }
}
"""
_OF = "query ($id: ID!) { profileSegments(id: $id) { segment { name } isMember reasons { fact isMet evidence } } }"
_AUDIT = "query ($id: ID) { auditTrail(profileId: $id, first: 20) { nodes { operation } } }"


@pytest.fixture(autouse=True)
def new_keys_count_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fresh_copy, "_BOUND_SECONDS", 0.0)


async def _ask(client: httpx.AsyncClient, sent: dict[str, str], query: str, **variables: Any) -> dict[str, Any]:
    response = await client.post("/graphql", json={"query": query, "variables": variables}, headers=sent)
    answer: dict[str, Any] = response.json()
    return answer


async def _load(store: Store) -> None:
    today = utc_now()
    await load(
        store,
        record("shop:1", ("email", "ann@shop.example"), name="Ann Lee"),
        record("till:2", ("email", "ben@shop.example"), name="Ben Oz"),
        bought("shop:o1", "shop:1", days_later(today, -200)[:10], 700, "1"),
        bought("shop:o2", "shop:1", days_later(today, -2)[:10], 300, "2"),
        bought("till:o3", "till:2", days_later(today, -3)[:10], 500, "3"),
    )


async def test_analyst_counts_and_lists_members(store: Store, tmp_path: Path) -> None:
    await _load(store)
    ann, ben = await profile_id(store, "shop:1"), await profile_id(store, "till:2")
    async with client_of(store, replace(SETTINGS, data_dir=tmp_path)) as client:
        analyst = await bearer(store, "analyst")
        listed = (await _ask(client, analyst, "{ segments { name title why condition } }"))["data"]["segments"]
        assert {each["name"] for each in listed} >= {"came_back", "new_customers"}
        size = (await _ask(client, analyst, _SIZE, segment="came_back"))["data"]["segmentSize"]
        assert (size["members"], size["customers"], size["sample"]) == (1, 2, [{"id": ann}])
        size = (await _ask(client, analyst, _SIZE, who="who: {first: {families: [order], days: 5}}"))["data"]
        assert size["segmentSize"]["sample"] == [{"id": ben}]
        page = (await _ask(client, analyst, _MEMBERS))["data"]["segmentMembers"]
        assert (page["nodes"], page["pageInfo"]["hasNextPage"]) == ([{"id": min(ann, ben)}], True)
        rest = (await _ask(client, analyst, _MEMBERS, after=page["pageInfo"]["endCursor"]))["data"]["segmentMembers"]
        assert rest["nodes"] == [{"id": max(ann, ben)}]
        assert (rest["pageInfo"]["hasNextPage"], rest["pageInfo"]["hasPreviousPage"]) == (False, True)


async def test_customer_shows_in_which_segments_and_why(store: Store, tmp_path: Path) -> None:
    await _load(store)
    async with client_of(store, replace(SETTINGS, data_dir=tmp_path)) as client:
        admin = await bearer(store, "admin")
        memberships = (await _ask(client, admin, _OF, id=await profile_id(store, "shop:1")))["data"]["profileSegments"]
        back = next(each for each in memberships if each["segment"]["name"] == "came_back")
        assert back["isMember"]
        assert back["reasons"][0]["isMet"]
        assert back["reasons"][0]["evidence"].startswith("once, on ")
        assert (await _ask(client, admin, _OF, id="nobody"))["data"]["profileSegments"] == []
        ann = await profile_id(store, "shop:1")
        audited = (await _ask(client, admin, _AUDIT, id=ann))["data"]["auditTrail"]["nodes"]
        assert "segments" in {each["operation"] for each in audited}


async def test_refusals(store: Store, tmp_path: Path) -> None:
    await _load(store)
    async with client_of(store, replace(SETTINGS, data_dir=tmp_path)) as client:
        analyst, agent = await bearer(store, "analyst"), await bearer(store, "agent")
        for variables, code in (
            ({}, "INVALID_INPUT"),
            ({"segment": "a", "who": "b"}, "INVALID_INPUT"),
            ({"who": "who: {dit: {}}"}, "INVALID_INPUT"),
            ({"segment": "nobody"}, "NOT_FOUND"),
            ({"who": "who: {did: {families: [call]}}"}, "OUTSIDE_VIEW"),
            ({"who": "who: {attribute: {name: given_name}}"}, "FORBIDDEN"),
        ):
            refused = (await _ask(client, analyst, _SIZE, **variables))["errors"][0]["extensions"]["code"]
            assert refused == code, variables
        assert (await _ask(client, agent, "{ segments { name } }"))["errors"][0]["extensions"]["code"] == "FORBIDDEN"
