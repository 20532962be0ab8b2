"""The audit over GraphQL: for those who may read it, in pages, and each question leaves a line."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from profile_service.domain.resolution.contradictions import ContradictionKind
from profile_service.domain.stewardship.commands import StewardCommand
from profile_service.service.access import fresh_copy
from profile_service.service.stewardship.stewardship import Stewardship
from profile_service.store.engine.store import Store
from tests.rig.callers import SETTINGS, bearer
from tests.rig.clients import client_of
from tests.rig.people import load, profile_id, record

pytestmark = pytest.mark.anyio
_TRAIL = """
query ($profile: ID, $actor: String, $first: Int, $after: String) {
  auditTrail(profileId: $profile, actor: $actor, first: $first, after: $after) {
    nodes { number who kind operation outcome rows view details { name value } }
    pageInfo { hasNextPage endCursor }
  }
}
"""
_READ = "query ($id: ID!) { profile(id: $id) { id } }"


async def _ask(client: httpx.AsyncClient, sent: dict[str, str], query: str, **variables: Any) -> dict[str, Any]:
    response = await client.post("/graphql", json={"query": query, "variables": variables}, headers=sent)
    answer: dict[str, Any] = response.json()
    return answer


async def test_trail_shows_who_looked_under_any_id(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fresh_copy, "_BOUND_SECONDS", 0.0)
    await load(store, record("shop:1", name="Ida Lund"), record("crm:2", name="Per Vik"))
    one, other = await profile_id(store, "shop:1"), await profile_id(store, "crm:2")
    async with client_of(store, replace(SETTINGS, data_dir=tmp_path)) as client:
        desk = await bearer(store, "agent", name="desk")
        officer = await bearer(store, "privacy_officer", name="kei")
        for id in (one, other, "nobody"):
            await _ask(client, desk, _READ, id=id)
        await Stewardship(store).merge([one, other], StewardCommand("ada"), despite=ContradictionKind)
        first = (await _ask(client, officer, _TRAIL, profile=max(one, other), first=1))["data"]["auditTrail"]
        cursor = first["pageInfo"]["endCursor"]
        second = (await _ask(client, officer, _TRAIL, profile=one, first=5, after=cursor))["data"]["auditTrail"]
        by_actor = (await _ask(client, officer, _TRAIL, actor="kei"))["data"]["auditTrail"]

    assert first["pageInfo"]["hasNextPage"] is True
    assert [node["who"] for node in first["nodes"] + second["nodes"]] == ["desk", "desk"]
    assert [node["operation"] for node in by_actor["nodes"]] == ["auditTrail", "auditTrail"]
    shown = {"kind": "key", "operation": "profile", "outcome": "answered", "rows": 1, "view": "support", "details": []}
    assert second["nodes"] == [{"number": "1", "who": "desk", **shown}]


@pytest.mark.parametrize("address", ["embedded"], indirect=True)
async def test_trail_is_for_those_who_may(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fresh_copy, "_BOUND_SECONDS", 0.0)
    async with client_of(store, replace(SETTINGS, data_dir=tmp_path)) as client:
        codes = []
        for role, variables in (
            ("steward", {"actor": "desk"}),
            ("privacy_officer", {}),
            ("privacy_officer", {"actor": "desk", "first": 101}),
            ("privacy_officer", {"actor": "desk", "after": "x"}),
        ):
            (error,) = (await _ask(client, await bearer(store, role), _TRAIL, **variables))["errors"]
            codes.append(error["extensions"]["code"])
    assert codes == ["FORBIDDEN", "INVALID_INPUT", "INVALID_INPUT", "INVALID_INPUT"]
