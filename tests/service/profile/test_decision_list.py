"""Decisions are listed newest first, with what became of them, as far as the caller may see."""

from dataclasses import replace

import pytest

from profile_service.domain.access.caller import LOCAL, Caller
from profile_service.domain.access.rights import Rights
from profile_service.domain.profile.notes import Note
from profile_service.domain.resolution.judgements import Verdict
from profile_service.domain.stewardship.commands import StewardCommand
from profile_service.domain.stewardship.decisions import DecisionKind, DecisionState, ListedDecision
from profile_service.domain.values.cursors import write_cursor
from profile_service.domain.values.errors import Forbidden, InvalidInput
from profile_service.service.profile.profile_reader import ProfileReader
from profile_service.service.resolution.rules_apply import RulesApplication
from profile_service.service.stewardship.stewardship import Stewardship
from profile_service.store.engine.store import Store
from tests.rig.people import load, profile_id, record
from tests.rig.rulings import ruled
from tests.rig.stewards import command

pytestmark = pytest.mark.anyio


async def _all(store: Store, caller: Caller = LOCAL, **wanted: object) -> list[ListedDecision]:
    listed, has_next = await ProfileReader(store, None, caller=caller).decisions.page(100, None, **wanted)  # type: ignore[arg-type]
    assert not has_next
    return listed


async def _three_people(store: Store) -> list[str]:
    await load(store, *(record(key, ("email", f"{key[-1]}@kiosk.example")) for key in ("mill:1", "mill:2", "post:3")))
    return [await profile_id(store, key) for key in ("mill:1", "mill:2", "post:3")]


async def test_list_says_what_was_undone_and_by_which(store: Store) -> None:
    one, two, three = await _three_people(store)
    steward = Stewardship(store)
    merged = await steward.merge([one, two], command(reason="same voice"))
    locked = await steward.lock(three, StewardCommand("ben"))
    undone = await steward.undo(merged.decision, command())
    redone = await steward.undo(undone.decision, command())
    again = await steward.undo(redone.decision, command())

    listed = await _all(store)

    assert [(each.decision.id, each.decision.kind, each.undone_by) for each in listed] == [
        (again.decision, DecisionKind.UNDO, None),
        (redone.decision, DecisionKind.UNDO, again.decision),
        (undone.decision, DecisionKind.UNDO, redone.decision),
        (locked.decision, DecisionKind.LOCK, None),
        (merged.decision, DecisionKind.MERGE, again.decision),
    ]
    merge = listed[-1]
    assert (merge.decision.actor, merge.decision.reason) == ("ada", "same voice")
    assert (merge.decision.records, merge.record_count, merge.profiles) == (("mill:1", "mill:2"), 2, (one, two))
    assert {each.decision.root for each in listed[:3]} == {merged.decision}
    for state in DecisionState:
        assert await _all(store, state=state) == [each for each in listed if each.state is state]


async def test_list_of_a_profile_is_of_its_history(store: Store) -> None:
    one, two, three = await _three_people(store)
    steward = Stewardship(store)
    judged = await steward.judge("mill:1", "mill:2", Verdict.MAYBE, 0.5, command())
    await steward.lock(three, command())
    merged = await steward.merge([one, two], command())
    rules = await RulesApplication(store, "eve").apply(ruled(hub_cap="3"), "rules.yaml")
    undone = await steward.undo(judged.decision, command())

    of_both = await _all(store, profiles=[one, two])

    assert [each.decision.id for each in of_both] == [undone.decision, merged.decision, judged.decision]
    held = await _all(store, profiles=[one, two], state=DecisionState.HOLDS)
    assert [each.decision.id for each in held] == [undone.decision, merged.decision]
    assert rules.decision in {each.decision.id for each in await _all(store)}
    assert await _all(store, profiles=["nobody"]) == []


@pytest.mark.parametrize("state", [None, DecisionState.HOLDS])
async def test_pages_go_on_after_their_cursor(store: Store, state: DecisionState | None) -> None:
    one, *_ = await _three_people(store)
    steward = Stewardship(store)
    made = [(await act(one, command())).decision for act in (steward.lock, steward.unlock) * 3]
    decisions = ProfileReader(store, None).decisions

    pages, cursor, has_next = [], None, True
    while has_next:
        page, has_next = await decisions.page(4, cursor, state=state)
        cursor = write_cursor(page[-1].decision.id)
        pages.append([each.decision.id for each in page])

    assert pages == [made[:1:-1], made[1::-1]]


async def test_notes_and_revealed_values_name_their_records(store: Store) -> None:
    one, *_ = await _three_people(store)
    steward = Stewardship(store)
    event, _ = await steward.record(one, Note("note", text="rang"), command())
    await steward.correct_note(event, {"text": "rang twice"}, command())
    await steward.withdraw_note(event, command())
    await steward.reveal(one, "email", command(reason="parcel"))

    assert [(each.decision.kind, each.decision.records, each.profiles) for each in await _all(store)] == [
        (DecisionKind.REVEAL, ("mill:1",), (one,)),
        (DecisionKind.WITHDRAW_NOTE, ("mill:1",), (one,)),
        (DecisionKind.CORRECT_NOTE, ("mill:1",), (one,)),
        (DecisionKind.NOTE, ("mill:1",), (one,)),
    ]


async def test_list_of_many_records_is_cut_and_counted(store: Store) -> None:
    keys = [f"mill:{number:03}" for number in range(120)]
    await load(store, *(record(key, ("email", f"{key[5:7]}@kiosk.example")) for key in keys))
    ids = [await profile_id(store, key) for key in keys[::10]]
    await Stewardship(store).merge(ids, command())

    (merged,) = await _all(store)

    assert (merged.decision.records, merged.record_count) == (tuple(keys[:100]), 120)


async def test_list_shows_what_its_reader_may_see(store: Store) -> None:
    one, _, three = await _three_people(store)
    await Stewardship(store).merge([one, three], command(reason="Ida Lund said so"))

    def reader(rights: Rights) -> Caller:
        return Caller("kei", "officer", rights)

    (of_all,) = await _all(store, reader(Rights()))
    assert of_all.decision.reason == "Ida Lund said so"
    for rights in (Rights(views=("support", "full")), Rights(clear=frozenset({"email"}))):
        (masked,) = await _all(store, reader(rights))
        assert masked == replace(of_all, decision=replace(of_all.decision, reason=""))
    (of_mill,) = await _all(store, reader(Rights(sources=frozenset({"mill"}))))
    assert (of_mill.decision.records, of_mill.record_count) == (("mill:1",), 1)
    with pytest.raises(Forbidden):
        await _all(store, reader(Rights(reads=frozenset({"profiles"}))))
    for first in (0, 101):
        with pytest.raises(InvalidInput, match="1 to 100"):
            await ProfileReader(store, None).decisions.page(first, None)
