"""Decisions of stewards over GraphQL: in pages, masked, audited, and for those who may."""

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
from tests.rig.audits import audit_lines
from tests.rig.callers import SETTINGS, bearer
from tests.rig.clients import client_of
from tests.rig.people import load, profile_id, record

pytestmark = pytest.mark.anyio
_DECISIONS = """
query ($first: Int, $after: String, $profile: ID, $state: DecisionState) {
  decisions(first: $first, after: $after, profile: $profile, state: $state) {
    nodes { id kind actor reason records recordCount event ofDecision state undoneBy profiles { id } }
    pageInfo { hasNextPage endCursor }
  }
}
"""


async def _ask(client: httpx.AsyncClient, sent: dict[str, str], **variables: Any) -> dict[str, Any]:
    response = await client.post("/graphql", json={"query": _DECISIONS, "variables": variables}, headers=sent)
    answer: dict[str, Any] = response.json()
    return answer


async def _two_people(store: Store) -> tuple[str, str]:
    await load(store, record("quay:1", name="Ida Lund"), record("web:email:per@vik.example", name="Per Vik"))
    return await profile_id(store, "quay:1"), await profile_id(store, "web:email:per@vik.example")


async def test_undone_merge_is_listed_with_its_undo(store: Store, client: httpx.AsyncClient) -> None:
    one, other = await _two_people(store)
    steward = Stewardship(store)
    merged = await steward.merge([one, other], StewardCommand("ada", "same voice"), despite=ContradictionKind)
    undone = await steward.undo(merged.decision, StewardCommand("ben"))

    newest = (await _ask(client, {}, first=1))["data"]["decisions"]
    cursor = newest["pageInfo"]["endCursor"]
    older = (await _ask(client, {}, first=1, after=cursor, profile=other))["data"]["decisions"]
    of_state = (await _ask(client, {}, state="UNDONE"))["data"]["decisions"]

    records = ["quay:1", "web:email:per@vik.example"]
    both = {"records": records, "recordCount": 2, "event": None, "profiles": [{"id": one}, {"id": other}]}
    assert newest["pageInfo"]["hasNextPage"] is True
    assert newest["nodes"] == [
        {"id": undone.decision, "kind": "UNDO", "actor": "ben", "reason": None, "state": "HOLDS", "undoneBy": None}
        | {"ofDecision": merged.decision, **both}
    ]
    assert (
        older["nodes"]
        == of_state["nodes"]
        == [
            {"id": merged.decision, "kind": "MERGE", "actor": "ada", "reason": "same voice", "state": "UNDONE"}
            | {"undoneBy": undone.decision, "ofDecision": None, **both}
        ]
    )


@pytest.mark.parametrize("address", ["embedded"], indirect=True)
async def test_decisions_are_for_those_who_may_and_audited(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fresh_copy, "_BOUND_SECONDS", 0.0)
    one, _ = await _two_people(store)
    await Stewardship(store).lock(one, StewardCommand("ada", "Ida asks"))
    async with client_of(store, replace(SETTINGS, data_dir=tmp_path)) as client:
        for role in ("agent", "service", "loader"):
            (error,) = (await _ask(client, await bearer(store, role)))["errors"]
            assert error["extensions"]["code"] == "FORBIDDEN"
        (node,) = (await _ask(client, await bearer(store, "privacy_officer", name="kei")))["data"]["decisions"]["nodes"]
        assert (node["reason"], node["profiles"]) == ("Ida asks", [{"id": one}])
    shown = [line for line in audit_lines(tmp_path / "audit") if line["operation"] == "decisions"]
    assert [(line["who"], line["outcome"], line["rows"], len(line.get("profiles", ()))) for line in shown[3:]] == [
        ("kei", "answered", 1, 1)
    ]
