"""A run is taken back from its page: what would happen in words first, then with a reason, by those who may."""

from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from profile_service.domain.values.times import utc_now
from profile_service.service.ingestion.run_locks import host, lock_path, take_lock
from profile_service.service.stewardship import run_undos
from profile_service.store.engine.store import Store
from profile_service.store.places.address import Address
from profile_service.store.sources import runs
from tests.rig.callers import SETTINGS, bearer
from tests.rig.clients import client_of
from tests.rig.graph import run
from tests.rig.loading import load_as_run
from tests.rig.page_forms import form_to, send
from tests.rig.people import items, record

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("address", ["embedded"], indirect=True)]
_ACTION = "/operations/loads/0193/undo"
_STATES = '{ node(id: "0193") { ... on LoadRun { state } } loadRuns(first: 1) { nodes { state } } }'
_UNDO = "mutation($input: UndoRunInput!) { undoRun(input: $input) { run { state } } }"


async def _bring(store: Store) -> None:
    people = [record(f"shop:{n}", ("email", f"p{n}@shop.org")) for n in range(2)]
    await load_as_run(store, "0193", *items(*people))
    await store.write(lambda tx: runs.end(tx, "0193", utc_now(), rejects_file=None))


async def test_run_is_taken_back_after_a_preview_and_with_a_reason(
    store: Store, keyed: httpx.AsyncClient, address: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run_undos, "_SOON_SECONDS", 60.0)  # the machine may be busy with other tests
    await _bring(store)
    steward = await bearer(store, "steward", name="ada")
    page = (await keyed.get("/operations/loads/0193", headers=steward)).text

    preview = await send(keyed, _ACTION, form_to(page, _ACTION).fields, **steward)
    assert "Would delete 2 records that the run created and nothing hangs on." in preview.text
    assert len(run(address, "MATCH (r:SourceRecord) RETURN r.key")) == 2, "a preview writes nothing"
    form = form_to(preview.text, _ACTION, confirm="yes")

    blank = await send(keyed, _ACTION, form.filled(reason=" "), **steward)
    assert (blank.status_code, "The reason is blank" in blank.text) == (400, True)
    done = await send(keyed, _ACTION, form.filled(reason="wrong file"), **steward)
    assert (done.status_code, done.headers["location"]) == (303, "/operations/loads/0193")

    page = (await keyed.get("/operations/loads/0193", headers=steward)).text
    assert "ada took it back: 2 records in all." in page
    assert "Because: <q>wrong file</q>" in page
    assert _ACTION not in page
    assert run(address, "MATCH (r:SourceRecord) RETURN r.key") == []


async def test_one_that_stopped_in_the_middle_offers_to_go_on(
    store: Store, keyed: httpx.AsyncClient, address: Address
) -> None:
    await _bring(store)
    steward = await bearer(store, "steward")
    state = "MATCH (l:LoadRun {id: '0193'}) SET l.state = 'undoing', l.undo_actor = 'ada', l.undo_deleted = 1"
    for at, offered in ((utc_now(), False), ("2026-01-01T00:00:00.000000Z", True)):
        run(address, f"{state}, l.updated_at = '{at}'")
        page = (await keyed.get("/operations/loads/0193", headers=steward)).text
        assert ("1 record so far" in page, _ACTION in page) == (True, offered)


async def test_load_whose_process_died_is_stopped_and_is_taken_back(
    store: Store, address: Address, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run_undos, "_SOON_SECONDS", 60.0)  # the machine may be busy with other tests
    await load_as_run(store, "0193", *items(record("shop:1", ("email", "p1@shop.org"))))
    run(address, "MATCH (l:LoadRun {id: '0193'}) SET l.host = $host, l.rows = 5", host=host(tmp_path))
    command = {"run": "0193", "reason": "wrong file"}

    async with client_of(store, replace(SETTINGS, data_dir=tmp_path)) as client:

        async def asked(query: str, **variables: Any) -> Any:
            return (await client.post("/graphql", json={"query": query, "variables": variables})).json()

        with ExitStack() as process:
            assert take_lock(lock_path(tmp_path, "0193"), process)
            page = (await client.get("/operations")).text
            assert ("every 2s" in page, "<dt>Runs under way</dt><dd>1</dd>" in page) == (True, True)
            assert (await asked(_STATES))["data"]["node"]["state"] == "running"
            assert (await asked(_UNDO, input=command))["errors"][0]["extensions"]["code"] == "CONFLICT"
        page = (await client.get("/operations")).text
        assert ("every 2s" in page, "<dt>Runs under way</dt><dd>0</dd>" in page) == (False, True)
        assert "of 5 rows are in; the same command goes on from there" in page
        states = (await asked(_STATES))["data"]
        assert (states["node"]["state"], states["loadRuns"]["nodes"][0]["state"]) == ("stopped", "stopped")
        preview = await send(
            client, _ACTION, form_to((await client.get("/operations/loads/0193")).text, _ACTION).fields
        )
        assert "Would delete 1 record" in preview.text
        assert (await asked(_UNDO, input=command))["data"]["undoRun"]["run"]["state"] == "undone"
    assert run(address, "MATCH (r:SourceRecord) RETURN r.key") == []


async def test_who_may_not_take_runs_back_has_no_button_and_is_refused(store: Store, keyed: httpx.AsyncClient) -> None:
    await _bring(store)
    for role, may in (("loader", False), ("privacy_officer", False), ("agent", False), ("admin", True)):
        headers = await bearer(store, role, name=role)
        page = await keyed.get("/operations/loads/0193", headers=headers)
        assert (_ACTION in page.text) is may, role
        assert (await send(keyed, _ACTION, [], **headers)).status_code == (200 if may else 403), role
