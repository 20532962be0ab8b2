"""A server takes a load run back: it says what would happen, goes on beside requests, and stops so as to continue."""

from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, TypeVar

import pytest

from profile_service.domain.sources.load_runs import LoadRun
from profile_service.domain.stewardship.commands import StewardCommand
from profile_service.domain.values.errors import Conflict, InvalidInput, NotFound, TooLarge
from profile_service.domain.values.times import days_later, utc_now
from profile_service.service.audit.audited_acts import NOT_AUDITED, AuditedActs
from profile_service.service.audit.search import AuditQuery, matching_lines
from profile_service.service.audit.trail import AuditTrail
from profile_service.service.stewardship import run_undos
from profile_service.service.stewardship.run_undos import RunUndos
from profile_service.service.stewardship.stewardship import Stewardship
from profile_service.store.engine.store import Store
from profile_service.store.places.address import Address
from profile_service.store.sources import run_history, runs
from tests.rig.audits import DESK, audit_place
from tests.rig.dump import differences, dump
from tests.rig.graph import run
from tests.rig.loading import load_as_run
from tests.rig.people import items, record

pytestmark = pytest.mark.anyio
T = TypeVar("T")
_WRONG = StewardCommand("ada", "wrong file")


async def _bring(store: Store, id: str, number: int) -> None:
    """A run that is over, with so many records, each of whom shares an e-mail with one of the run `good`."""
    people = [record(f"{id}:{n}", ("email", f"p{n}@shop.org"), day="2026-01-01") for n in range(number)]
    await load_as_run(store, id, *items(*people), resume_key=id)
    await store.write(lambda tx: runs.end(tx, id, utc_now(), rejects_file=None))


async def _run(store: Store, id: str) -> LoadRun:
    one = await run_history.one(store, id)
    assert one
    return one


class _Beside:
    """Where a server would have a loop of its own for it, this one has the test's."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def __call__(self, work: Callable[[Store], Coroutine[Any, Any, T]]) -> T:
        return await work(self._store)


async def test_small_run_is_taken_back_before_the_answer(
    store: Store, address: Address, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run_undos, "_SOON_SECONDS", 60.0)  # the machine may be busy with other tests
    await _bring(store, "good", 3)
    before = dump(address, history=False)
    await _bring(store, "bad", 3)
    place = audit_place(tmp_path)
    acts = AuditedActs(AuditTrail(place), DESK)

    forecast = await Stewardship(store).undo_run("bad", StewardCommand("ada", dry_run=True))
    await Stewardship(store, acts=acts, undos=RunUndos(store, _Beside(store))).undo_run("bad", _WRONG)

    assert forecast
    assert forecast.sentences[0] == "Would delete 3 records that the run created and nothing hangs on."
    assert differences(before, dump(address, history=False)) == []
    undone = await _run(store, "bad")
    assert (undone.state, undone.undone_by, undone.undo_reason, undone.undone_records) == (
        "undone", "ada", "wrong file", 3,
    )  # fmt: skip
    lines, _ = matching_lines(place, AuditQuery(None, DESK.name, before=None), 10)
    assert [(line["operation"], line["outcome"]) for line in lines] == [("undoRun", "answered"), ("undoRun", "begun")]
    assert lines[0]["details"] == {"run": "bad", "records": 3, "done": True}


async def test_long_one_goes_on_after_the_answer_and_continues_after_the_servers_end(
    store: Store, address: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run_undos, "_SOON_SECONDS", 0.0)
    monkeypatch.setattr(run_undos, "STALLED_SECONDS", 0.0)
    await _bring(store, "good", 40)
    before = dump(address, history=False)
    await _bring(store, "bad", 40)
    undos = RunUndos(store, _Beside(store), batch_rows=1)
    async with undos.going_on():
        await undos.begin("bad", _WRONG, NOT_AUDITED)
        await undos.begin("bad", _WRONG, NOT_AUDITED)
        with pytest.raises(Conflict, match="taking back another run"):
            await undos.begin("good", _WRONG, NOT_AUDITED)

    stopped = await _run(store, "bad")
    assert stopped.state == "undoing"
    assert stopped.undone_records in range(1, 40), "behind the batch that was being written"
    with pytest.raises(Conflict):
        await undos.begin("bad", _WRONG, NOT_AUDITED)  # a server that ends begins nothing

    await Stewardship(store).undo_run("bad", _WRONG)

    assert (await _run(store, "bad")).undone_records == 40
    assert differences(before, dump(address, history=False)) == []


@pytest.mark.parametrize("address", ["embedded"], indirect=True)
async def test_run_that_somebody_else_is_at_is_left_alone(store: Store, address: Address) -> None:
    await _bring(store, "bad", 1)
    run(address, f"MATCH (l:LoadRun {{id: 'bad'}}) SET l.state = 'undoing', l.updated_at = '{utc_now()}'")
    with pytest.raises(Conflict, match="another process is taking this run back"):
        await Stewardship(store).undo_run("bad", _WRONG)
    past = days_later(utc_now(), -1)
    run(address, f"MATCH (l:LoadRun {{id: 'bad'}}) SET l.state = 'running', l.updated_at = '{past}'")
    with pytest.raises(Conflict, match="the load is not over"):
        await Stewardship(store).undo_run("bad", _WRONG)
    run(address, "MATCH (l:LoadRun {id: 'bad'}) SET l.state = 'undone'")
    await Stewardship(store).undo_run("bad", _WRONG)
    assert run(address, "MATCH (r:SourceRecord) RETURN r.key") == [("bad:0",)], "it is taken back already"


@pytest.mark.parametrize("address", ["embedded"], indirect=True)
async def test_what_a_request_cannot_tell_the_command_does(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    await _bring(store, "bad", 2)
    rehearsal = StewardCommand("ada", dry_run=True)
    monkeypatch.setattr(run_undos, "MOST_REGROUPED", 1)
    forecast = await Stewardship(store).undo_run("bad", rehearsal)
    assert forecast
    assert (forecast.undoing.deleted, forecast.impact) == (2, None)
    monkeypatch.setattr(run_undos, "MOST_RECORDS", 1)
    with pytest.raises(TooLarge, match="identity undo-run bad --dry-run") as refused:
        await Stewardship(store).undo_run("bad", rehearsal)
    assert refused.value.details == {"command": "identity undo-run bad"}


@pytest.mark.parametrize("address", ["embedded"], indirect=True)
async def test_reason_and_run_are_needed(store: Store) -> None:
    with pytest.raises(InvalidInput, match="the reason is blank"):
        await Stewardship(store).undo_run("bad", StewardCommand("ada", " "))
    for command in (_WRONG, StewardCommand("ada", dry_run=True)):
        with pytest.raises(NotFound, match="no load run"):
            await Stewardship(store).undo_run("bad", command)
