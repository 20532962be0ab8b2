"""Undoing a change of rules gives the graph back that the rules before it made."""

import pytest

from profile_service.domain.values.errors import NotFound
from profile_service.service.resolution.rules_apply import RulesApplication
from profile_service.store.engine.store import Store
from profile_service.store.places.address import Address
from profile_service.store.resolution.rules import Application, ApplicationPhase
from profile_service.store.stewardship import decisions
from tests.rig.dump import differences, dump
from tests.rig.people import load, record
from tests.rig.rulings import ruled
from tests.rig.stewards import clusters, clusters_in, ids_in

pytestmark = pytest.mark.anyio
_TEA = ("email", "tea@kiosk.example")
_NARROW, _NARROWER = ruled(hub_cap="3"), ruled(hub_cap="2")


def _application(store: Store) -> RulesApplication:
    return RulesApplication(store, "ada", batch_rows=2)


async def _apply(store: Store, text: str) -> Application:
    return await _application(store).apply(text, "rules.yaml")


async def test_rules_before_hold_again(store: Store, address: Address) -> None:
    await load(store, *(record(f"till:{n}", _TEA) for n in range(3)))
    before, ids = dump(address, history=False), ids_in(address)
    narrow, narrower = await _apply(store, _NARROW), await _apply(store, _NARROWER)
    assert clusters_in(address) == clusters("till:0", "till:1", "till:2")

    undone = await _application(store).undo(narrower.decision, reason="too narrow", key="k")

    assert (undone.text, undone.step, undone.reason) == (_NARROW, ApplicationPhase.DONE, "too narrow")
    assert differences(before, dump(address, history=False)) == []
    assert ids_in(address) == ids
    again = await _application(store).undo(narrower.decision, key="k", reason="too narrow")
    assert again == undone
    await _application(store).undo(narrow.decision)
    assert clusters_in(address) == clusters("till:0 till:1 till:2")


async def test_undone_undo_applies_them_again(store: Store, address: Address) -> None:
    await load(store, *(record(f"till:{n}", _TEA) for n in range(3)))
    narrower = await _apply(store, _NARROWER)
    await _application(store).undo(narrower.decision)
    (change,) = await decisions.changes_of_rules(store.read)

    await _application(store).undo(change.undos[-1])

    assert clusters_in(address) == clusters("till:0", "till:1", "till:2")


async def test_earlier_change_leaves_the_later_rules(store: Store, address: Address) -> None:
    await load(store, *(record(f"till:{n}", _TEA) for n in range(3)))
    narrow, narrower = await _apply(store, _NARROW), await _apply(store, _NARROWER)

    undone = await _application(store).undo(narrow.decision)

    assert (undone.text, undone.decision) == (_NARROWER, narrower.decision)


async def test_only_a_change_of_rules_is_undone_here(store: Store) -> None:
    with pytest.raises(NotFound, match="no change of rules"):
        await _application(store).undo("nothing")
