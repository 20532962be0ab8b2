"""A locked profile keeps its records and lets nobody in, until it is unlocked."""

import pytest

from profile_service.domain.resolution.judgements import Verdict
from profile_service.domain.sources.records import REMOVED
from profile_service.domain.stewardship.changes import ChangeKind
from profile_service.domain.values.errors import Conflict
from profile_service.domain.values.identifiers import Identifier
from profile_service.service.stewardship.stewardship import Stewardship
from profile_service.store.engine.store import Store
from profile_service.store.places.address import Address
from tests.rig.graph import nodes
from tests.rig.people import load, profile_id, record
from tests.rig.stewards import clusters, clusters_in, command, version

pytestmark = pytest.mark.anyio

_ANN = ("email", "ann@shop.org")


async def test_newcomers_stay_out_until_it_is_unlocked(store: Store, address: Address) -> None:
    await load(store, record("a:1", _ANN))
    id = await profile_id(store, "a:1")
    steward = Stewardship(store)
    locked = await steward.lock(id, command())

    await load(store, record("b:1", _ANN))
    assert clusters_in(address) == clusters("a:1", "b:1")

    unlocked = await steward.unlock(id, command())
    assert clusters_in(address) == clusters("a:1 b:1")
    assert [c.kind for c in locked.changes] == [ChangeKind.LOCKED]
    assert [c.kind for c in unlocked.changes] == [ChangeKind.UNLOCKED, ChangeKind.MERGED]
    assert unlocked.profiles == (id,)


async def test_its_records_stay_whatever_they_say_later(store: Store, address: Address) -> None:
    await load(store, record("a:1", _ANN), record("a:2", _ANN))
    id = await profile_id(store, "a:1")
    steward = Stewardship(store)
    await steward.lock(id, command())

    await load(store, record("a:2", ("email", "bob@shop.org"), given_name="Robert", email=REMOVED))
    assert clusters_in(address) == clusters("a:1 a:2")

    await steward.unlock(id, command())
    assert clusters_in(address) == clusters("a:1", "a:2")


async def test_who_locked_it_is_shown(store: Store, address: Address) -> None:
    await load(store, record("a:1"))
    id = await profile_id(store, "a:1")
    before = await version(store, id)
    steward = Stewardship(store)

    await steward.lock(id, command())
    assert nodes(address, "Profile", "id", "locked_by") == {(id, "ada")}
    assert await version(store, id) == before + 1

    await steward.unlock(id, command())
    assert nodes(address, "Profile", "locked_by", "locked_at") == {(None, None)}
    assert nodes(address, "SourceRecord", "lock") == {(None,)}
    assert await version(store, id) == before + 2


async def test_twice_changes_nothing(store: Store) -> None:
    await load(store, record("a:1"))
    id = await profile_id(store, "a:1")
    steward = Stewardship(store)

    assert (await steward.unlock(id, command())).changes == ()
    await steward.lock(id, command())
    assert (await steward.lock(id, command())).changes == ()


async def test_stewards_keep_off_it(store: Store) -> None:
    await load(store, record("a:1", _ANN), record("a:2", _ANN), record("b:1"))
    a, b = await profile_id(store, "a:1"), await profile_id(store, "b:1")
    steward = Stewardship(store)
    await steward.lock(a, command())

    with pytest.raises(Conflict, match=f"profile {a} is locked; unlock it first"):
        await steward.merge([a, b], command())
    with pytest.raises(Conflict, match="unlock it first"):
        await steward.split(a, ["a:2"], command())
    with pytest.raises(Conflict, match="unlock it first"):
        await steward.judge("a:1", "b:1", Verdict.SAME, 1.0, command())
    with pytest.raises(Conflict, match="unlock it first"):
        await steward.move_identifier(Identifier(*_ANN), "a:1", "b:1", command())


async def test_nobody_is_asked_about_what_a_lock_keeps_apart(store: Store) -> None:
    await load(store, record("a:1", _ANN))
    steward, id = Stewardship(store), await profile_id(store, "a:1")
    await steward.lock(id, command())

    await load(store, record("b:1", _ANN))

    assert (await steward.review(10, None))[0] == []
