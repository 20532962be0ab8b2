"""Merging unites whatever the rules say, splitting takes it back, and ids find back to those who had them."""

import pytest

from profile_service.domain.resolution.contradictions import ContradictionKind
from profile_service.domain.resolution.judgements import Verdict
from profile_service.domain.stewardship.changes import ChangeKind
from profile_service.domain.values.errors import Conflict, InvalidInput, NotFound
from profile_service.service.stewardship.stewardship import Stewardship
from profile_service.store.engine.store import Store
from profile_service.store.places.address import Address
from tests.rig.dump import differences, dump
from tests.rig.graph import run
from tests.rig.people import bought, did, load, profile_id, record
from tests.rig.stewards import clusters, clusters_in, command, ids_in, judgements_in

pytestmark = pytest.mark.anyio

_ANN = ("email", "ann@shop.org")
_BOB = ("email", "bob@shop.org")
_HOME = ("phone", "+14155552671")


async def _ann_and_bob(store: Store) -> tuple[str, str]:
    """Two customers who contradict one another, each of two records; their profile ids."""
    await load(store, record("b:1", _ANN, given_name="Ann"), record("b:2", _ANN, given_name="Ann"))
    await load(store, record("a:1", _BOB, _HOME, given_name="Robert"), record("c:1", _BOB, given_name="Bob"))
    return await profile_id(store, "b:1"), await profile_id(store, "a:1")


async def test_merging_overrides_contradictions_and_limits(store: Store, address: Address) -> None:
    await load(store, record("a:1", _ANN, ("user_id", "u1"), given_name="Ann", birth_date="1980-01-01"))
    await load(store, record("b:1", _BOB, ("user_id", "u2"), given_name="Robert", birth_date="1955-06-30"))
    older, newer = await profile_id(store, "a:1"), await profile_id(store, "b:1")

    effect = await Stewardship(store).merge([newer, older], command(reason="called us"), despite=ContradictionKind)

    assert ids_in(address) == {"a:1": older, "b:1": older}
    assert effect.profiles == (older,)
    assert [(c.kind, c.profile, c.others) for c in effect.changes] == [
        (ChangeKind.MERGED, older, (newer,)),
        (ChangeKind.JUDGED, older, ()),
    ]


async def test_all_records_of_merged_profiles_are_judged_the_same(store: Store, address: Address) -> None:
    ann, bob = await _ann_and_bob(store)

    effect = await Stewardship(store).merge([ann, bob], command(), despite=ContradictionKind)

    assert judgements_in(address) == {("SAME_AS", "a:1", other, True) for other in ("b:1", "b:2", "c:1")}
    assert clusters_in(address) == clusters("a:1 b:1 b:2 c:1")
    assert len(effect.judgements) == 3


async def test_merging_again_changes_nothing(store: Store, address: Address) -> None:
    ann, bob = await _ann_and_bob(store)
    steward = Stewardship(store)
    await steward.merge([ann, bob], command(), despite=ContradictionKind)

    effect = await steward.merge([ann, bob], command(), despite=ContradictionKind)

    assert (effect.profiles, effect.changes, effect.judgements) == ((), (), ())


async def test_merging_against_a_judgement_names_what_to_retract(store: Store, address: Address) -> None:
    ann, bob = await _ann_and_bob(store)
    steward = Stewardship(store)
    made = await steward.judge("b:2", "c:1", Verdict.NOT_SAME, 1.0, command())

    with pytest.raises(Conflict, match=f"retract judgement {made.judgements[0]} first"):
        await steward.merge([ann, bob], command(), despite=ContradictionKind)

    await steward.retract(made.judgements[0], command())
    await steward.merge([ann, bob], command(), despite=ContradictionKind)
    assert clusters_in(address) == clusters("a:1 b:1 b:2 c:1")


async def test_nonsense_is_refused(store: Store) -> None:
    ann, _ = await _ann_and_bob(store)
    steward = Stewardship(store)

    with pytest.raises(InvalidInput, match="two profiles or more"):
        await steward.merge([ann, ann], command(), despite=ContradictionKind)
    with pytest.raises(NotFound, match="there is no profile p9"):
        await steward.merge([ann, "p9"], command(), despite=ContradictionKind)
    with pytest.raises(InvalidInput, match="one record or more"):
        await steward.split(ann, [], command())
    with pytest.raises(InvalidInput, match="not all of these records are of this profile"):
        await steward.split(ann, ["a:1"], command())
    with pytest.raises(InvalidInput, match="these are all its records"):
        await steward.split(ann, ["b:1", "b:2"], command())


@pytest.mark.parametrize("leaving", [["a:1", "c:1"], ["b:1", "b:2"]])
async def test_split_takes_a_merge_back(store: Store, address: Address, leaving: list[str]) -> None:
    ann, bob = await _ann_and_bob(store)
    await load(store, bought("o1", "b:1", "2026-01-02"), did("r1", "a:1", "2026-01-03"))
    before, ids = dump(address), ids_in(address)
    steward = Stewardship(store)
    await steward.merge([ann, bob], command(), despite=ContradictionKind)

    effect = await steward.split(bob, leaving, command())

    assert differences(before, dump(address, judgements=False)) == []
    assert ids_in(address) == ids
    assert effect.profiles == tuple(sorted([ann, bob]))
    assert not any(active for *_, active in judgements_in(address))


@pytest.mark.parametrize("named", ["a:1", "b:1"])
async def test_together_takes_along_what_the_merge_had_brought(store: Store, address: Address, named: str) -> None:
    ann, bob = await _ann_and_bob(store)
    before, ids = dump(address), ids_in(address)
    steward = Stewardship(store)
    await steward.merge([ann, bob], command(), despite=ContradictionKind)

    await steward.split(ann, [named], command(), together=True)

    assert differences(before, dump(address, judgements=False)) == []
    assert ids_in(address) == ids


async def test_a_mistaken_merge_is_undone_after_10_000_events(store: Store, address: Address) -> None:
    ann, bob = await _ann_and_bob(store)
    ids = ids_in(address)
    steward = Stewardship(store)
    await steward.merge([ann, bob], command(), despite=ContradictionKind)
    for day in range(1, 21):
        await load(store, *(did(f"e{day}-{n}", sorted(ids)[n % 4], f"2026-01-{day:02d}") for n in range(500)))

    await steward.split(ann, ["a:1", "c:1"], command())

    assert ids_in(address) == ids
    counts = run(address, "MATCH (r:SourceRecord)<-[:BY]-(e:Event) RETURN r.key, count(e)")
    assert dict(counts) == dict.fromkeys(ids, 2_500)


async def test_records_that_share_evidence_are_split_by_judgement(store: Store, address: Address) -> None:
    await load(store, record("a:1", _ANN), record("a:2", _ANN, _HOME), record("a:3", _HOME), record("a:4", _ANN))
    id = await profile_id(store, "a:1")

    effect = await Stewardship(store).split(id, ["a:4"], command(reason="not hers"))

    assert clusters_in(address) == clusters("a:1 a:2 a:3", "a:4")
    assert await profile_id(store, "a:1") == id
    assert judgements_in(address) == {("NOT_SAME_AS", "a:1", "a:4", True), ("NOT_SAME_AS", "a:2", "a:4", True)}
    assert {c.kind for c in effect.changes} == {ChangeKind.CREATED, ChangeKind.SPLIT, ChangeKind.JUDGED}


async def test_a_split_holds_against_later_evidence(store: Store, address: Address) -> None:
    await load(store, record("a:1", _ANN), record("a:2", _ANN))
    await Stewardship(store).split(await profile_id(store, "a:1"), ["a:2"], command())

    await load(store, record("a:1", _ANN, _HOME), record("a:2", _ANN, _HOME))

    assert clusters_in(address) == clusters("a:1", "a:2")


async def test_alone_leaves_what_hung_on_it_behind(store: Store, address: Address) -> None:
    await load(store, record("a:1", _ANN), record("a:2", _ANN, _HOME), record("a:3", _HOME))
    id = await profile_id(store, "a:1")

    await Stewardship(store).split(id, ["a:2"], command())

    assert clusters_in(address) == clusters("a:1", "a:2", "a:3")


async def test_together_takes_along_what_hangs_on_it(store: Store, address: Address) -> None:
    await load(store, record("a:1", _ANN), record("a:2", _ANN, _HOME), record("a:3", _HOME))
    id = await profile_id(store, "a:1")

    await Stewardship(store).split(id, ["a:2"], command(), together=True)

    assert clusters_in(address) == clusters("a:1", "a:2 a:3")
    assert judgements_in(address) == {("NOT_SAME_AS", "a:1", "a:2", True)}


@pytest.mark.parametrize("leaving", ["a:1", "b:1", "c:1"])
async def test_of_three_merged_two_stay_merged(store: Store, address: Address, leaving: str) -> None:
    await load(store, record("a:1"), record("b:1"), record("c:1"))
    ids = ids_in(address)
    steward = Stewardship(store)
    await steward.merge(list(ids.values()), command(), despite=ContradictionKind)

    await steward.split(min(ids.values()), [leaving], command())

    assert clusters_in(address) == {frozenset({leaving}), frozenset(ids.keys() - {leaving})}


async def test_old_ids_are_good_enough(store: Store, address: Address) -> None:
    ann, bob = await _ann_and_bob(store)
    await load(store, record("d:1"))
    steward = Stewardship(store)
    await steward.merge([ann, bob], command(), despite=ContradictionKind)

    await steward.merge([bob, await profile_id(store, "d:1")], command(), despite=ContradictionKind)

    assert clusters_in(address) == clusters("a:1 b:1 b:2 c:1 d:1")
    assert set(ids_in(address).values()) == {ann}
