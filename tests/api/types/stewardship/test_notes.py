"""A recorded interaction is read at once, once per idempotency key, and stays with its record, on both engines."""

from dataclasses import replace
from typing import Any

import httpx
import pytest

from profile_service.domain.sources.events import Subject
from profile_service.store.engine.store import Store
from tests.rig.people import did, load, profile_id, record

pytestmark = pytest.mark.anyio
_EMAIL = ("email", "ann@shop.org")
_RECORD = """mutation($input: RecordInteractionInput!) { recordInteraction(input: $input) {
  event dryRun profile { id timeline(first: 1) { nodes {
    key kind channel occurredAt record { key } about { type key } details touchpoint { name }
  } } summary { events } }
} }"""


async def _record(client: httpx.AsyncClient, **input: Any) -> dict[str, Any]:
    variables = {"input": {"actor": "ada", **input}}
    answer: dict[str, Any] = (await client.post("/graphql", json={"query": _RECORD, "variables": variables})).json()
    return answer


async def _ann(store: Store) -> str:
    """The id of a profile of two records, of which the shop's changed last."""
    await load(
        store,
        record("shop:1", _EMAIL, day="2026-01-02"),
        record("crm:7", _EMAIL, day="2026-01-01"),
        did("v1", "crm:7", "2026-01-05"),
    )
    return await profile_id(store, "shop:1")


async def test_call_is_recorded_and_read_at_once(store: Store, client: httpx.AsyncClient) -> None:
    id = await _ann(store)
    call = {
        "profile": id, "kind": "support_call", "occurredAt": "2026-02-01T10:00:00Z", "topic": "mixer",
        "outcome": "solved", "about": [{"type": "CASE", "key": "zendesk:4123"}], "idempotencyKey": "call-1",
    }  # fmt: skip
    expected = {
        "event": "desk:support_call:call-1",
        "dryRun": False,
        "profile": {
            "id": id,
            "timeline": {
                "nodes": [
                    {
                        "key": "desk:support_call:call-1",
                        "kind": "support_call",
                        "channel": "phone",
                        "occurredAt": "2026-02-01T10:00:00Z",
                        "record": {"key": "shop:1"},
                        "about": [{"type": "Case", "key": "zendesk:4123"}],
                        "details": {"agent": "ada", "topic": "mixer", "outcome": "solved"},
                        "touchpoint": {"name": "call"},
                    }
                ]
            },
            "summary": {"events": 2},
        },
    }
    assert await _record(client, **call) == {"data": {"recordInteraction": expected}}
    assert await _record(client, **call) == {"data": {"recordInteraction": expected}}
    (error,) = (await _record(client, **{**call, "outcome": "told to wait"}))["errors"]
    assert error["extensions"]["code"] == "CONFLICT"


async def test_note_belongs_to_the_named_record(store: Store, client: httpx.AsyncClient) -> None:
    id = await _ann(store)
    dry_run = (await _record(client, profile=id, kind="note", text="Prefers mornings.", dryRun=True))["data"]
    assert dry_run["recordInteraction"]["profile"]["summary"] == {"events": 1}
    noted = (await _record(client, profile=id, kind="note", text="Prefers mornings.", record="crm:7"))["data"]
    (node,) = noted["recordInteraction"]["profile"]["timeline"]["nodes"]
    assert (node["record"], node["details"]) == ({"key": "crm:7"}, {"agent": "ada", "text": "Prefers mornings."})
    for wrong, code in (({"record": "app:9"}, "NOT_FOUND"), ({"kind": "order"}, "INVALID_INPUT")):
        (error,) = (await _record(client, **{"profile": id, "kind": "note", "text": "tea", **wrong}))["errors"]
        assert error["extensions"]["code"] == code


_THREADS = """query($id: ID!) { profile(id: $id, view: "support") { context(now: "2026-02-05T10:00:00Z") {
  openThreads { key reason lastAt evidence } repeatContacts { times }
} } }"""


async def test_note_is_about_an_open_thread(store: Store, client: httpx.AsyncClient) -> None:
    """It is the last thing done about it, leaves it open, and is no repeat contact; so is one of the same topic."""
    case = Subject("Case", "zendesk:4123", "Mixer broken")
    ticket = replace(did("t1", "shop:1", "2026-02-01", "support_ticket"), about=(case,), details={"status": "open"})
    id = await _ann(store)
    await load(store, ticket)
    note = {"profile": id, "kind": "note", "thread": "t1", "occurredAt": "2026-02-03T10:00:00Z", "outcome": "solved"}

    noted = await _record(client, **note, text="Sent a new one.", idempotencyKey="n1")
    alike = {**note, "thread": None, "topic": "Mixer broken", "outcome": "promised to call back"}
    assert "errors" not in await _record(client, **alike)

    (node,) = noted["data"]["recordInteraction"]["profile"]["timeline"]["nodes"]
    assert node["about"] == [{"type": "Case", "key": "zendesk:4123"}]
    assert node["details"] == {"agent": "ada", "outcome": "solved", "text": "Sent a new one.", "thread": "t1"}
    answer = (await client.post("/graphql", json={"query": _THREADS, "variables": {"id": id}})).json()
    assert answer["data"]["profile"]["context"] == {
        "openThreads": [
            {
                "key": "t1", "reason": "the latest word on it is: open", "lastAt": "2026-02-03T10:00:00Z",
                "evidence": ["t1", "desk:note:n1"],
            }
        ],
        "repeatContacts": [],
    }  # fmt: skip


async def test_note_about_no_thread_of_the_customer_is_refused(store: Store, client: httpx.AsyncClient) -> None:
    id = await _ann(store)
    await load(store, record("crm:9"), did("t9", "crm:9", "2026-02-01", "support_ticket"))
    for thread in ("t9", "t0"):
        (error,) = (await _record(client, profile=id, kind="note", text="x", thread=thread))["errors"]
        assert (error["extensions"]["code"], "no such thread" in error["message"]) == ("NOT_FOUND", True)


_NOTE = """mutation($input: RecordInteractionInput!) { recordInteraction(input: $input) { event } }"""
_CORRECT = """mutation($input: CorrectInteractionInput!) { correctInteraction(input: $input) {
  decision changes { kind } profiles { id version timeline(first: 1) { nodes { key details } } summary { events } }
} }"""
_WITHDRAW = """mutation($input: WithdrawInteractionInput!) { withdrawInteraction(input: $input) {
  changes { kind } profiles { id timeline(first: 1) { nodes { key } } summary { events } }
} }"""
_VERSIONS = "query($event: ID!) { interactionVersions(event: $event) { actor reason details } }"


async def _send(client: httpx.AsyncClient, query: str, **variables: Any) -> dict[str, Any]:
    answer: dict[str, Any] = (await client.post("/graphql", json={"query": query, "variables": variables})).json()
    return answer


async def test_note_is_corrected_and_withdrawn_with_history(store: Store, client: httpx.AsyncClient) -> None:
    id = await _ann(store)
    note = {"actor": "ada", "profile": id, "kind": "note", "text": "allergic to nits", "topic": "food"}
    event = (await _send(client, _NOTE, input=note))["data"]["recordInteraction"]["event"]
    correct = {"actor": "ben", "event": event, "text": "allergic to nuts", "topic": "", "reason": "typing error"}

    corrected = (await _send(client, _CORRECT, input=correct))["data"]["correctInteraction"]
    assert corrected["decision"]
    assert corrected["changes"] == [{"kind": "EVENTS"}]
    (profile,) = corrected["profiles"]
    assert profile["timeline"]["nodes"] == [{"key": event, "details": {"agent": "ada", "text": "allergic to nuts"}}]
    assert profile["summary"] == {"events": 2}
    again = (await _send(client, _CORRECT, input=correct))["data"]["correctInteraction"]
    assert again["changes"] == [], "it says so already"

    withdrawn = (await _send(client, _WITHDRAW, input={"actor": "eve", "event": event}))["data"]["withdrawInteraction"]
    (profile,) = withdrawn["profiles"]
    assert (profile["timeline"]["nodes"], profile["summary"]) == ([{"key": "v1"}], {"events": 1})
    assert (await _send(client, _VERSIONS, event=event))["data"]["interactionVersions"] == [
        {
            "actor": "ben",
            "reason": "typing error",
            "details": {"agent": "ada", "text": "allergic to nits", "topic": "food"},
        },
        {"actor": "eve", "reason": "", "details": {"agent": "ada", "text": "allergic to nuts"}},
    ]
    (error,) = (await _send(client, _WITHDRAW, input={"actor": "eve", "event": event}))["errors"]
    assert (error["extensions"]["code"], "withdrawn" in error["message"]) == ("NOT_FOUND", True)


async def test_empty_notes_and_events_of_sources_are_refused(store: Store, client: httpx.AsyncClient) -> None:
    id = await _ann(store)
    note = {"actor": "ada", "profile": id, "kind": "note", "text": " "}
    (error,) = (await _send(client, _NOTE, input=note))["errors"]
    assert (error["extensions"]["code"], "empty" in error["message"]) == ("INVALID_INPUT", True)
    event = (await _send(client, _NOTE, input={**note, "text": "x"}))["data"]["recordInteraction"]["event"]
    (error,) = (await _send(client, _CORRECT, input={"actor": "ada", "event": event, "text": ""}))["errors"]
    assert (error["extensions"]["code"], "withdraw" in error["message"]) == ("INVALID_INPUT", True)
    (error,) = (await _send(client, _WITHDRAW, input={"actor": "ada", "event": "v1"}))["errors"]
    assert error["extensions"]["code"] == "NOT_FOUND"
