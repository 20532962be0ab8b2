"""A moved event counts for its new record alone, whatever its source says later, and undone it is where it was."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import pytest

from profile_service.domain.explanation.evidence import StepKind
from profile_service.domain.explanation.sentences import sentence
from profile_service.domain.profile.notes import Note
from profile_service.domain.sources.counts import Counts
from profile_service.domain.sources.events import Event, Interaction, Subject
from profile_service.domain.sources.items import EventDeletion, Item
from profile_service.domain.stewardship.changes import ChangeKind
from profile_service.domain.values.errors import Conflict, NotFound
from profile_service.service.ingestion.ingest import ingest
from profile_service.service.profile.change_feed import ChangeFeed
from profile_service.service.profile.explain import Explainer
from profile_service.service.stewardship.stewardship import Stewardship
from profile_service.service.stewardship.undo import RunUndoExecution
from profile_service.store.engine.store import Store
from profile_service.store.places.address import Address
from tests.rig.dump import differences, dump
from tests.rig.graph import Rows, links, wipe
from tests.rig.loading import load_as_run
from tests.rig.people import at, bought, did, items, load, profile_id, record
from tests.rig.stewards import command

pytestmark = pytest.mark.anyio

_ORDER = bought("till:order:7", "till:ida", "2026-02-03", 4_200, "#7")
_PARCEL = Interaction(
    "desk:call:3", "till:ida", "support_call", at("2026-02-04"), "phone", details={"topic": "parcel", "status": "open"}
)
_CASE = Subject("Case", "desk:5")
_TICKET = Interaction(
    "desk:ticket:5", "till:ida", "ticket", at("2026-02-05"), about=(_CASE,), details={"status": "open"}
)
_OTHERS = (bought("till:order:2", "till:ida", "2026-01-02"), did("app:visit:1", "app:bo|2", "2026-01-03"))


async def _ida_and_bo(store: Store, *events: Event) -> None:
    """Two customers of one record each, Ida with an order of hers and Bo with a review of his, and more events. A
    record's key may have a bar in it."""
    await load(
        store,
        record("till:ida", ("email", "ida@kiosk.example"), day="2026-01-01", name="Ida Holm"),
        record("app:bo|2", ("email", "bo@kiosk.example"), day="2026-01-01", name="Bo Lund"),
        *_OTHERS,
        *events,
    )


def _owners(address: Address) -> Rows:
    return links(address, "Event.key", "BY", "SourceRecord.key")


def _without_digests(lines: Counter[str]) -> Counter[str]:
    """A digest tells the versions of its source apart, and so does not change with a move."""

    def plain(line: str) -> str:
        name, brace, properties = line.partition(" {")
        if not line.startswith("Event") or "-[" in line:
            return line
        return f"{name} {json.dumps(json.loads(brace.strip() + properties) | {'digest': ''}, sort_keys=True)}"

    return Counter(plain(line) for line in lines.elements())


async def _if_said_so(store: Store, address: Address, events: Sequence[Event]) -> list[str]:
    """How the store differs from one in which the sources named Bo's record from the start. Empties it."""
    moved = _without_digests(dump(address))
    wipe(address)
    await _ida_and_bo(store, *(replace(event, record="app:bo|2") for event in events))
    return differences(_without_digests(dump(address)), moved)


async def test_the_event_counts_where_it_was_moved(store: Store, address: Address) -> None:
    await _ida_and_bo(store, _ORDER, _PARCEL, _TICKET)
    steward = Stewardship(store)

    for event in (_ORDER, _PARCEL, _TICKET):
        await steward.move_event(event.key, "app:bo|2", command(reason="not hers"))

    assert await _if_said_so(store, address, [_ORDER, _PARCEL, _TICKET]) == []


async def test_both_profiles_tell_of_it_once(store: Store, address: Address) -> None:
    await _ida_and_bo(store, _ORDER)
    ida, bo = await profile_id(store, "till:ida"), await profile_id(store, "app:bo|2")
    seen = (await ChangeFeed(store).page(1, None)).store.last_seq

    moved = await Stewardship(store).move_event(_ORDER.key, "app:bo|2", command("k1", reason="not hers"))

    assert set(moved.profiles) == {ida, bo}
    page = await ChangeFeed(store).page(100, str(seen))
    assert [(c.change.kind, c.change.note) for c in page.changes] == [
        (ChangeKind.EVENTS, "move event till:order:7")
    ] * 2
    assert {c.change.profile for c in page.changes} == {ida, bo}
    assert {(c.decision, c.actor) for c in page.changes} == {(moved.decision, "ada")}
    assert await Stewardship(store).move_event(_ORDER.key, "app:bo|2", command("k1", reason="not hers")) == moved
    again = await Stewardship(store).move_event(_ORDER.key, "app:bo|2", command())
    assert again.changes == (), "it is there already"


async def test_history_explains_it_and_its_undo(store: Store) -> None:
    await _ida_and_bo(store, _ORDER)
    steward, bo = Stewardship(store), await profile_id(store, "app:bo|2")
    moved = await steward.move_event(_ORDER.key, "app:bo|2", command(reason="not hers"))
    await steward.undo(moved.decision, command())

    history = await Explainer(store).history(bo, 10, None)

    assert history
    steps = history.steps
    assert [step.kind for step in steps] == [StepKind.UNDONE, StepKind.EVENT_MOVED, StepKind.CREATED]
    assert [step.decision for step in steps][1] == moved.decision
    assert sentence(steps[1]).startswith("ada moved the event till:order:7 to or from the profile")


@pytest.mark.parametrize("event", [_ORDER, _PARCEL, _TICKET], ids=lambda event: event.kind)
async def test_back_by_a_move_or_by_undo(store: Store, address: Address, event: Event) -> None:
    await _ida_and_bo(store, event)
    before, steward = dump(address), Stewardship(store)

    moved = await steward.move_event(event.key, "app:bo|2", command())
    after = dump(address)
    assert differences(before, after) != []
    await steward.move_event(event.key, "till:ida", command())
    assert differences(before, dump(address)) == []

    moved = await steward.move_event(event.key, "app:bo|2", command())
    undone = await steward.undo(moved.decision, command())
    assert differences(before, dump(address)) == []
    await steward.undo(undone.decision, command())
    assert differences(after, dump(address)) == []


async def test_undoing_leaves_what_later_moves_state(store: Store, address: Address) -> None:
    await _ida_and_bo(store, _ORDER)
    await load(store, record("app:cy"))
    steward = Stewardship(store)
    first = await steward.move_event(_ORDER.key, "app:bo|2", command())
    second = await steward.move_event(_ORDER.key, "app:cy", command())

    await steward.undo(first.decision, command())
    assert (_ORDER.key, "app:cy") in _owners(address)
    await steward.undo(second.decision, command())
    assert (_ORDER.key, "till:ida") in _owners(address)


async def test_a_reload_leaves_it_where_it_was_moved(store: Store, address: Address) -> None:
    await _ida_and_bo(store, _ORDER, _PARCEL)
    steward = Stewardship(store)
    for event in (_ORDER, _PARCEL):
        await steward.move_event(event.key, "app:bo|2", command())
    before = dump(address)

    await load(store, _ORDER, _PARCEL)
    assert differences(before, dump(address)) == []

    changed = [
        replace(_ORDER, status="shipped", occurred_at=at("2026-02-07"), total_minor=3_900),
        replace(_PARCEL, details={"topic": "late parcel", "status": "open"}),
    ]
    await load(store, *changed)
    assert await _if_said_so(store, address, changed) == []


async def test_undo_after_a_reload_follows_the_source(store: Store, address: Address) -> None:
    await _ida_and_bo(store, _PARCEL)
    await load(store, record("till:una"))
    moved = await Stewardship(store).move_event(_PARCEL.key, "app:bo|2", command())

    await load(store, replace(_PARCEL, record="till:una"))
    assert (_PARCEL.key, "app:bo|2") in _owners(address)
    await Stewardship(store).undo(moved.decision, command())

    assert (_PARCEL.key, "till:una") in _owners(address)


async def test_what_its_source_deletes_is_gone(store: Store, address: Address) -> None:
    await _ida_and_bo(store, _TICKET)
    moved = await Stewardship(store).move_event(_TICKET.key, "app:bo|2", command())

    deletion = Item(2, event_deletions=(EventDeletion(_TICKET.key, at("2026-03-01")),))
    await store.write(lambda tx: ingest(tx, [deletion]))
    assert {event for event, _ in _owners(address)} == {event.key for event in _OTHERS}
    with pytest.raises(NotFound):
        await Stewardship(store).move_event(_TICKET.key, "till:ida", command())

    reopened = replace(_TICKET, details={"status": "open", "updated_at": "2026-03-02T09:00:00Z"})
    await load(store, reopened)
    assert (_TICKET.key, "app:bo|2") in _owners(address), "the steward's word stays"
    await Stewardship(store).undo(moved.decision, command())
    assert (_TICKET.key, "till:ida") in _owners(address)


async def test_a_correction_of_its_time_is_no_other_order(store: Store, address: Address) -> None:
    await _ida_and_bo(store, _ORDER)
    await Stewardship(store).move_event(_ORDER.key, "app:bo|2", command())

    counts = await store.write(lambda tx: ingest(tx, items(replace(_ORDER, occurred_at=at("2026-04-01")))))

    assert counts == Counts(read=1, changed=1)


async def test_an_event_under_a_new_key_stays_where_it_was_moved(store: Store, address: Address) -> None:
    refund = replace(_ORDER, key="till:return:7", kind="return", occurred_at=at("2026-02-09"))
    await _ida_and_bo(store, _ORDER, refund)
    steward = Stewardship(store)
    moved = [await steward.move_event(event.key, "app:bo|2", command()) for event in (_ORDER, refund)]

    now = replace(_ORDER, key="till:order:id-7"), replace(refund, key="till:return:id-7")
    item = Item(2, (), now, former_events=(_ORDER.key, refund.key))
    await store.write(lambda tx: ingest(tx, [item]))

    assert {(event.key, "app:bo|2") for event in now} <= _owners(address)
    for effect in moved:
        await steward.undo(effect.decision, command())
    assert {(event.key, "till:ida") for event in now} <= _owners(address)


async def test_a_record_that_went_with_its_run_comes_back_for_the_event(store: Store, address: Address) -> None:
    await _ida_and_bo(store)
    await load_as_run(store, "bad", *items(record("app:cy", name="Cy"), replace(_PARCEL, record="app:cy")))
    moved = await Stewardship(store).move_event(_PARCEL.key, "app:bo|2", command())

    await RunUndoExecution(store, "bad", "ann").carry_out()
    assert (_PARCEL.key, "app:bo|2") in _owners(address)
    await Stewardship(store).undo(moved.decision, command())

    assert (_PARCEL.key, "app:cy") in _owners(address)


async def test_a_moved_note_is_corrected_where_it_is(store: Store, address: Address) -> None:
    await _ida_and_bo(store)
    steward, note = Stewardship(store), Note("note", text="Prefers mornings.", at="2026-03-01T09:00:00.000000Z")
    key, _ = await steward.record(await profile_id(store, "till:ida"), note, command("n1"))
    moved = await steward.move_event(key, "app:bo|2", command())

    await steward.correct_note(key, {"text": "Prefers evenings."}, command())

    assert (key, "app:bo|2") in _owners(address)
    await steward.undo(moved.decision, command())
    assert (key, "till:ida") in _owners(address)


async def test_locked_profiles_keep_their_events(store: Store, address: Address) -> None:
    await _ida_and_bo(store, _ORDER)
    steward = Stewardship(store)
    moved = await steward.move_event(_ORDER.key, "app:bo|2", command())
    await steward.lock(await profile_id(store, "till:ida"), command())

    with pytest.raises(Conflict, match="locked"):
        await steward.move_event(_ORDER.key, "till:ida", command())
    with pytest.raises(Conflict, match="locked"):
        await steward.undo(moved.decision, command())


async def test_nonsense_is_refused_and_a_rehearsal_writes_nothing(store: Store, address: Address) -> None:
    await _ida_and_bo(store, _ORDER)
    before, steward = dump(address), Stewardship(store)

    with pytest.raises(NotFound, match="no event"):
        await steward.move_event("till:order:99", "app:bo|2", command())
    with pytest.raises(NotFound, match="no source record"):
        await steward.move_event(_ORDER.key, "app:99", command())
    rehearsed = await steward.move_event(_ORDER.key, "app:bo|2", command(dry_run=True))
    assert [change.kind for change in rehearsed.changes] == [ChangeKind.EVENTS, ChangeKind.EVENTS]
    assert differences(before, dump(address)) == []
