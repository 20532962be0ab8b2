"""A proposed merge merges nothing; it waits in the queue until somebody answers it, and comes back with an undo."""

import pytest

from profile_service.domain.resolution.judgements import Verdict
from profile_service.domain.resolution.partition import Obstacle
from profile_service.domain.stewardship.commands import Proposal, ReviewItem, StewardCommand
from profile_service.domain.values.errors import Conflict, Forbidden, InvalidInput, NotFound
from profile_service.service.stewardship.stewardship import Stewardship
from profile_service.store.engine.store import Store
from profile_service.store.places.address import Address
from tests.rig.callers import caller
from tests.rig.people import load, profile_id, record
from tests.rig.stewards import clusters, clusters_in, command, judgements_in

pytestmark = pytest.mark.anyio

_BY_AGENT = StewardCommand("agent 7", "the same voice, and she knows both orders")


async def _two(store: Store) -> list[str]:
    """The ids of two profiles, of three records."""
    mail = ("email", "nguyen@post.example")
    await load(store, record("pos:2", mail, name="Nguyễn Thị Lan"), record("pos:1", mail, name="Nguyễn Thị Lan"))
    await load(store, record("chat:9", name="Lan"))
    return [await profile_id(store, "pos:1"), await profile_id(store, "chat:9")]


async def _waiting(store: Store) -> list[ReviewItem]:
    return (await Stewardship(store).review(10, None))[0]


async def test_it_waits_and_merges_nothing(store: Store, address: Address) -> None:
    lan, chat = await _two(store)

    effect = await Stewardship(store).propose([chat, lan], _BY_AGENT)

    (item,) = await _waiting(store)
    assert item.identifier.key == f"proposal:{effect.decision}"
    assert item.obstacle is Obstacle.PROPOSED
    assert item.records == {lan: ("pos:1",), chat: ("chat:9",)}
    assert item.proposal == Proposal("agent 7", "the same voice, and she knows both orders")
    assert clusters_in(address) == clusters("pos:1 pos:2", "chat:9")


async def test_accepting_merges_and_undoing_that_brings_it_back(store: Store, address: Address) -> None:
    profiles = await _two(store)
    steward = Stewardship(store)
    await steward.propose(profiles, _BY_AGENT)
    (item,) = await _waiting(store)

    accepted = await steward.accept(item.identifier.key, command())

    assert clusters_in(address) == clusters("pos:1 pos:2 chat:9")
    assert await _waiting(store) == []
    with pytest.raises(Conflict, match="settled already"):
        await steward.accept(item.identifier.key, command())

    await steward.undo(accepted.decision, command())

    assert clusters_in(address) == clusters("pos:1 pos:2", "chat:9")
    assert await _waiting(store) == [item]


async def test_declining_judges_them_different_and_undoing_that_brings_it_back(store: Store, address: Address) -> None:
    profiles = await _two(store)
    steward = Stewardship(store)
    await steward.propose(profiles, _BY_AGENT)
    (item,) = await _waiting(store)

    declined = await steward.decline(item.identifier.key, command())

    assert judgements_in(address) == {
        ("MAYBE_SAME_AS", "chat:9", "pos:1", False),
        ("NOT_SAME_AS", "chat:9", "pos:1", True),
    }
    assert await _waiting(store) == []
    for again in (steward.decline(item.identifier.key, command()), steward.propose(profiles, _BY_AGENT)):
        with pytest.raises(Conflict):
            await again

    await steward.undo(declined.decision, command())

    assert await _waiting(store) == [item]


async def test_undoing_a_proposal_takes_it_off_the_queue_and_redoing_puts_it_back(store: Store) -> None:
    profiles = await _two(store)
    steward = Stewardship(store)
    proposed = await steward.propose(profiles, _BY_AGENT)
    waiting = await _waiting(store)

    undone = await steward.undo(proposed.decision, command())
    assert await _waiting(store) == []

    await steward.undo(undone.decision, command())
    assert await _waiting(store) == waiting


async def test_another_judgement_of_the_pair_answers_it(store: Store) -> None:
    profiles = await _two(store)
    steward = Stewardship(store)
    await steward.propose(profiles, _BY_AGENT)

    await steward.judge("pos:1", "chat:9", Verdict.NOT_SAME, 1.0, command())

    assert await _waiting(store) == []


async def test_a_proposal_of_three_waits_until_all_is_answered(store: Store, address: Address) -> None:
    await load(store, record("a:1"), record("b:1"), record("c:1"))
    steward = Stewardship(store)
    await steward.propose([await profile_id(store, key) for key in ("a:1", "b:1", "c:1")], _BY_AGENT)
    await steward.judge("a:1", "b:1", Verdict.SAME, 1.0, command())
    (item,) = await _waiting(store)

    await steward.accept(item.identifier.key, command())

    assert clusters_in(address) == clusters("a:1 b:1 c:1")
    assert await _waiting(store) == []


async def test_proposing_the_same_again_changes_nothing(store: Store) -> None:
    profiles = await _two(store)
    steward = Stewardship(store)
    await steward.propose(profiles, _BY_AGENT)
    waiting = await _waiting(store)

    effect = await steward.propose(profiles[::-1], command())

    assert effect.changes == ()
    assert await _waiting(store) == waiting


async def test_the_queue_is_one_in_the_order_of_time(store: Store) -> None:
    await load(store, *(record(f"x:{n}") for n in range(6)))
    await load(store, record("a:1", ("email", "m@x.example"), given_name="Minh"))
    steward = Stewardship(store)
    expected = []
    for n in range(3):
        ids = [await profile_id(store, f"x:{2 * n + side}") for side in (0, 1)]
        expected.append(f"proposal:{(await steward.propose(ids, _BY_AGENT)).decision}")
        if n == 1:
            await load(store, record("a:2", ("email", "m@x.example"), given_name="Hoa"))
            expected.append("email:m@x.example")
    seen: list[str] = []
    after, more = None, True

    while more:
        items, more = await steward.review(1, after)
        seen += [item.identifier.key for item in items]
        after = items[-1].cursor

    assert seen == expected


async def test_an_agent_proposes_what_only_a_steward_accepts(store: Store) -> None:
    profiles = await _two(store)
    agent = Stewardship(store, caller("agent"))
    steward = Stewardship(store, caller("steward"))

    await agent.propose(profiles, _BY_AGENT)

    (item,), _ = await steward.review(10, None)
    with pytest.raises(Forbidden):
        await agent.merge(profiles, _BY_AGENT)
    with pytest.raises(Forbidden):
        await agent.accept(item.identifier.key, _BY_AGENT)
    with pytest.raises(Forbidden):
        await Stewardship(store, caller("service")).propose(profiles, _BY_AGENT)
    await steward.accept(item.identifier.key, command())
    assert await _waiting(store) == []


async def test_what_cannot_be_proposed_is_refused(store: Store) -> None:
    lan, chat = await _two(store)
    steward = Stewardship(store)
    for ids in ([lan], [lan, lan], [str(n) for n in range(11)]):
        with pytest.raises(InvalidInput):
            await steward.propose(ids, _BY_AGENT)
    with pytest.raises(NotFound):
        await steward.propose([lan, "nobody"], _BY_AGENT)
    await steward.lock(chat, command())
    with pytest.raises(Conflict, match="locked"):
        await steward.propose([lan, chat], _BY_AGENT)
    assert await _waiting(store) == []
