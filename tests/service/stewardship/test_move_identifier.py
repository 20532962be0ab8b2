"""A moved identifier counts for its new record alone, and moving it back leaves the graph as it was."""

import pytest

from profile_service.domain.stewardship.changes import ChangeKind
from profile_service.domain.values.errors import Conflict, InvalidInput, NotFound
from profile_service.domain.values.identifiers import Identifier
from profile_service.service.stewardship.stewardship import Stewardship
from profile_service.store.engine.store import Store
from profile_service.store.places.address import Address
from tests.rig.dump import differences, dump
from tests.rig.graph import Rows, links
from tests.rig.people import load, profile_id, record
from tests.rig.stewards import clusters, clusters_in, command, ids_in, version

pytestmark = pytest.mark.anyio

_ANN = ("email", "ann@shop.org")
_PHONE = ("phone", "+14155552671")
_EMAIL = Identifier(*_ANN)
# Loyalty ids are folded by the package's rules.
_CARD = Identifier("loyalty_id", "HH 47-11")


def _claims(address: Address) -> Rows:
    """Record, identifier, whether somebody took it, and who put it there."""
    rows = links(address, "SourceRecord.key", "HAS", "Identifier.key", "disowned_at", "by")
    return {(record, identifier, bool(disowned), by) for record, identifier, disowned, by in rows}


async def test_the_claim_counts_where_it_was_moved(store: Store, address: Address) -> None:
    await load(store, record("a:1", _ANN), record("a:2", _ANN), record("b:1", _PHONE))
    a, b = await profile_id(store, "a:1"), await profile_id(store, "b:1")
    seen = await version(store, b)

    effect = await Stewardship(store).move_identifier(_EMAIL, "a:2", "b:1", command(reason="her sister's"))

    assert clusters_in(address) == clusters("a:1 b:1", "a:2")
    assert _claims(address) == {
        ("a:1", "email:ann@shop.org", False, None),
        ("a:2", "email:ann@shop.org", True, None),
        ("b:1", "email:ann@shop.org", False, "ada"),
        ("b:1", "phone:+14155552671", False, None),
    }
    assert {a, await profile_id(store, "a:2")} <= set(effect.profiles)
    assert {c.note for c in effect.changes if c.kind is ChangeKind.JUDGED} == {"move identifier email"}
    assert await version(store, a) > seen


async def test_moving_it_back_restores_everything(store: Store, address: Address) -> None:
    anns = [record(f"a:{n}", _ANN, day="2026-01-01") for n in (1, 2, 3)]
    await load(store, *anns, record("b:1", _PHONE))
    before, ids = dump(address, history=False), ids_in(address)
    steward = Stewardship(store)
    await steward.move_identifier(_EMAIL, "a:1", "b:1", command())

    await steward.move_identifier(_EMAIL, "b:1", "a:1", command())

    # Without history: the profile in between has left an old id.
    assert differences(before, dump(address, history=False)) == []
    assert ids_in(address) == ids


async def test_without_a_target_nobody_holds_it(store: Store, address: Address) -> None:
    await load(store, record("a:1", _ANN), record("b:1", _ANN))
    before = dump(address, history=False)
    steward = Stewardship(store)

    await steward.move_identifier(_EMAIL, "b:1", None, command())
    assert clusters_in(address) == clusters("a:1", "b:1")

    await steward.move_identifier(_EMAIL, "b:1", "b:1", command())
    assert differences(before, dump(address, history=False)) == []


async def test_what_folding_derives_goes_along(store: Store, address: Address) -> None:
    await load(store, record("a:1", ("loyalty_id", "HH 47-11")), record("b:1"), record("c:1", ("loyalty_id", "hh4711")))
    assert clusters_in(address) == clusters("a:1 c:1", "b:1")
    before, steward = dump(address), Stewardship(store)

    await steward.move_identifier(_CARD, "a:1", "b:1", command())
    assert clusters_in(address) == clusters("a:1", "b:1 c:1")

    await steward.move_identifier(_CARD, "b:1", "a:1", command())
    assert differences(before, dump(address)) == []


async def test_what_another_claim_derives_too_stays(store: Store, address: Address) -> None:
    both = [("loyalty_id", "HH 47-11"), ("loyalty_id", "HH4711")]
    await load(store, record("a:1", *both), record("c:1", ("loyalty_id", "hh4711")))

    await Stewardship(store).move_identifier(_CARD, "a:1", None, command())

    assert clusters_in(address) == clusters("a:1 c:1")


async def test_a_contest_ends_with_the_claim_that_caused_it(store: Store, address: Address) -> None:
    await load(store, record("a:1", _ANN, given_name="Ann"), record("b:1", _ANN, given_name="Robert"))
    await load(store, record("c:1", given_name="Bob"))
    steward = Stewardship(store)
    assert len((await steward.review(5, None))[0]) == 1

    await steward.move_identifier(_EMAIL, "b:1", None, command())
    assert (await steward.review(5, None))[0] == []

    await steward.move_identifier(_EMAIL, "a:1", "c:1", command())
    await steward.move_identifier(_EMAIL, "b:1", "b:1", command())
    assert clusters_in(address) == clusters("a:1", "b:1 c:1")


async def test_a_claim_that_the_source_confirms_is_its_own(store: Store, address: Address) -> None:
    await load(store, record("a:1", _ANN), record("b:1", _PHONE))
    steward = Stewardship(store)
    await steward.move_identifier(_EMAIL, "a:1", "b:1", command())

    await load(store, record("b:1", _PHONE, _ANN))
    await steward.move_identifier(_EMAIL, "b:1", None, command())

    assert {row for row in _claims(address) if row[1] == "email:ann@shop.org"} == {
        ("a:1", "email:ann@shop.org", True, None),
        ("b:1", "email:ann@shop.org", True, None),
    }


async def test_a_reload_does_not_give_back_what_was_taken(store: Store, address: Address) -> None:
    await load(store, record("a:1", _ANN), record("b:1", _ANN))
    await Stewardship(store).move_identifier(_EMAIL, "b:1", None, command())

    await load(store, record("b:1", _ANN, name="Bea"))

    assert clusters_in(address) == clusters("a:1", "b:1")


async def test_nonsense_is_refused(store: Store) -> None:
    await load(store, record("a:1", _ANN), record("b:1"))
    steward = Stewardship(store)

    with pytest.raises(NotFound, match="no source record"):
        await steward.move_identifier(_EMAIL, "a:1", "c:1", command())
    with pytest.raises(NotFound, match="does not hold"):
        await steward.move_identifier(_EMAIL, "b:1", "a:1", command())
    with pytest.raises(InvalidInput, match="derived from another one"):
        await steward.move_identifier(Identifier("loyalty_id_folded", "hh4711"), "a:1", "b:1", command())
    await steward.move_identifier(_EMAIL, "a:1", None, command())
    with pytest.raises(Conflict, match="taken from this record already"):
        await steward.move_identifier(_EMAIL, "a:1", "b:1", command())
