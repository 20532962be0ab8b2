"""No role is sent, in any byte of a page or a stream, a value of the demo's raw files that it may not see.

PROFILE_TEST_CUSTOMERS=1000 looks at so many customers.
"""

import asyncio
import os
import re
from collections.abc import AsyncIterator, MutableMapping
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote_plus

import httpx
import pytest

from profile_service.service.access import fresh_copy
from profile_service.store.engine.store import Store
from tests.bench.callers import load_people
from tests.oracle.personal_values import personal_values
from tests.rig.callers import SETTINGS, bearer
from tests.rig.clients import client_of

pytestmark = [pytest.mark.anyio, pytest.mark.thorough, pytest.mark.parametrize("address", ["embedded"], indirect=True)]
_CUSTOMERS = int(os.environ.get("PROFILE_TEST_CUSTOMERS", "24"))
_KINDS = frozenset({"email", "phone", "name", "street", "birth_date", "device_id"})
_HIDDEN = {
    "agent": frozenset({"phone", "street", "birth_date", "device_id"}),
    "analyst": _KINDS,
    "service": frozenset({"birth_date", "device_id"}),
    "loader": _KINDS,
}
"""Role → what it may not see; the other roles see all."""
_PAGES = ("", "?each=1", "?scope=history", "/journey?store=1", "/identity")
_RICHEST = """
MATCH (r:SourceRecord)-[:OF]->(p:Profile)
WITH p.id AS id, count(r) AS records
RETURN id
ORDER BY records DESC, id
LIMIT $most
"""
_SECONDS = 20


@pytest.fixture
async def framed(store: Store, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[httpx.AsyncClient]:
    monkeypatch.setattr(fresh_copy, "_BOUND_SECONDS", 0.0)
    settings = replace(SETTINGS, allowance=0, embed_origins=("https://desk.example.com",))
    async with client_of(store, settings) as client:
        yield client


async def test_no_byte_of_a_page_has_a_hidden_value(store: Store, framed: httpx.AsyncClient, tmp_path: Path) -> None:
    await load_people(store, tmp_path, households=min(467, max(40, _CUSTOMERS // 2)))
    personal = personal_values(tmp_path)
    assert all(len(personal.values[kind]) > 20 for kind in _KINDS)
    ids = [str(row["id"]) for row in await store.read(_RICHEST, most=_CUSTOMERS)]
    assert len(ids) == _CUSTOMERS
    steward = await bearer(store, "steward")
    pages = [await _sent(framed, f"/customer/{id}", steward) for id in ids]
    seen_by_steward = {kind for page in pages for kind, _ in personal.within(page, _KINDS)}
    assert seen_by_steward >= _KINDS - {"device_id"}, "what is not masked is noticed"
    leaks = set()
    for role, hidden in _HIDDEN.items():
        headers = await bearer(store, role, name=role)
        for id in ids:
            async for path, text in _everything(framed, id, headers):
                leaks |= {(role, path.replace(id, "ID"), *leak) for leak in personal.within(text, hidden)}
    assert leaks == set()


async def _everything(client: httpx.AsyncClient, id: str, headers: dict[str, str]) -> AsyncIterator[tuple[str, str]]:
    """Path and content of what is sent about a customer: pages, parts of them, the panel, and further steps."""
    for path in (*(f"/customer/{id}{page}" for page in _PAGES), f"/embed/customer?id={id}", f"/?q={id}", "/"):
        text = await _sent(client, path, headers)
        yield path, text
        for further in re.findall(rf'hx-get="(/customer/{id}\?[^"]*after=[^"]*)"', text)[:1]:
            yield further, await _sent(client, further, headers)
    yield "stream", await _streamed(client, f"/customer/{id}/events", headers)


async def _sent(client: httpx.AsyncClient, path: str, headers: dict[str, str]) -> str:
    """All that is sent in answer: headers and content, as it is and as browsers read it."""
    part = {"hx-request": "true", "hx-target": "section#timeline"} if "after=" in path or "each=" in path else {}
    answer = await client.get(unescape(path), headers=headers | part)
    assert answer.status_code in {200, 303, 403}, (path, answer.status_code)
    heads = "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
    read = dict.fromkeys((answer.text, unescape(answer.text), unquote_plus(answer.text)))
    return "\n".join((heads, *read))


async def _streamed(client: httpx.AsyncClient, path: str, headers: dict[str, str]) -> str:
    """What the stream of an open page says at first, of a page that is older than the customer."""
    transport = client._transport
    assert isinstance(transport, httpx.ASGITransport)
    sent, enough, asked = bytearray(), asyncio.Event(), False

    async def receive() -> dict[str, Any]:
        nonlocal asked
        if not asked:
            asked = True
            return {"type": "http.request", "body": b"", "more_body": False}
        await enough.wait()
        return {"type": "http.disconnect"}

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.extend(message.get("body", b"") + b"".join(b": ".join(pair) for pair in message.get("headers", ())))
        if b"event: " in sent:
            enough.set()

    scope = {
        "type": "http", "asgi": {"version": "3.0", "spec_version": "2.1"}, "http_version": "1.1", "method": "GET",
        "scheme": "http", "path": path, "raw_path": path.encode(), "query_string": b"since=0", "root_path": "",
        "headers": [(b"host", b"localhost"), *((name.encode(), value.encode()) for name, value in headers.items())],
        "client": ("127.0.0.1", 1), "server": ("localhost", 80),
    }  # fmt: skip
    async with asyncio.timeout(_SECONDS):
        await transport.app(scope, receive, send)
    assert enough.is_set()
    return sent.decode()
