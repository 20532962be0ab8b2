"""Masked values stay masked on every path, over HTTP and WebSocket, and are revealed one at a time, with a reason."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from profile_service.domain.resolution.judgements import Verdict
from profile_service.domain.sources.events import Interaction
from profile_service.domain.stewardship.commands import StewardCommand
from profile_service.service.access import fresh_copy
from profile_service.service.stewardship.stewardship import Stewardship
from profile_service.store.engine.store import Store
from tests.rig.callers import SETTINGS, bearer
from tests.rig.clients import client_of
from tests.rig.people import at, bought, load, profile_id, record

pytestmark = pytest.mark.anyio
_SECRETS = ("zoe.martin@shop.example", "+33142685300", "Zoë", "Martin", "1984-02-29", "K7700123", "14 rue Verte")
_PROFILE = """
  id name { value conflicting { value } } attributes { name value conflicting { value } } formerIds
  identifiers { type value } records { key recordId name attributes { name value } identifiers { value } }
  timeline(first: 9) { nodes { key details about { name } record { key name } } }
  judgements { reason left right } consents { evidence record }
  journey { steps { event { key details } } } context { recentContacts { topic reason } openThreads { topic reason } }
"""
_PARTS = "sentence left right identifier { value } detail reason records"
_PATHS = {
    "profile": f'{{ profile(id: "ID") {{ {_PROFILE} }} }}',
    "profileBy": f'{{ profileBy(identifier: {{type: "email", value: "zoe.martin@shop.example"}}) {{ {_PROFILE} }} }}',
    "node": f'{{ node(id: "ID") {{ ... on Profile {{ {_PROFILE} }} }} }}',
    "why": '{ why(a: "crm:1", b: "desk:email:zoe.martin@shop.example") { summary a { records } steps { PARTS } } }',
    "how": '{ how(profile: "ID") { steps { PARTS } } }',
    "history": '{ history(profile: "ID") { nodes { PARTS } } }',
    "review": "{ reviewQueue { nodes { id value records profiles { PROFILE } } } }",
    "changes": "{ changes { nodes { profile records note } } }",
    "error": '{ profileBy(identifier: {type: "email", value: "both@shop.example"}) { id } }',
    "search": f'{{ searchProfiles(text: "zoe.martin@shop.example") {{ nodes {{ {_PROFILE} }} }} }}',
}

_BLIND = """
roles:
  blind:
    who: somebody who may read everything and see no value but the city
    views: all
    reads: all
    mutations: []
    sources: all
    clear: [city]
    reveals: []
    rows: all
"""


async def _zoe(store: Store) -> str:
    mail = ("email", "zoe.martin@shop.example")
    attributes = {"name": "Zoë Martin", "birth_date": "1984-02-29", "street": "14 rue Verte", "city": "Lyon"}
    told = {"text": "Zoë Martin rang from 01 42 68 53 00", "email": mail[1], "topic": "Parcel for Martin"}
    await load(
        store,
        record("crm:1", mail, ("phone", "+33 1 42 68 53 00"), ("loyalty_id", "K7700123"), **attributes),
        record(f"desk:email:{mail[1]}", mail, name="Zoë Martin"),
        Interaction("n1", "crm:1", "support_call", at("2026-01-03"), "phone", details=told),
        bought("o1", "crm:1", "2026-01-04", number="1001"),
        record("a:1", ("email", "both@shop.example"), name="Zoë Martin"),
        record("b:1", ("email", "both@shop.example"), name="Paul Roe"),
    )
    judged = StewardCommand("ada", "Zoë Martin says so, zoe.martin@shop.example")
    await Stewardship(store).judge("a:1", "crm:1", Verdict.MAYBE, 0.5, judged)
    return await profile_id(store, "crm:1")


async def _ask(client: httpx.AsyncClient, query: str, headers: dict[str, str], **variables: Any) -> httpx.Response:
    return await client.post("/graphql", json={"query": query, "variables": variables}, headers=headers)


@pytest.mark.parametrize("path", _PATHS)
async def test_no_path_shows_a_masked_value(
    store: Store, path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fresh_copy, "_BOUND_SECONDS", 0.0)
    roles = tmp_path / "roles.yaml"
    roles.write_text(_BLIND)
    id = await _zoe(store)
    query = _PATHS[path].replace("ID", id).replace("PARTS", _PARTS).replace("PROFILE", _PROFILE)
    async with client_of(store, replace(SETTINGS, access=roles)) as client:
        answer = await _ask(client, query, await bearer(store, "blind", roles=roles))
    assert ("errors" in answer.json()) is (path == "error")
    assert [secret for secret in _SECRETS if secret.casefold() in answer.text.casefold()] == []
    assert "Lyon" in answer.text or path not in {"profile", "profileBy", "node", "search"}


async def test_clear_values_are_shown_beside_masked_ones(store: Store, keyed: httpx.AsyncClient) -> None:
    await _zoe(store)
    query = _PATHS["profileBy"].replace(_PROFILE, "name { value } email { value } phone { value } records { key }")
    answer = await _ask(keyed, query, await bearer(store, "agent"))
    assert answer.json()["data"]["profileBy"] == {
        "name": {"value": "Zoë Martin"},
        "email": {"value": "zoe.martin@shop.example"},
        "phone": {"value": "•••• 5300"},
        "records": [{"key": "crm:1"}, {"key": "desk:email:zoe.martin@shop.example"}],
    }


@pytest.mark.parametrize("text", ["zoe.mart", "zoe.martin@shop.examp", "martin zo", "685300"])
async def test_nobody_is_found_by_a_part_of_a_masked_value(store: Store, keyed: httpx.AsyncClient, text: str) -> None:
    await _zoe(store)
    query = "query($text: String!) { searchProfiles(text: $text) { nodes { id } } }"
    analyst = await _ask(keyed, query, await bearer(store, "analyst"), text=text)
    admin = await _ask(keyed, query, await bearer(store, "admin"), text=text)
    assert analyst.json()["data"] == {"searchProfiles": {"nodes": []}}
    assert admin.json()["data"]["searchProfiles"]["nodes"]


@pytest.mark.parametrize(
    ("text", "is_visible"),
    [("5300", True), ("zoë 5300", True), ("85300", False), ("5300 685300", False), ("300", False), ("685 300", False)],
)
async def test_customers_are_found_by_the_digits_that_masks_show(
    store: Store, keyed: httpx.AsyncClient, text: str, *, is_visible: bool
) -> None:
    await _zoe(store)
    query = "query($text: String!) { searchProfiles(text: $text) { edges { matches { kind value } } } }"
    agent = await _ask(keyed, query, await bearer(store, "agent"), text=text)
    analyst = await _ask(keyed, query, await bearer(store, "analyst"), text=text)
    edges = agent.json()["data"]["searchProfiles"]["edges"]
    by_phone = [match["value"] for edge in edges for match in edge["matches"] if match["kind"] == "phone"]
    assert by_phone == (["phone:•••• 5300"] if is_visible else [])
    assert "phone" not in analyst.text


_REVEAL = """
mutation($input: RevealValueInput!) { revealValue(input: $input) { name value source dryRun } }
"""


async def test_one_value_is_revealed_and_the_history_says_so(store: Store, keyed: httpx.AsyncClient) -> None:
    id = await _zoe(store)
    sent = await bearer(store, "agent", name="ivo")
    asked = {"profile": id, "name": "phone", "reason": "she asks to be called back"}
    tried = await _ask(keyed, _REVEAL, sent, input={**asked, "dryRun": True})
    shown = await _ask(keyed, _REVEAL, sent, input=asked)
    history = f'{{ history(profile: "{id}") {{ nodes {{ kind detail actor sentence }} }} }}'
    steps = (await _ask(keyed, history, await bearer(store, "steward"))).json()["data"]["history"]["nodes"]

    assert tried.json()["data"]["revealValue"] == {"name": "phone", "value": None, "source": None, "dryRun": True}
    assert shown.json()["data"]["revealValue"] == {
        "name": "phone", "value": "+33142685300", "source": "crm", "dryRun": False,
    }  # fmt: skip
    assert [(step["kind"], step["detail"], step["actor"]) for step in steps[:1]] == [("REVEALED", "phone", "ivo")]
    assert "ivo was shown the phone of the profile" in steps[0]["sentence"]
    assert "because: she asks to be called back" in steps[0]["sentence"]
    assert len([step for step in steps if step["kind"] == "REVEALED"]) == 1, "the dry run is not in the history"


@pytest.mark.parametrize(
    ("role", "name", "code"),
    [
        ("agent", "phone", "INVALID_INPUT"),
        ("agent", "birth_date", "OUTSIDE_VIEW"),
        ("agent", "loyalty_id", "FORBIDDEN"),
        ("steward", "phone", "FORBIDDEN"),
        ("analyst", "email", "FORBIDDEN"),
    ],
)
async def test_what_may_not_be_revealed_is_not(
    store: Store, keyed: httpx.AsyncClient, role: str, name: str, code: str
) -> None:
    asked = {"profile": await _zoe(store), "name": name, "reason": " " if code == "INVALID_INPUT" else "curious"}
    answer = (await _ask(keyed, _REVEAL, await bearer(store, role), input=asked)).json()
    assert answer["data"] == {"revealValue": None}
    assert answer["errors"][0]["extensions"]["code"] == code
