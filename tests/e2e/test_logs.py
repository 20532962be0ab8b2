"""Logs at their most talkative: a word that is sent by every way in stands in no line, and each request has its own."""

import json
import re
from pathlib import Path
from typing import Any

import httpx
import pytest
import websockets

from profile_service.domain.telemetry.safe_words import word_digest
from profile_service.store.engine.store import Store
from tests.rig.browsers import FROM_HERE, HTML
from tests.rig.in_process import run_here
from tests.rig.people import load, record
from tests.rig.served import served
from tests.rig.terminal import Terminal

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("address", ["embedded"], indirect=True)]
_WORD = "zebulonquux"
_EMAIL, _PHONE = f"{_WORD}@shop.org", "+15675550199"
_TRACES = re.compile(rf"{_WORD}|5675550199", re.IGNORECASE)
_LOUD = {"PROFILE_LOG_LEVEL": "debug", "PROFILE_LOG_FORMAT": "json"}
_ASKED = f'profileBy(identifier: {{type: "email", value: "{_EMAIL}"}}) {{ id email {{ value }} }}'
_LOOKUP = f"query {_WORD} {{ {_WORD}: {_ASKED} }}"
_BY_VARIABLES = "query One($by: IdentifierInput!) { profileBy(identifier: $by) { phone { value } records { key } } }"
_NOTE = 'mutation N($id: ID!, $text: String!) { recordInteraction(profile: $id, kind: "note", text: $text) { key } }'
_HEADERS = {
    "user-agent": _WORD,
    "referer": f"http://localhost/{_WORD}",
    "cookie": f"{_WORD}={_WORD}; session={_WORD}",
    "x-forwarded-for": _WORD,
    "traceparent": f"00-{_WORD}",
    "tracestate": f"a={_WORD}",
    _WORD: _WORD,
}


async def test_no_word_of_a_caller_is_logged(store: Store, terminal: Terminal, tmp_path: Path) -> None:
    await load(store, record("shop:1", ("email", _EMAIL), ("phone", _PHONE), name=f"Ann {_WORD}"))
    log: list[str] = []
    with served({**terminal.environment, **_LOUD}, "127.0.0.1", log) as (url, _):
        async with httpx.AsyncClient(base_url=url, timeout=30) as client:
            statuses = await _ask_by_every_way(client)
        await _ask_over_websocket(url)
    lines = _parsed(log)

    assert {200, 303, 400, 401, 404, 405, 415} <= set(statuses)
    assert [line for line in lines if _TRACES.search(json.dumps(line))] == []
    requests = [line for line in lines if line["message"] == "request"]
    assert {line["door"] for line in requests} >= {"graphql", "page", "form", "login", "websocket", "health", "other"}
    assert {line["status"] for line in requests} >= set(statuses)
    assert len(requests) >= len(statuses)


async def test_line_of_a_request_says_what_it_took(store: Store, terminal: Terminal) -> None:
    await load(store, record("shop:1", ("email", _EMAIL), name="Ann"))
    id, log = "0f3c2a1e-77aa-4b1c-9d2e-5f60718293a4", list[str]()
    with served({**terminal.environment, **_LOUD}, "127.0.0.1", log) as (url, _):
        async with httpx.AsyncClient(base_url=url) as client:
            read = await client.post("/graphql", json={"query": _LOOKUP}, headers={"x-request-id": id})
            named = await client.post("/graphql", json={"query": "{ nothing }"}, headers={"x-request-id": _WORD})
            page = await client.get("/review", headers=HTML)
    line, refused, shown = (each for each in _parsed(log) if each["message"] == "request" and each["door"] != "asset")

    assert read.headers["x-request-id"] == line["request"] == id
    assert (line["operation"], line["role"], line["status"]) == ("profileBy", "admin", 200)
    assert line["name"] == word_digest(_WORD)
    assert line["ms"] > line["store_ms"] > 0
    assert line["cost"] > 0
    assert line["statements"] >= 1
    assert line["rows"] >= 1
    assert named.headers["x-request-id"] == _WORD
    assert refused["request"] == word_digest(_WORD)
    assert refused["code"] == "BAD_REQUEST"
    assert shown["request"] == page.headers["x-request-id"]
    assert (shown["door"], shown["name"]) == ("page", "review_queue")


async def test_commands_and_loads_log_no_word_of_theirs(store: Store, terminal: Terminal, tmp_path: Path) -> None:
    file = tmp_path / f"{_WORD}.csv"
    file.write_text(f"Customer ID,First Name,Last Name,Email\n7,Ann,{_WORD},{_EMAIL}\n,,,{_WORD}\n")
    environment = {**terminal.environment, **_LOUD}
    logged: list[str] = []
    for words in (
        ["load", "shopify-customers", str(file), "--source", f"shopify-{_WORD}"],
        ["load", "shopify-customers", str(tmp_path / f"{_WORD}-none.csv")],
        ["profile", "search", _WORD],
        ["profile", "show", _EMAIL],
        ["identity", "lock", _WORD, "--actor", _WORD, "--reason", _WORD],
        ["inspect", str(file)],
        [_WORD],
    ):
        _, _, err = run_here(words, environment)
        logged += [line for line in err.splitlines() if line.startswith('{"time"')]
    lines = [json.loads(line) for line in logged]

    assert [line for line in lines if _TRACES.search(json.dumps(line))] == []
    commands = [(line["command"], line["exit"]) for line in lines if line["message"] == "command"]
    assert commands == [
        ("load", 1),
        ("load", 2),
        ("profile search", 0),
        ("profile show", 0),
        ("identity lock", 2),
        ("inspect", 0),
        ("", 2),
    ]
    (finished,) = [line for line in lines if line["message"] == "load finished"]
    assert (finished["read"], finished["loaded"], finished["rejected"]) == (2, 1, 1)


async def _ask_by_every_way(client: httpx.AsyncClient) -> list[int]:
    """The statuses of the answers."""
    json_type = {"content-type": "application/json"}
    upload = "/operations/inspect"
    multipart = {**FROM_HERE, "content-type": f"multipart/form-data; boundary={_WORD}"}
    note = {"kind": "note", "text": _WORD, _WORD: _WORD}
    found = (await client.post("/graphql", json={"query": _LOOKUP})).json()["data"][_WORD]["id"]
    by = {"by": {"type": "email", "value": _EMAIL}}
    answers = [
        await client.post("/graphql", json={"query": _LOOKUP, "operationName": _WORD}, headers=_HEADERS),
        await client.post("/graphql", json={"query": _BY_VARIABLES, "variables": by}),
        await client.post("/graphql", json={"query": _BY_VARIABLES, "variables": {"by": _WORD, _WORD: _WORD}}),
        await client.post("/graphql", json={"query": f"{{ {_WORD} }}"}),
        await client.post("/graphql", json={"query": f"{{ {_WORD}", "operationName": _WORD}),
        await client.post("/graphql", json={"query": _NOTE, "variables": {"id": found, "text": f"{_WORD} {_PHONE}"}}),
        await client.post("/graphql", json={"query": _NOTE, "variables": {"id": _WORD, "text": _WORD}}),
        await client.post("/graphql", json={"query": _LOOKUP}, headers={"authorization": f"Bearer {_WORD}"}),
        await client.post("/graphql", json={"query": _LOOKUP}, headers={"authorization": f"Bearer a.{_WORD}.c"}),
        await client.post("/graphql", content=_WORD, headers={"content-type": _WORD}),
        await client.post("/graphql", content=f'{{"{_WORD}": ', headers=json_type),
        await client.get("/graphql", params={"query": _LOOKUP, _WORD: _WORD}),
        await client.put(f"/graphql?{_WORD}={_WORD}"),
        await client.get(f"/{_WORD}?{_WORD}"),
        await client.get("/healthz", headers=_HEADERS),
        await client.get("/", params={"q": f"{_WORD} {_PHONE}"}, headers=HTML),
        await client.get("/go", params={"q": _EMAIL}, headers=HTML),
        await client.get(f"/customer/{_WORD}", headers=HTML),
        await client.get(f"/customer/{found}", headers=HTML),
        await client.get(f"/review/{_WORD}", headers=HTML),
        await client.post(f"/customer/{found}/note", data=note, headers=FROM_HERE),
        await client.post("/login", data={"name": _WORD, "password": _WORD, "next": f"/{_WORD}"}, headers=FROM_HERE),
        await client.get(f"/login/link?token={_WORD}&next=/{_WORD}"),
        await client.post(upload, files={"file": (f"{_WORD}.csv", f"Email\n{_EMAIL}\n")}, headers=FROM_HERE),
        await client.post(upload, content=_WORD, headers=multipart),
    ]  # fmt: skip
    return [answer.status_code for answer in answers]


async def _ask_over_websocket(url: str) -> None:
    address, protocol = f"ws{url[4:]}/graphql?{_WORD}={_WORD}", websockets.Subprotocol("graphql-transport-ws")
    async with websockets.connect(address, subprotocols=[protocol], user_agent_header=_WORD) as opened:
        await opened.send(json.dumps({"type": "connection_init", "payload": {_WORD: _WORD}}))
        await opened.recv()
        await opened.send(json.dumps({"type": "subscribe", "id": _WORD, "payload": {"query": _LOOKUP}}))
        assert _EMAIL in str(await opened.recv())
        await opened.recv()
        await opened.send(f"{{{_WORD}")
        with pytest.raises(websockets.ConnectionClosed):
            await opened.recv()


def _parsed(log: list[str]) -> list[dict[str, Any]]:
    """The lines that are logged, of all that a server says."""
    return [json.loads(line) for text in log for line in text.splitlines() if line.startswith('{"time"')]
