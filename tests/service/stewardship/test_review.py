"""What could not join waits in the queue, the longest waiting first, until a steward accepts or declines it."""

import pytest

from profile_service.domain.resolution.contradictions import ContradictionKind
from profile_service.domain.resolution.partition import Obstacle
from profile_service.domain.stewardship.commands import ReviewFilter
from profile_service.domain.values.errors import Conflict, Contradicted, InvalidInput
from profile_service.domain.values.identifiers import Identifier
from profile_service.service.stewardship.stewardship import Stewardship
from profile_service.store.engine.store import Store
from profile_service.store.places.address import Address
from tests.rig.people import load, profile_id, record
from tests.rig.stewards import clusters, clusters_in, command, judgements_in

pytestmark = pytest.mark.anyio

_ANN = ("email", "ann@shop.org")
_HOME = ("phone", "+14155552671")
_ITEM = "email:ann@shop.org"


async def _contested(store: Store) -> tuple[str, str]:
    await load(store, record("a:1", _ANN, given_name="Ann"), record("a:2", _ANN, given_name="Ann"))
    await load(store, record("b:1", _ANN, given_name="Robert"))
    return await profile_id(store, "a:1"), await profile_id(store, "b:1")


async def test_it_says_what_stands_between_whom(store: Store) -> None:
    ann, robert = await _contested(store)

    (item,), more = await Stewardship(store).review(10, None)

    assert item.identifier == Identifier(*_ANN)
    assert item.obstacle is Obstacle.CONTRADICTION
    assert item.records == {ann: ("a:1", "a:2"), robert: ("b:1",)}
    assert not more


async def test_pages_follow_one_another_without_gaps(store: Store) -> None:
    for n in range(7):
        await load(
            store,
            record(f"a:{n}", ("email", f"x{n}@shop.org"), ("email", f"y{n}@shop.org"), given_name="Ann"),
            record(f"b:{n}", ("email", f"x{n}@shop.org"), ("email", f"y{n}@shop.org"), given_name="Robert"),
        )
    steward = Stewardship(store)
    seen: list[str] = []
    after: str | None = None
    more = True

    while more:
        items, more = await steward.review(3, after)
        seen += [item.identifier.value for item in items]
        after = items[-1].cursor

    assert seen == [f"{which}{n}@shop.org" for n in range(7) for which in "xy"]


async def test_only_what_is_wanted_is_listed(store: Store) -> None:
    await _contested(store)
    await load(store, record("c:1", _HOME, given_name="Ann"), record("c:2", _HOME, given_name="Robert"))
    apart = [await profile_id(store, key) for key in ("a:1", "c:1")]
    await Stewardship(store).propose(apart, command())

    async def listed(wanted: ReviewFilter) -> list[str]:
        return [item.identifier.type for item in (await Stewardship(store).review(10, None, wanted))[0]]

    phones, proposed = frozenset({"phone"}), frozenset({Obstacle.PROPOSED})
    assert await listed(ReviewFilter()) == ["email", "phone", "proposal"]
    assert await listed(ReviewFilter(phones | {"proposal"})) == ["phone", "proposal"]
    assert await listed(ReviewFilter(obstacles=proposed)) == ["proposal"]
    assert await listed(ReviewFilter(phones, frozenset({Obstacle.CONTRADICTION}))) == ["phone"]
    assert await listed(ReviewFilter(phones, proposed)) == []


async def test_one_item_is_as_the_queue_shows_it_until_it_is_settled(store: Store) -> None:
    await _contested(store)
    steward = Stewardship(store)
    (queued,), _ = await steward.review(10, None)

    assert await steward.review_item(_ITEM) == queued
    assert await steward.review_item("email:nobody@shop.org") is None
    await steward.decline(_ITEM, command())
    assert await steward.review_item(_ITEM) is None


async def test_one_proposal_is_as_the_queue_shows_it(store: Store) -> None:
    await load(store, record("a:1", _ANN, given_name="Ann"), record("b:1", _HOME, given_name="Ann"))
    steward = Stewardship(store)
    await steward.propose([await profile_id(store, key) for key in ("a:1", "b:1")], command())
    (queued,), _ = await steward.review(10, None)

    assert await steward.review_item(queued.identifier.key) == queued
    assert await steward.review_item("proposal:no-such") is None


async def test_accepting_makes_one_profile(store: Store, address: Address) -> None:
    ann, _ = await _contested(store)
    steward = Stewardship(store)

    with pytest.raises(Contradicted, match="say despite GIVEN_NAMES"):
        await steward.accept(_ITEM, command())
    effect = await steward.accept(_ITEM, command(), despite=[ContradictionKind.GIVEN_NAMES])

    assert clusters_in(address) == clusters("a:1 a:2 b:1")
    assert effect.profiles == (ann,)
    assert (await steward.review(10, None))[0] == []
    reasons = await store.read("MATCH (:SourceRecord)-[j:SAME_AS]->(:SourceRecord) RETURN DISTINCT j.reason AS reason")
    assert [row["reason"] for row in reasons] == ["accepted review of email (although their given names differ)"]


async def test_declining_settles_it(store: Store, address: Address) -> None:
    await _contested(store)
    steward = Stewardship(store)

    await steward.decline(_ITEM, command(reason="father and daughter"))

    assert clusters_in(address) == clusters("a:1 a:2", "b:1")
    assert judgements_in(address) == {("NOT_SAME_AS", "a:1", "b:1", True), ("NOT_SAME_AS", "a:2", "b:1", True)}
    assert (await steward.review(10, None))[0] == []


async def test_declining_leaves_profiles_whole(store: Store, address: Address) -> None:
    """Also where nothing but the limit had kept them apart."""
    own = [("email", f"a{n}@shop.org") for n in range(4)]
    others = [("email", f"b{n}@shop.org") for n in range(4)]
    await load(store, record("a:1", _HOME, *own), record("a:2", _HOME, *own))
    await load(store, record("b:1", _HOME, *others), record("b:2", _HOME, *others))
    before = clusters_in(address)
    steward = Stewardship(store)
    (item,), _ = await steward.review(10, None)
    assert item.obstacle is Obstacle.LIMIT

    await steward.decline(item.identifier.key, command())

    assert clusters_in(address) == before == clusters("a:1 a:2", "b:1 b:2")
    assert (await steward.review(10, None))[0] == []


async def test_a_newcomer_who_fits_two_goes_to_neither_when_declined(store: Store, address: Address) -> None:
    await _contested(store)
    await load(store, record("c:1", _ANN))
    steward = Stewardship(store)
    (item,), _ = await steward.review(10, None)
    assert len(item.records) >= 2

    await steward.decline(_ITEM, command())

    assert (await steward.review(10, None))[0] == []
    assert frozenset({"b:1"}) in clusters_in(address)


_CARD = ("loyalty_id", "T-900")


async def test_declining_takes_apart_what_the_identifier_alone_had_joined(store: Store, address: Address) -> None:
    """Nobody waits for a decision about it: until then all who hold it could be one person."""
    await load(store, *(record(f"till:{n}", _CARD, ("email", f"{n}@shop.org")) for n in range(3)))
    await load(store, record("web:0", _CARD, ("email", "0@shop.org")))
    assert clusters_in(address) == clusters("till:0 till:1 till:2 web:0")
    steward = Stewardship(store)

    await steward.decline("loyalty_id:T-900", command(reason="an employee's card"))

    assert clusters_in(address) == clusters("till:0 web:0", "till:1", "till:2")
    assert (await steward.review(10, None))[0] == []
    with pytest.raises(Conflict, match="nothing would follow"):
        await steward.decline("loyalty_id:T-900", command())


async def test_card_lent_to_many_is_one_item(store: Store, address: Address) -> None:
    names = ("Ivo", "Nora", "Pia", "Sven", "Tara", "Udo", "Vito")
    await load(store, *(record(f"till:{n}", _CARD, ("email", f"{n}@shop.org")) for n in range(7)))
    await load(store, *(record(f"web:{n}", ("email", f"{n}@shop.org"), given_name=names[n]) for n in range(7)))
    steward = Stewardship(store)
    pairs = clusters(*(f"till:{n} web:{n}" for n in range(7)))
    assert clusters_in(address) == pairs

    (item,), _ = await steward.review(10, None)
    assert (item.identifier, len(item.records)) == (Identifier(*_CARD), 7)
    await steward.decline(item.identifier.key, command())

    assert clusters_in(address) == pairs
    assert (await steward.review(10, None))[0] == []


async def test_a_settled_item_is_a_conflict(store: Store) -> None:
    await _contested(store)
    steward = Stewardship(store)
    await steward.decline(_ITEM, command())

    with pytest.raises(Conflict, match="settled already") as told:
        await steward.accept(_ITEM, command())
    assert "ann@" not in str(told.value)
    with pytest.raises(Conflict, match="settled already"):
        await steward.decline("email:nobody@shop.org", command())


async def test_a_recycled_phone_asks_nobody(store: Store) -> None:
    """The newer claim has ended the older one."""
    await load(store, record("a:1", _HOME, day="2020-01-01", given_name="Ann"))
    await load(store, record("b:1", _HOME, day="2026-01-01", given_name="Robert"))

    assert await Stewardship(store).review(10, None) == ([], False)


async def test_pages_are_of_sensible_size(store: Store) -> None:
    steward = Stewardship(store)

    for first in (0, 101):
        with pytest.raises(InvalidInput, match="ask for 1 to 100"):
            await steward.review(first, None)
    with pytest.raises(InvalidInput, match="cursor"):
        await steward.review(10, "?")


async def test_undone_answer_waits_since_it_began_to(store: Store) -> None:
    """However often the answer is undone, and made to hold again."""
    await _contested(store)
    steward = Stewardship(store)
    (waiting,), _ = await steward.review(10, None)

    accepted = await steward.accept(_ITEM, command(), despite=ContradictionKind)
    undone = await steward.undo(accepted.decision, command())
    assert (await steward.review(10, None))[0] == [waiting]
    holding = await steward.undo(undone.decision, command())
    assert (await steward.review(10, None))[0] == []
    await steward.undo(holding.decision, command())
    assert (await steward.review(10, None))[0] == [waiting]

    declined = await steward.decline(_ITEM, command())
    await steward.undo(declined.decision, command())
    assert (await steward.review(10, None))[0] == [waiting]
