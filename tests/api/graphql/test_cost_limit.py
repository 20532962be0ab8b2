"""Dear questions are executed beside the server's loop, and answered as on it."""

import asyncio
import gc
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from profile_service.api.graphql.schema import build_schema
from profile_service.api.types.values.admission import OperationPrice
from profile_service.api.types.values.request import Request, Result
from profile_service.domain.profile.profiles import ProfileRecord
from profile_service.service.access import fresh_copy
from profile_service.service.profile import reading_basis
from profile_service.service.profile.profile_reader import ProfileReader
from profile_service.service.stewardship.stewardship import Stewardship
from profile_service.store.engine.store import Store
from tests.rig.callers import SETTINGS, bearer
from tests.rig.clients import client_of
from tests.rig.people import load, record

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("address", ["embedded"], indirect=True)]
_ANN = record("shop:1", ("email", "ann@shop.org"), ("phone", "+12125553399"), name="Ann")


def _query(first: int) -> str:
    selected = "nodes { id name { value } phone { value } email { value } }"
    searches = (f'a{n}: searchProfiles(text: "ann", first: {first}) {{ {selected} }}' for n in range(9))
    return f"{{ {' '.join(searches)} }}"


async def test_only_dear_reads_are_executed_aside(store: Store) -> None:
    await load(store, _ANN)
    done: list[str] = []

    @asynccontextmanager
    async def admit(price: OperationPrice, *, reads: bool) -> AsyncIterator[None]:
        done.append(f"{'dear' if price.is_dear else 'cheap'} {'read' if reads else 'change'}")
        yield

    async def aside(work: Callable[[Request], Coroutine[None, None, Result]]) -> Result:
        done.append("aside")
        return await work(Request("other", ProfileReader(store, None), Stewardship(store)))

    request = Request("r", ProfileReader(store, None), Stewardship(store), admit=admit, aside=aside)
    pages = " ".join(f"a{n}: timeline(first: 100) {{ nodes {{ key kind }} }}" for n in range(9))
    change = f'mutation {{ lockProfile(input: {{profile: "none", reason: "x"}}) {{ profiles {{ {pages} }} }} }}'
    for query in (_query(1), _query(50), change):
        await build_schema().execute(query, context_value=request)
    assert done == ["cheap read", "dear read", "aside", "dear change"]


async def test_answer_is_masked_and_comes_by_other_connections(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading_basis, "_SECONDS", 3_600.0)
    monkeypatch.setattr(fresh_copy, "SECONDS", 3_600.0)
    monkeypatch.setattr(fresh_copy, "_BOUND_SECONDS", 3_600.0)
    await load(store, _ANN)
    key = await bearer(store, "agent")
    async with client_of(store, SETTINGS) as client:
        before = store.statements
        answer = (await client.post("/graphql", json={"query": _query(50)}, headers=key)).json()
        assert store.statements == before
        metrics = (await client.get("/metrics")).text
    shown = answer["data"]["a8"]["nodes"][0]
    assert "errors" not in answer
    assert (shown["phone"], shown["email"]) == ({"value": "•••• 3399"}, {"value": "ann@shop.org"})
    assert f"profile_store_statements_total {before}.0" not in metrics


_OWN_ROLES = """
roles:
  guard: {who: the watch, views: all, reads: all, mutations: [], sources: all, clear: all, reveals: [], rows: all}
"""


async def test_dear_question_is_told_of_the_roles_in_force(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fresh_copy, "_BOUND_SECONDS", 0.0)
    roles = tmp_path / "roles.yaml"
    roles.write_text(_OWN_ROLES)
    query = _query(50).replace("{", "{ roles { name }", 1)
    async with client_of(store, replace(SETTINGS, access=roles)) as client:
        key = await bearer(store, "guard", roles=roles)
        answer = (await client.post("/graphql", json={"query": query}, headers=key)).json()
    assert answer["data"]["roles"] == [{"name": "guard"}]


def _records_kept() -> int:
    return sum(isinstance(each, ProfileRecord) for each in gc.get_objects())


async def test_answer_with_errors_leaves_nothing_that_it_read(store: Store) -> None:
    for n in range(9):
        await load(store, record(f"shop:{n}", ("email", f"ann{n}@shop.org"), name="Ann"))
    selected = "nodes { id context { recentContacts { key } value { orders } } timeline(first: 5) { nodes { key } } }"
    query = f'{{ searchProfiles(text: "ann", first: 9, view: "commerce") {{ {selected} }} }}'
    async with client_of(store) as client:
        gc.collect()
        gc.disable()
        kept_by_others = _records_kept()
        try:
            answer = (await client.post("/graphql", json={"query": query})).json()
            async with asyncio.timeout(10):  # what is cut off ends a moment later
                while _records_kept() > kept_by_others:  # noqa: ASYNC110
                    await asyncio.sleep(0.01)
        finally:
            gc.enable()
    assert {error["extensions"]["code"] for error in answer["errors"]} == {"OUTSIDE_VIEW"}
