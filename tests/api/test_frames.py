"""Between a resolver and the driver stand few frames of our own: a reader follows a query to its Cypher at once."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType
from typing import Any

import httpx
import pytest

from profile_service.store.engine.store import Store
from tests.rig.people import bought, did, load, profile_id, record

pytestmark = pytest.mark.anyio
_MOST = 4
_SELECTIONS = {
    "profile": "name { value } records { key }",
    "timeline": "timeline(first: 2) { nodes { key } }",
    "transactions": "transactions(first: 2) { nodes { key } }",
    "judgements": "judgements { id }",
    "consents": "consents { status }",
    "perhapsAlso": "perhapsAlso(first: 2) { explanation }",
    "journey": "journey(first: 5) { sentence }",
    "recommendations": "recommendations { reason }",
    "summary": "summary { firstSeen lastSeen }",
    "context": "context { openThreads { kind } orders { number } nextActions { name } }",
}
_QUERIES = {
    "searchProfiles": '{ searchProfiles(text: "ann@shop.org") { nodes { id } } }',
    "why": '{ why(a: "shop:1", b: "crm:1") { same } }',
    "how": '{ how(profile: "ID") { steps { kind } } }',
    "history": '{ history(profile: "ID", first: 2) { nodes { kind } } }',
    "changes": "{ changes(first: 2) { nodes { seq } } }",
    "reviewQueue": "{ reviewQueue(first: 2) { nodes { since } } }",
    "reviewItem": '{ reviewItem(id: "email:ann@shop.org") { cursor } }',
    "loadRuns": "{ loadRuns(first: 2) { nodes { id } } }",
}


@dataclass
class _Depths:
    """How many frames of service/ and store/ stand above a call: of the driver, and of a batched read."""

    driver: list[int] = field(default_factory=list)
    batched: list[int] = field(default_factory=list)

    @property
    def most(self) -> int:
        """A batched read is asked for on one stack and carried out on another: both count, not the queue between."""
        return max(self.driver) + max(self.batched, default=0)


@pytest.mark.parametrize("field", _SELECTIONS)
async def test_fields_are_near_the_driver(store: Store, client: httpx.AsyncClient, field: str) -> None:
    await _customer(store)
    query = f'{{ profileBy(identifier: {{type: "email", value: "ann@shop.org"}}) {{ {_SELECTIONS[field]} }} }}'
    assert await _most_frames(client, query) <= _MOST


@pytest.mark.parametrize("name", _QUERIES)
async def test_queries_are_near_the_driver(store: Store, client: httpx.AsyncClient, name: str) -> None:
    id = await _customer(store)
    assert await _most_frames(client, _QUERIES[name].replace("ID", id)) <= _MOST


async def _customer(store: Store) -> str:
    email = ("email", "ann@shop.org")
    await load(store, record("shop:1", email, name="Ann"), record("crm:1", email), did("e1", "shop:1", "2026-01-02"))
    await load(store, bought("o1", "shop:1", "2026-01-03"))
    return await profile_id(store, "shop:1")


async def _most_frames(client: httpx.AsyncClient, query: str) -> int:
    with _profiled() as depths:
        answer: dict[str, Any] = (await client.post("/graphql", json={"query": query})).json()
    assert "errors" not in answer
    assert depths.driver
    return depths.most


@contextmanager
def _profiled() -> Iterator[_Depths]:
    depths = _Depths()

    def look(frame: FrameType, event: str, _: object) -> None:
        if event != "call":
            return
        file, name = frame.f_code.co_filename, frame.f_code.co_name
        if file.endswith("neo4j/_async/work/session.py") and name == "run":
            depths.driver.append(_own(frame))
        elif file.endswith("service/profile/batched_reads.py") and name == "load":
            depths.batched.append(_own(frame.f_back))

    sys.setprofile(look)
    try:
        yield depths
    finally:
        sys.setprofile(None)


def _own(frame: FrameType | None) -> int:
    """The frames of ours above, without those of the API itself, which are the resolver."""
    own: set[FrameType] = set()
    while frame:
        file = frame.f_code.co_filename
        if "/profile_service/" in file and "/profile_service/api/" not in file:
            own.add(frame)
        frame = frame.f_back
    return len(own)
