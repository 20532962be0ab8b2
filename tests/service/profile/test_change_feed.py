"""The feed tells what was committed, all of it, once, in order; a copy can be kept by it alone."""

import asyncio
from contextlib import suppress
from dataclasses import replace
from random import Random

import pytest

from profile_service.domain.resolution.contradictions import ContradictionKind
from profile_service.domain.resolution.judgements import Verdict
from profile_service.domain.sources.records import REMOVED, SourceRecord
from profile_service.domain.stewardship.changes import Change, ChangeKind, RecordedChange, StoreState
from profile_service.domain.stewardship.commands import StewardCommand
from profile_service.domain.values.errors import Conflict, CursorAhead, InvalidInput, NotFound
from profile_service.domain.values.times import utc_now
from profile_service.service.profile.change_feed import ChangeFeed
from profile_service.service.profile.profile_reader import ProfileReader
from profile_service.service.resolution.arriving_records import ResolutionInput
from profile_service.service.resolution.resolve import resolve
from profile_service.service.stewardship.stewardship import Stewardship
from profile_service.store.engine import migrations
from profile_service.store.engine.engines import RemoteEngine
from profile_service.store.engine.store import Store, WriteTransaction
from profile_service.store.places.address import Address
from profile_service.store.sources.record_rows import record_row
from tests.rig.graph import links, run, wipe
from tests.rig.people import did, load, profile_id, record

pytestmark = pytest.mark.anyio


class _Copy:
    """What a service downstream keeps: profile id → keys of its records. It knows the feed and `profile`."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._after: str | None = None
        self.seen: list[int] = []
        self.profiles: dict[str, frozenset[str]] = {}

    async def follow(self, first: int) -> None:
        """Take in all that is there now, so many changes at a time."""
        more = True
        while more:
            page = await ChangeFeed(self._store).page(first, self._after)
            self.seen += [each.seq for each in page.changes]
            named = {id for each in page.changes for id in (each.change.profile, *each.change.others)}
            for id in sorted(named):
                await self._refresh(id)
            self._after = str(self.seen[-1]) if self.seen else None
            more = page.has_next
            assert page.store.last_seq >= (self.seen[-1] if self.seen else 0)

    async def _refresh(self, id: str) -> None:
        customer = await ProfileReader(self._store, None).customer(id)
        if customer is None or customer.resolved_from:
            self.profiles.pop(id, None)
        else:
            self.profiles[id] = frozenset(r.key for r in customer.profile.records)


def _stored(address: Address) -> dict[str, frozenset[str]]:
    members: dict[str, set[str]] = {}
    for key, id in links(address, "SourceRecord.key", "OF", "Profile.id"):
        members.setdefault(id, set()).add(key)
    return {id: frozenset(keys) for id, keys in members.items()}


def _some_record(rng: Random, minute: int) -> SourceRecord:
    """Of twelve people who share six e-mails, each time with others: they merge, change and split."""
    emails = {("email", f"e{rng.randrange(6)}@x.org") for _ in range(rng.randrange(3))}
    day = f"2026-{1 + minute // 28:02d}-{1 + minute % 28:02d}"
    return record(f"shop:{rng.randrange(12)}", *emails, day=day, email=REMOVED)


@pytest.mark.parametrize("seed", range(3))
async def test_copy_kept_by_the_feed_is_the_store(store: Store, address: Address, seed: int) -> None:
    rng, copy = Random(seed), _Copy(store)
    for minute in range(60):
        await _something_happens(store, rng, minute)
        if rng.random() < 0.2:
            await copy.follow(rng.randrange(1, 8))
            assert copy.profiles == _stored(address)
    await copy.follow(3)
    assert copy.profiles == _stored(address)
    assert copy.seen == list(range(1, len(copy.seen) + 1))
    kinds = {each.change.kind for each in (await ChangeFeed(store).page(1_000, None)).changes}
    assert kinds == set(ChangeKind) - {ChangeKind.REVEALED, ChangeKind.ERASED}


async def _something_happens(store: Store, rng: Random, minute: int) -> None:
    key = f"shop:{rng.randrange(12)}"
    stored = await store.read("MATCH (r:SourceRecord {key: $key}) RETURN r.tally AS tally", key=key)
    if minute % 7 == 6:
        await load(store, did(f"v{minute}", "desk:1", "2026-01-05"))
    elif minute % 3 == 2:
        with suppress(Conflict, NotFound, InvalidInput):
            await _somebody_orders(store, rng, key)
    elif stored and rng.random() < 0.3:
        await store.write(lambda tx: resolve(tx, ResolutionInput(deleted=[key]), utc_now()))
    else:
        await load(store, *(_some_record(rng, minute) for _ in range(rng.randrange(1, 3))))


async def _somebody_orders(store: Store, rng: Random, key: str) -> None:
    """Two profiles merge, a record is split off, a profile is locked and later unlocked."""
    steward, order = Stewardship(store), StewardCommand("mia")
    ids = [await _profile_of(store, each) for each in (key, f"shop:{rng.randrange(12)}")]
    match rng.randrange(4):
        case 0:
            await steward.merge(ids, order, despite=ContradictionKind)
        case 1:
            await steward.split(ids[0], [key], order)
        case 2:
            await steward.lock(ids[0], order)
            await load(store, record(key, ("email", "e1@x.org"), day="2026-12-01"))
            await steward.unlock(ids[0], order)
        case _:
            await steward.judge(key, "shop:1", Verdict.NOT_SAME, 1.0, order)


async def _profile_of(store: Store, key: str) -> str:
    rows = await store.read("MATCH (:SourceRecord {key: $key})-[:OF]->(p:Profile) RETURN p.id AS id", key=key)
    return str(rows[0]["id"]) if rows else "nobody"


async def test_pages_follow_one_another_through_one_commit(store: Store) -> None:
    await load(store, *(record(f"shop:{n}") for n in range(5)))
    await load(store, *(record(f"crm:{n}") for n in range(4)))
    whole = (await ChangeFeed(store).page(1_000, None)).changes
    assert [each.seq for each in whole] == list(range(1, 10))
    for size in (1, 2, 3, 4, 5, 9):
        paged: list[RecordedChange] = []
        after, more = None, True
        while more:
            page = await ChangeFeed(store).page(size, after)
            assert (page.store.last_seq, len(page.changes) <= size) == (9, True)
            paged += page.changes
            after, more = str(page.changes[-1].seq), page.has_next
        assert tuple(paged) == whole
    assert (await ChangeFeed(store).page(5, "9")).changes == ()


async def test_nothing_is_told_of_an_empty_store(store: Store) -> None:
    page = await ChangeFeed(store).page(10, None)
    assert (page.changes, page.has_next, page.store.last_seq) == ((), False, 0)


async def test_reader_of_another_store_is_told_so(store: Store, address: Address) -> None:
    await load(store, record("shop:1"), record("shop:2"))
    kept = (await ChangeFeed(store).page(10, None)).store
    assert (await ChangeFeed(store).page(10, "2")).store == kept
    wipe(address)
    await load(store, record("shop:1"))
    with pytest.raises(CursorAhead) as refused:
        await ChangeFeed(store).page(10, "2")
    rebuilt = await ChangeFeed(store).store_state()
    assert refused.value.details == {"lastSeq": 1, "storeId": rebuilt.id}
    assert rebuilt.id not in {None, kept.id}


async def test_store_keeps_its_id(store: Store, address: Address) -> None:
    await load(store, record("shop:1"))
    first = await ChangeFeed(store).store_state()
    await load(store, record("shop:2"))
    reopened = Store(RemoteEngine(address, store.engine))
    assert await ChangeFeed(reopened).store_state() == replace(first, last_seq=2)
    await reopened.close()


async def test_store_from_before_ids_gets_one_and_keeps_its_feed(store: Store, address: Address) -> None:
    await load(store, record("shop:1"))
    run(address, "MATCH (lock:Lock {name: 'write'}) REMOVE lock.store")
    run(address, "MATCH (m:Migration {name: '0008_store_id.cypher'}) DELETE m")
    await load(store, record("shop:2"))
    assert await ChangeFeed(store).store_state() == StoreState(None, 2)
    await migrations.apply(store)
    state = await ChangeFeed(store).store_state()
    assert state.id
    assert state.last_seq == 2


async def test_change_names_actor_and_what_moved(store: Store) -> None:
    await load(store, record("a:1", ("email", "a@x.org")))
    await load(store, record("b:1", ("email", "b@x.org")))
    kept, old = await profile_id(store, "a:1"), await profile_id(store, "b:1")
    joining = [record("c:1", ("email", "a@x.org"), ("email", "b@x.org"))]
    await store.write(
        lambda tx: resolve(tx, ResolutionInput([record_row(each) for each in joining]), utc_now()), actor="load 7"
    )

    page = await ChangeFeed(store).page(10, "2")

    assert [(each.seq, each.actor, each.change) for each in page.changes] == [
        (3, "load 7", Change(kept, ChangeKind.MERGED, (old,), ("b:1",))),
        (4, "load 7", Change(kept, ChangeKind.ATTRIBUTES)),
    ]


async def test_two_writers_leave_neither_gap_nor_double(store: Store, address: Address) -> None:
    other, copy = Store(RemoteEngine(address, store.engine)), _Copy(store)
    done = asyncio.Event()

    async def writing(writer: Store, source: str) -> None:
        for n in range(15):
            await load(writer, record(f"{source}:{n}", ("email", f"e{n % 4}@x.org")))
            await _give_up(writer, f"{source}:gone{n}")

    async def reading() -> None:
        while not done.is_set():
            await copy.follow(4)

    reader = asyncio.create_task(reading())
    await asyncio.gather(writing(store, "shop"), writing(other, "crm"))
    done.set()
    await reader
    await copy.follow(4)
    await other.close()

    numbers = [each.seq for each in (await ChangeFeed(store).page(1_000, None)).changes]
    assert numbers == list(range(1, len(numbers) + 1)) == copy.seen
    assert copy.profiles == _stored(address)


async def test_what_was_rolled_back_is_not_told(store: Store) -> None:
    await _give_up(store, "shop:1")
    await load(store, record("shop:2"))
    page = await ChangeFeed(store).page(10, None)
    assert [(each.seq, each.change.kind) for each in page.changes] == [(1, ChangeKind.CREATED)]
    assert page.changes[0].change.profile == await profile_id(store, "shop:2")


class _Rollback(Exception):
    pass


async def _give_up(store: Store, key: str) -> None:
    async def work(tx: WriteTransaction) -> None:
        await resolve(tx, ResolutionInput([record_row(record(key))]), utc_now())
        raise _Rollback

    with pytest.raises(_Rollback):
        await store.write(work)


async def test_numbers_and_sizes_have_bounds(store: Store) -> None:
    for first in (0, 1_001):
        with pytest.raises(InvalidInput, match="first must be from 1 to 1000"):
            await ChangeFeed(store).page(first, None)
    for after in ("-1", "x", "", "²", "9" * 19):
        with pytest.raises(InvalidInput, match="after is the number of a change"):
            await ChangeFeed(store).page(1, after)
