"""Every look over GraphQL leaves a line before its answer goes out, and no word of a person in it."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from profile_service.domain.access.keys import KeyToken
from profile_service.service.access import fresh_copy
from profile_service.service.audit.places import written_audit
from profile_service.service.stewardship.stewardship import Stewardship
from profile_service.settings import Settings
from profile_service.store.engine.store import Store
from tests.rig.audits import audit_lines
from tests.rig.callers import SETTINGS, made_key
from tests.rig.clients import client_of
from tests.rig.people import load, profile_id, record

pytestmark = pytest.mark.anyio
_EMAIL = 'identifier: {type: "email", value: "ida@fjord.example"}'


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return replace(SETTINGS, data_dir=tmp_path)


@pytest.fixture
async def client(store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[httpx.AsyncClient]:
    """Of an application that looks keys up for each request, so that a new one counts at once."""
    monkeypatch.setattr(fresh_copy, "_BOUND_SECONDS", 0.0)
    await load(
        store,
        record("shop:1", ("email", "ida@fjord.example"), ("phone", "+4722334455"), name="Ida Lund", postal_code="0150"),
        record("crm:2", ("email", "i.lund@post.example"), name="Ida Lund", postal_code="0150"),
        record("crm:3", ("device_id", "tablet"), name="Per Vik"),
        record("pos:4", ("device_id", "tablet"), name="Siv Moe"),
    )
    async with client_of(store, settings) as opened:
        yield opened


async def _ask(client: httpx.AsyncClient, query: str, token: KeyToken | None = None) -> dict[str, Any]:
    headers = {"authorization": f"Bearer {token.text}"} if token else {}
    response = await client.post("/graphql", json={"query": query}, headers=headers)
    answer: dict[str, Any] = response.json()
    return answer


def _lines(settings: Settings, *names: str) -> list[tuple[Any, ...]]:
    return [tuple(line.get(name) for name in names) for line in audit_lines(settings.data_dir / "audit")]


async def test_read_leaves_who_what_and_whom(store: Store, client: httpx.AsyncClient, settings: Settings) -> None:
    _, token = await made_key(store, "agent", name="desk")
    await _ask(client, f"{{ profileBy({_EMAIL}) {{ id name {{ value }} }} }}", token)
    (line,) = audit_lines(settings.data_dir / "audit")
    hashed = written_audit(settings).keys.profile(await profile_id(store, "shop:1"))
    told = {name: line[name] for name in ("who", "kind", "role", "door", "operation", "outcome", "rows", "view")}
    assert told == {
        "who": "desk", "kind": "key", "role": "agent", "door": "graphql", "operation": "profileBy",
        "outcome": "answered", "rows": 1, "view": "support",
    }  # fmt: skip
    assert (line["purpose"], line["profiles"]) == ("support", [hashed])


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("{ profile(id: ID) { id } }", [("profile", 1)]),
        ('{ profile(id: "nobody") { id } }', [("profile", 0)]),
        ("{ node(id: ID) { id } }", [("profile", 1)]),
        ('{ searchProfiles(text: "Ida Lund") { nodes { id } } }', [("searchProfiles", 2)]),
        ("{ profiles(ids: [ID, ID, \"x\"]) { id } }", [("profiles", 1)]),
        (f"{{ profilesBy({_EMAIL.replace('identifier: ', 'identifiers: [')}]) {{ code }} }}", [("profilesBy", 1)]),
        ("{ profile(id: ID) { perhapsAlso { explanation } } }", [("profile", 1), ("perhapsAlso", 1)]),
        ('{ why(a: "shop:1", b: "crm:2") { same } }', [("why", 2)]),
        ("{ how(profile: ID) { steps { sentence } } }", [("how", 1)]),
        ("{ history(profile: ID) { nodes { sentence } } }", [("history", 1)]),
        ("{ changes { nodes { seq } } }", [("changes", 4)]),
        ("{ reviewQueue { nodes { id } } }", [("reviewQueue", 0)]),
        ('{ reviewItem(id: "email:none@shop.org") { cursor } }', [("reviewItem", 0)]),
        ('{ order(number: "77") { key } }', [("order", 0)]),
        ('{ event(key: "shop:order:1") { key } }', [("event", 0)]),
        ("{ a: profile(id: ID) { id } b: profile(id: ID) { id } }", [("profile", 1)] * 2),
        ("{ views { name } loadRuns { nodes { id } } store { id } __typename }", []),
    ],
)  # fmt: skip
async def test_operation_leaves_its_lines(
    store: Store, client: httpx.AsyncClient, settings: Settings, query: str, expected: list[tuple[str, int]]
) -> None:
    id = await profile_id(store, "shop:1")
    answer = await _ask(client, query.replace("ID", json.dumps(id)))
    assert "errors" not in answer
    lines = audit_lines(settings.data_dir / "audit") if expected else []
    assert [(line["operation"], len(line.get("profiles", ()))) for line in lines] == expected


async def test_mutation_leaves_a_line_before_and_after(
    store: Store, client: httpx.AsyncClient, settings: Settings
) -> None:
    _, token = await made_key(store, "steward", name="ada")
    answer = await _ask(
        client,
        'mutation { judge(input: {left: "shop:1", right: "crm:2", verdict: SAME, reason: "Ida called"}) { decision } }',
        token,
    )
    assert _lines(settings, "operation", "outcome", "rows") == [
        ("judge", "begun", 0), ("judge", "answered", 2), ("profiles", "answered", 1)
    ]  # fmt: skip
    _, done, _ = audit_lines(settings.data_dir / "audit")
    assert done["details"] == {"decision": answer["data"]["judge"]["decision"]}
    assert done["reason"] == {"hmac": written_audit(settings).keys.reason("Ida called"), "characters": 10}


async def test_refusals_leave_their_code(store: Store, client: httpx.AsyncClient, settings: Settings) -> None:
    _, agent = await made_key(store, "agent")
    await _ask(client, f'{{ secret_alias: profileBy({_EMAIL}, view: "full") {{ id }} }}', agent)
    await _ask(client, f'{{ profileBy({_EMAIL}) {{ attribute(name: "shoe_size") {{ value }} }} }}', agent)
    await _ask(client, "{ changes { nodes { seq } } }", agent)
    await _ask(client, 'mutation { judge(input: {left: "a:1", right: "b:1", verdict: SAME}) { decision } }', agent)
    response = await client.post(
        "/graphql", json={"query": "{ __typename }"}, headers={"authorization": "Bearer psk_x"}
    )
    assert response.status_code == 401
    lines = _lines(settings, "operation", "outcome", "code", "kind")
    assert [line for line in lines if line[1] == "refused"] == [
        ("profileBy", "refused", "FORBIDDEN", "key"),
        ("attribute", "refused", "OUTSIDE_VIEW", "key"),
        ("changes", "refused", "FORBIDDEN", "key"),
        ("judge", "refused", "FORBIDDEN", "key"),
        ("authentication", "refused", "UNAUTHENTICATED", "unknown"),
    ]  # fmt: skip


async def test_questions_beyond_the_allowance_leave_one_line(store: Store, settings: Settings) -> None:
    _, token = await made_key(store, "agent", name="desk")
    async with client_of(store, replace(settings, allowance=600)) as client:
        headers = {"authorization": f"Bearer {token.text}"}
        asked = {"query": "{ views { name } }"}
        statuses = [(await client.post("/graphql", json=asked, headers=headers)).status_code for _ in range(6)]
    assert statuses == [200, 200, 429, 429, 429, 429]
    assert _lines(settings, "who", "operation", "outcome", "code")[0] == (
        "desk",
        "admission",
        "refused",
        "RATE_LIMITED",
    )


async def test_command_that_fails_leaves_its_code(client: httpx.AsyncClient, settings: Settings) -> None:
    await _ask(client, 'mutation { lockProfile(input: {profile: "nobody", actor: "ada"}) { decision } }')
    assert _lines(settings, "operation", "outcome", "code") == [
        ("lockProfile", "begun", None), ("lockProfile", "refused", "NOT_FOUND")
    ]  # fmt: skip


async def test_shared_identifier_leaves_its_candidates(client: httpx.AsyncClient, settings: Settings) -> None:
    await _ask(client, '{ profileBy(identifier: {type: "device_id", value: "tablet"}) { id } }')
    assert _lines(settings, "operation", "outcome", "code", "rows") == [("profileBy", "refused", "CONFLICT", 2)]


async def test_note_versions_leave_their_customer(store: Store, client: httpx.AsyncClient, settings: Settings) -> None:
    id = await profile_id(store, "shop:1")
    kept = f'recordInteraction(input: {{profile: "{id}", kind: "note", text: "Ida rang"}})'
    recorded = await _ask(client, f"mutation {{ {kept} {{ event }} }}")
    event = recorded["data"]["recordInteraction"]["event"]
    await _ask(client, f'{{ interactionVersions(event: "{event}") {{ at }} }}')
    line = audit_lines(settings.data_dir / "audit")[-1]
    assert (line["operation"], line["profiles"]) == ("interactionVersions", [written_audit(settings).keys.profile(id)])


async def test_absent_audit_refuses_reads_and_writes(
    store: Store, client: httpx.AsyncClient, settings: Settings
) -> None:
    read = {"query": f"{{ profileBy({_EMAIL}) {{ id }} }}"}
    id = await profile_id(store, "shop:1")
    change = {"query": f'mutation {{ lockProfile(input: {{profile: "{id}", actor: "ada"}}) {{ decision }} }}'}
    assert (await client.post("/graphql", json=read)).status_code == 200
    away = settings.data_dir / "away"
    (settings.data_dir / "audit").rename(away)
    for sent in (read, change):
        response = await client.post("/graphql", json=sent)
        (error,) = response.json()["errors"]
        assert (response.status_code, error["extensions"]["code"]) == (503, "AUDIT_UNAVAILABLE")
    assert [(await client.get(path)).status_code for path in ("/healthz", "/readyz", "/metrics")] == [200] * 3
    assert await Stewardship(store).review(10, None) == ([], False)
    away.rename(settings.data_dir / "audit")
    assert (await client.post("/graphql", json=read)).status_code == 200
    answer = (await client.post("/graphql", json={"query": f"{{ profileBy({_EMAIL}) {{ locked }} }}"})).json()
    assert answer["data"]["profileBy"] == {"locked": False}


async def test_no_word_of_a_person_is_kept(store: Store, client: httpx.AsyncClient, settings: Settings) -> None:
    id = await profile_id(store, "shop:1")
    given = f'profile: "{id}", actor: "ada"'
    for query in (
        '{ searchProfiles(text: "Ida Lund") { nodes { name { value } } } }',
        f"{{ ida_lund: profileBy({_EMAIL}) {{ phone {{ value }} }} }}",
        f'mutation {{ lockProfile(input: {{{given}, reason: "Ida Lund asked"}}) {{ decision }} }}',
        f'mutation {{ revealValue(input: {{{given}, name: "phone", reason: "for Ida"}}) {{ value }} }}',
    ):
        assert "errors" not in await _ask(client, query)
    text = (settings.data_dir / "audit" / "audit.jsonl").read_text()
    for word in ("ida", "lund", "fjord", "22334455", "0150", id, "asked"):
        assert word not in text.casefold()
