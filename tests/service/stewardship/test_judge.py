"""Judgements win over identifiers, are inherited, and come back out of force without a trace in the partition."""

import pytest

from profile_service.domain.resolution.judgements import Verdict
from profile_service.domain.stewardship.changes import ChangeKind
from profile_service.domain.values.errors import Conflict, InvalidInput, NotFound
from profile_service.service.stewardship.stewardship import Stewardship
from profile_service.store.engine.store import Store
from profile_service.store.places.address import Address
from tests.rig.people import load, profile_id, record
from tests.rig.stewards import clusters, clusters_in, command, judgements_in, version

pytestmark = pytest.mark.anyio

_ANN = ("email", "ann@shop.org")


async def test_same_joins_records_that_share_nothing(store: Store, address: Address) -> None:
    await load(store, record("a:1", given_name="Ann"), record("b:1", given_name="Robert"))
    older, newer = await profile_id(store, "a:1"), await profile_id(store, "b:1")

    effect = await Stewardship(store).judge("b:1", "a:1", Verdict.SAME, 0.9, command(reason="one card"))

    assert clusters_in(address) == clusters("a:1 b:1")
    assert judgements_in(address) == {("SAME_AS", "a:1", "b:1", True)}
    survivor, gone = sorted((older, newer))
    assert effect.profiles == (survivor,)
    assert [(c.kind, c.profile, c.others) for c in effect.changes] == [
        (ChangeKind.MERGED, survivor, (gone,)),
        (ChangeKind.JUDGED, survivor, ()),
    ]
    assert effect.changes[1].note == effect.judgements[0]
    assert effect.judgements[0].endswith("~a:1")


async def test_not_same_wins_over_a_shared_email(store: Store, address: Address) -> None:
    await load(store, record("a:1", _ANN), record("b:1", _ANN))
    assert clusters_in(address) == clusters("a:1 b:1")

    effect = await Stewardship(store).judge("a:1", "b:1", Verdict.NOT_SAME, 1.0, command())

    assert clusters_in(address) == clusters("a:1", "b:1")
    assert len(effect.profiles) == 2
    assert {c.profile for c in effect.changes if c.kind is ChangeKind.JUDGED} == set(effect.profiles)


async def test_not_same_is_inherited_by_what_records_later_belong_to(store: Store, address: Address) -> None:
    await load(store, record("a:1", _ANN), record("b:1", ("email", "bob@shop.org")))
    await Stewardship(store).judge("a:1", "b:1", Verdict.NOT_SAME, 1.0, command())

    await load(store, record("a:2", _ANN, ("phone", "+14155552671")))
    await load(store, record("b:2", ("email", "bob@shop.org"), ("phone", "+14155552671")))

    assert clusters_in(address) == clusters("a:1 a:2", "b:1 b:2")


async def test_retracting_lets_the_evidence_speak_again(store: Store, address: Address) -> None:
    await load(store, record("a:1", _ANN), record("b:1", _ANN))
    id = await profile_id(store, "a:1")
    steward = Stewardship(store)
    made = await steward.judge("a:1", "b:1", Verdict.NOT_SAME, 1.0, command())

    effect = await steward.retract(made.judgements[0], command())
    again = await steward.retract(made.judgements[0], command())

    assert clusters_in(address) == clusters("a:1 b:1")
    assert await profile_id(store, "b:1") == id
    assert judgements_in(address) == {("NOT_SAME_AS", "a:1", "b:1", False)}
    assert effect.judgements == made.judgements
    assert (again.profiles, again.changes, again.judgements) == ((), (), ())


async def test_a_newer_judgement_takes_the_place_of_the_older(store: Store, address: Address) -> None:
    await load(store, record("a:1"), record("b:1"))
    steward = Stewardship(store)
    first = await steward.judge("a:1", "b:1", Verdict.SAME, 1.0, command())

    second = await steward.judge("b:1", "a:1", Verdict.NOT_SAME, 1.0, command())

    assert clusters_in(address) == clusters("a:1", "b:1")
    assert judgements_in(address) == {("SAME_AS", "a:1", "b:1", False), ("NOT_SAME_AS", "a:1", "b:1", True)}
    assert first.judgements[0] in second.judgements


async def test_maybe_changes_nothing_but_the_version(store: Store, address: Address) -> None:
    await load(store, record("a:1"), record("b:1"))
    id = await profile_id(store, "a:1")
    before = await version(store, id)

    effect = await Stewardship(store).judge("a:1", "b:1", Verdict.MAYBE, 0.5, command())

    assert clusters_in(address) == clusters("a:1", "b:1")
    assert {c.kind for c in effect.changes} == {ChangeKind.JUDGED}
    assert await version(store, id) == before + 1


async def test_nonsense_is_refused(store: Store) -> None:
    await load(store, record("a:1"))
    steward = Stewardship(store)

    with pytest.raises(InvalidInput, match="name two"):
        await steward.judge("a:1", "a:1", Verdict.SAME, 1.0, command())
    with pytest.raises(InvalidInput, match="from 0 to 1"):
        await steward.judge("a:1", "b:1", Verdict.SAME, 1.5, command())
    with pytest.raises(NotFound, match="no source record"):
        await steward.judge("a:1", "b:1", Verdict.SAME, 1.0, command())
    with pytest.raises(NotFound, match="no judgement"):
        await steward.retract("nothing~a:1", command())


async def test_locked_profiles_are_not_judged(store: Store) -> None:
    await load(store, record("a:1"), record("b:1"))
    steward = Stewardship(store)
    made = await steward.judge("a:1", "b:1", Verdict.MAYBE, 1.0, command())
    await steward.lock(await profile_id(store, "b:1"), command())

    with pytest.raises(Conflict, match="unlock it first"):
        await steward.judge("a:1", "b:1", Verdict.SAME, 1.0, command())
    with pytest.raises(Conflict, match="unlock it first"):
        await steward.retract(made.judgements[0], command())
