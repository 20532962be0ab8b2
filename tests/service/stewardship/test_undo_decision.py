"""A decision is undone as a whole: the graph is as if it had never been made, and what came later stays."""

from collections import Counter
from collections.abc import Awaitable, Callable

import pytest

from profile_service.domain.explanation.evidence import StepKind
from profile_service.domain.explanation.sentences import sentence
from profile_service.domain.resolution.contradictions import ContradictionKind
from profile_service.domain.resolution.judgements import Verdict
from profile_service.domain.stewardship.changes import ChangeKind
from profile_service.domain.stewardship.commands import Effect, StewardCommand
from profile_service.domain.values.errors import Conflict, NotFound
from profile_service.domain.values.identifiers import Identifier
from profile_service.service.profile.change_feed import ChangeFeed
from profile_service.service.profile.explain import Explainer
from profile_service.service.stewardship.stewardship import Stewardship
from profile_service.store.engine.store import Store
from profile_service.store.places.address import Address
from tests.rig.dump import differences, dump
from tests.rig.histories import delete
from tests.rig.people import did, load, profile_id, record
from tests.rig.stewards import clusters, clusters_in, command, ids_in, judgements_in, version

pytestmark = pytest.mark.anyio

_LENA = ("email", "lena@kiosk.example")
_OTTO = ("email", "otto@kiosk.example")
_DESK = ("phone", "+4930123456")
Command = Callable[[Store, StewardCommand], Awaitable[Effect]]


async def _lena_and_otto(store: Store) -> tuple[str, str]:
    """Two customers, who contradict each other and share a phone; their profile ids."""
    await load(store, record("till:2", _LENA, _DESK, given_name="Lena"), record("till:5", _LENA, given_name="Lena"))
    await load(store, record("app:1", _OTTO, _DESK, given_name="Otto"), record("app:9", _OTTO, given_name="Otto"))
    await load(store, did("e1", "till:5", "2026-03-01"), did("e2", "app:9", "2026-03-02"))
    return await profile_id(store, "till:2"), await profile_id(store, "app:1")


async def test_merge_is_undone_by_one_command(store: Store, address: Address) -> None:
    lena, otto = await _lena_and_otto(store)
    before, ids = dump(address, judgements=False), ids_in(address)
    steward = Stewardship(store)
    merged = await steward.merge([lena, otto], command(reason="same voice"), despite=ContradictionKind)
    seen = (await ChangeFeed(store).page(1, None)).store.last_seq

    undone = await steward.undo(merged.decision, command("k1", reason="two voices"))

    assert ids_in(address) == ids
    assert differences(before, dump(address, judgements=False)) == []
    assert set(undone.profiles) == {lena, otto}
    assert set(undone.judgements) == set(merged.judgements)
    page = await ChangeFeed(store).page(100, str(seen))
    assert {c.change.profile for c in page.changes} == {lena, otto}
    assert len(page.changes) == 2, "one change for each profile"
    assert {(c.decision, c.actor) for c in page.changes} == {(undone.decision, "ada")}
    assert await steward.undo(merged.decision, command("k1", reason="two voices")) == undone


async def _lock(store: Store, by: StewardCommand) -> Effect:
    return await Stewardship(store).lock(await profile_id(store, "till:2"), by)


async def _split(store: Store, by: StewardCommand, *, together: bool) -> Effect:
    return await Stewardship(store).split(await profile_id(store, "app:1"), ["app:9"], by, together=together)


_COMMANDS: dict[str, Command] = {
    "judge same": lambda store, by: Stewardship(store).judge("till:2", "app:9", Verdict.SAME, 1.0, by),
    "judge different": lambda store, by: Stewardship(store).judge("till:2", "till:5", Verdict.NOT_SAME, 1.0, by),
    "judge maybe": lambda store, by: Stewardship(store).judge("app:1", "till:5", Verdict.MAYBE, 0.4, by),
    "lock": _lock,
    "split": lambda store, by: _split(store, by, together=False),
    "split together": lambda store, by: _split(store, by, together=True),
    "move": lambda store, by: Stewardship(store).move_identifier(Identifier(*_OTTO), "app:9", "till:5", by),
    "take": lambda store, by: Stewardship(store).move_identifier(Identifier(*_LENA), "till:5", None, by),
    "move event": lambda store, by: Stewardship(store).move_event("e2", "till:5", by),
    "accept": lambda store, by: Stewardship(store).accept("phone:+4930123456", by, despite=ContradictionKind),
    "decline": lambda store, by: Stewardship(store).decline("phone:+4930123456", by),
}


def _state(address: Address) -> Counter[str]:
    """All that a store holds, without what is in no effect."""
    judged = Counter(str(judgement) for judgement in judgements_in(address) if judgement[3])
    return dump(address, history=False, judgements=False) + judged


@pytest.mark.parametrize("name", _COMMANDS)
async def test_every_command_is_undone_and_done_again(store: Store, address: Address, name: str) -> None:
    await _lena_and_otto(store)
    before, ids = _state(address), ids_in(address)
    made = await _COMMANDS[name](store, command())
    after = _state(address)
    assert differences(before, after) != []
    steward = Stewardship(store)

    rehearsed = await steward.undo(made.decision, command(dry_run=True))
    assert differences(after, _state(address)) == []
    undone = await steward.undo(made.decision, command())
    assert [c.kind for c in rehearsed.changes] == [c.kind for c in undone.changes]
    assert differences(before, _state(address)) == []
    assert ids_in(address) == ids

    redone = await steward.undo(undone.decision, command())
    assert differences(after, _state(address)) == []

    await steward.undo(redone.decision, command())
    assert differences(before, _state(address)) == []
    assert ids_in(address) == ids


async def test_unlocking_is_undone(store: Store, address: Address) -> None:
    lena, _ = await _lena_and_otto(store)
    steward = Stewardship(store)
    await steward.lock(lena, StewardCommand("ben"))
    locked = _state(address)
    unlocked = await steward.unlock(lena, command())

    undone = await steward.undo(unlocked.decision, command())

    assert differences(locked, _state(address)) == []
    assert [(c.kind, c.profile) for c in undone.changes] == [(ChangeKind.LOCKED, lena)]


async def test_second_undo_changes_nothing(store: Store, address: Address) -> None:
    lena, otto = await _lena_and_otto(store)
    steward = Stewardship(store)
    merged = await steward.merge([lena, otto], command(), despite=ContradictionKind)
    undone = await steward.undo(merged.decision, command())
    seen, at = dump(address), await version(store, lena)

    again = await steward.undo(merged.decision, command())

    assert (again.changes, again.judgements) == ((), ())
    assert (dump(address), await version(store, lena)) == (seen, at)
    redone = await steward.undo(undone.decision, command())
    assert redone.changes
    assert (await steward.undo(undone.decision, command())).changes == (), "it is undone already"


async def test_later_merge_keeps_its_own_profiles_only(store: Store, address: Address) -> None:
    """Lena and Otto were merged by mistake, and then Lena's tablet; undone, Otto leaves, and the tablet stays."""
    lena, otto = await _lena_and_otto(store)
    await load(store, record("aa:1", ("device_id", "d1")), record("zz:1", ("device_id", "d2")))
    steward = Stewardship(store)
    mistake = await steward.merge([lena, otto], command(), despite=ContradictionKind)
    for key in ("aa:1", "zz:1"):
        await steward.merge([lena, await profile_id(store, key)], command(), despite=ContradictionKind)

    await steward.undo(mistake.decision, command())

    assert clusters_in(address) == clusters("till:2 till:5 aa:1 zz:1", "app:1 app:9")
    assert (await profile_id(store, "till:2"), await profile_id(store, "app:1")) == (lena, otto)


async def test_what_a_later_judgement_states_stays(store: Store, address: Address) -> None:
    await _lena_and_otto(store)
    steward = Stewardship(store)
    first = await steward.judge("till:2", "app:1", Verdict.SAME, 1.0, command())
    second = await steward.judge("till:2", "app:1", Verdict.NOT_SAME, 1.0, command())

    await steward.undo(first.decision, command())
    assert clusters_in(address) == clusters("till:2 till:5", "app:1 app:9")
    await steward.undo(second.decision, command())
    assert not any(active for *_, active in judgements_in(address)), "neither was ever made"


async def test_earlier_judgement_holds_again(store: Store, address: Address) -> None:
    await _lena_and_otto(store)
    steward = Stewardship(store)
    await steward.judge("till:2", "app:1", Verdict.SAME, 1.0, command())
    first = clusters_in(address)
    second = await steward.judge("till:2", "app:1", Verdict.NOT_SAME, 1.0, command())
    third = await steward.judge("till:2", "app:1", Verdict.MAYBE, 1.0, command())

    await steward.undo(second.decision, command())
    assert {j for j in judgements_in(address) if j[3]} == {("MAYBE_SAME_AS", "app:1", "till:2", True)}
    await steward.undo(third.decision, command())
    assert clusters_in(address) == first
    assert frozenset({"till:2", "app:1"}) in first


async def test_locked_and_unknown_decisions_are_refused(store: Store) -> None:
    lena, otto = await _lena_and_otto(store)
    steward = Stewardship(store)
    merged = await steward.merge([lena, otto], command(), despite=ContradictionKind)
    await steward.lock(lena, command())

    with pytest.raises(Conflict, match=f"profile {lena} is locked"):
        await steward.undo(merged.decision, command())
    with pytest.raises(NotFound, match="no decision"):
        await steward.undo("nothing", command())
    with pytest.raises(Conflict, match="expected"):
        await steward.undo(merged.decision, command(expected={lena: 1}))


async def test_history_names_decisions_and_their_undo(store: Store) -> None:
    lena, otto = await _lena_and_otto(store)
    steward = Stewardship(store)
    merged = await steward.merge([lena, otto], command(reason="same voice"), despite=ContradictionKind)
    maybe = await steward.judge("till:2", "till:5", Verdict.MAYBE, 0.5, command())
    await steward.undo(maybe.decision, command(reason="no matter"))
    undone = await steward.undo(merged.decision, command(reason="two voices"))

    history = await Explainer(store).history(lena, 20, None)

    assert history is not None
    latest, plain, judged = history.steps[:3]
    assert (latest.kind, latest.decision, latest.detail) == (StepKind.SPLIT, undone.decision, merged.decision)
    assert f"which undid the decision {merged.decision}, because: two voices." in sentence(latest)
    assert (plain.kind, plain.detail) == (StepKind.UNDONE, maybe.decision)
    assert sentence(plain).startswith(f"ada undid the decision {maybe.decision} on ")
    assert judged.decision == maybe.decision
    assert history.steps[-1].kind is StepKind.CREATED


async def test_decision_about_a_record_that_is_gone(store: Store, address: Address) -> None:
    """It is undone as far as it is left; it does not hold again, for a part of it is missing."""
    lena, otto = await _lena_and_otto(store)
    await load(store, record("zz:1", ("device_id", "d2")))
    steward = Stewardship(store)
    merged = await steward.merge([lena, otto, await profile_id(store, "zz:1")], command(), despite=ContradictionKind)
    await delete(store, "zz:1")

    undone = await steward.undo(merged.decision, command())

    assert clusters_in(address) == clusters("till:2 till:5", "app:1 app:9")
    with pytest.raises(Conflict, match="is gone"):
        await steward.undo(undone.decision, command())
