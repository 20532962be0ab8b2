"""A change of rules is undone by one command where the store is small, and is else left to the command line."""

import pytest

from profile_service.domain.stewardship.changes import ChangeKind
from profile_service.domain.values.errors import TooLarge
from profile_service.service.profile.change_feed import ChangeFeed
from profile_service.service.resolution.rules_apply import RulesApplication
from profile_service.service.stewardship import undo_rules
from profile_service.service.stewardship.stewardship import Stewardship
from profile_service.store.engine.store import Store
from profile_service.store.places.address import Address
from profile_service.store.resolution import rules as stored_rules
from profile_service.store.resolution.rules import ApplicationPhase
from tests.rig.dump import differences, dump
from tests.rig.people import load, profile_id, record
from tests.rig.rulings import ruled
from tests.rig.stewards import clusters, clusters_in, command, ids_in

pytestmark = pytest.mark.anyio
_DOTLESS = ruled(dotless="[gmail.com]", hub_cap="2")


async def _apply(store: Store, text: str) -> str:
    return (await RulesApplication(store, "eve", batch_rows=2).apply(text, "rules.yaml")).decision


async def _people(store: Store) -> None:
    """Three with one card, and two whose addresses differ by a dot."""
    card = ("loyalty_id", "K-77")
    await load(store, *(record(f"till:{n}", card) for n in range(3)))
    await load(store, record("web:1", ("email", "i.lund@gmail.com")), record("web:2", ("email", "ilund@gmail.com")))


async def test_rules_before_hold_again_by_one_command(store: Store, address: Address) -> None:
    await _people(store)
    before, ids = dump(address, history=False), ids_in(address)
    changed = await _apply(store, _DOTLESS)
    assert clusters_in(address) == clusters("till:0", "till:1", "till:2", "web:1 web:2")
    after, seen = dump(address, history=False), (await ChangeFeed(store).store_state()).last_seq
    steward = Stewardship(store)

    rehearsed = await steward.undo(changed, command(dry_run=True))
    assert differences(after, dump(address, history=False)) == []
    undone = await steward.undo(changed, command("k", reason="too wide"))

    assert differences(before, dump(address, history=False)) == []
    assert ids_in(address) == ids
    assert [change.kind for change in rehearsed.changes] == [change.kind for change in undone.changes]
    assert {change.kind for change in undone.changes} >= {ChangeKind.MERGED, ChangeKind.SPLIT}
    page = await ChangeFeed(store).page(100, str(seen))
    assert {(c.decision, c.change.note) for c in page.changes} == {(undone.decision, f"undo {changed}")}
    in_force = await stored_rules.in_force(store.read)
    assert in_force is not None
    assert (in_force.step, in_force.walked, in_force.decision) == (ApplicationPhase.DONE, 10, undone.decision)
    assert await steward.undo(changed, command("k", reason="too wide")) == undone
    assert (await steward.undo(changed, command())).changes == ()

    await steward.undo(undone.decision, command())
    assert differences(after, dump(address, history=False)) == []


async def test_later_loads_and_the_command_line_follow_the_rules_before(store: Store, address: Address) -> None:
    await _people(store)
    first, second = await _apply(store, ruled(hub_cap="2")), await _apply(store, _DOTLESS)
    await Stewardship(store).undo(second, command())
    await load(store, record("web:3", ("email", "il.und@gmail.com")))
    assert clusters_in(address) == clusters("till:0", "till:1", "till:2", "web:1", "web:2", "web:3")

    await RulesApplication(store, "eve").undo(first)

    assert clusters_in(address) == clusters("till:0 till:1 till:2", "web:1", "web:2", "web:3")


async def test_locked_profile_stays_as_it_is(store: Store, address: Address) -> None:
    await _people(store)
    changed = await _apply(store, _DOTLESS)
    steward = Stewardship(store)
    await steward.lock(await profile_id(store, "web:1"), command())

    await steward.undo(changed, command())

    assert clusters_in(address) == clusters("till:0 till:1 till:2", "web:1 web:2")


async def test_larger_store_is_left_to_the_command_line(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(undo_rules, "MOST_RECORDS", 4)
    await _people(store)
    changed = await _apply(store, _DOTLESS)

    for dry_run, words in ((False, ""), (True, " --dry-run")):
        with pytest.raises(TooLarge) as refused:
            await Stewardship(store).undo(changed, command(dry_run=dry_run))
        assert refused.value.details == {"command": f"profile-service identity undo {changed}{words}"}
        assert f"profile-service identity undo {changed}{words}`" in str(refused.value)
    in_force = await stored_rules.in_force(store.read)
    assert in_force is not None
    assert in_force.text == _DOTLESS
