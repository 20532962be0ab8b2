"""One key, two events: what another customer did at another time never replaces what is stored."""

import json
from pathlib import Path

import pytest

from profile_service.domain.sources.counts import Counts
from profile_service.domain.sources.events import Event
from profile_service.domain.sources.items import Item
from profile_service.service.ingestion.dry_run import DryRun
from profile_service.service.ingestion.ingest import ingest
from profile_service.service.ingestion.load import LoadRunner
from profile_service.store.engine.store import Store
from profile_service.store.places.address import Address
from tests.rig.files import load_of
from tests.rig.graph import links, run
from tests.rig.people import bought, did, items, record

pytestmark = pytest.mark.anyio

_REASON = (
    "another customer's event of another day is stored under the same key; are the files of two systems that count "
    "alike? Then name one of them with --source"
)


async def _load(store: Store, *things: Event) -> Counts:
    return await store.write(lambda tx: ingest(tx, items(*things)))


def _done_by(address: Address) -> set[tuple[object, ...]]:
    return links(address, "Event.key", "BY", "SourceRecord.key")


def _rejects(path: str) -> list[tuple[int, str]]:
    rows = map(json.loads, Path(path).read_text(encoding="utf-8").splitlines())
    return [(row["line"], row["reason"]) for row in rows]


@pytest.mark.parametrize(
    ("stored", "arriving"),
    [
        (bought("till:order:7", "till:ann", "2026-01-01"), bought("till:order:7", "till:bob", "2026-03-05")),
        (did("desk:ticket:7", "desk:ann", "2026-01-01"), did("desk:ticket:7", "desk:bob", "2026-01-02")),
        (bought("till:order:8", "till:order:8", "2026-01-01"), bought("till:order:8", "till:order:8", "2026-03-05")),
    ],
    ids=["order", "ticket", "order of nobody"],
)
async def test_a_contradicting_event_is_rejected(
    store: Store, address: Address, tmp_path: Path, stored: Event, arriving: Event
) -> None:
    await LoadRunner(store, tmp_path).run(load_of([Item(2, (), (stored,))]))
    other = load_of(
        [Item(2, (), (bought("till:order:9", "till:eve", "2026-01-01"),)), Item(3, (), (arriving,), rows=2)]
    )

    tried = await DryRun(store).run(other, lambda _: None, lambda _, __: None)
    loaded = await LoadRunner(store, tmp_path).run(other)

    assert loaded.counts == tried.counts == Counts(read=3, loaded=1, rejected=2)
    assert loaded.rejects_file
    assert _rejects(loaded.rejects_file) == [(3, _REASON)]
    assert (stored.key, stored.record) in _done_by(address)
    assert run(address, "MATCH (e:Event {key: $key}) RETURN e.digest", key=stored.key) == [(stored.digest,)]


async def test_two_orders_of_one_batch_contradict_each_other(store: Store, address: Address) -> None:
    counts = await _load(store, bought("o7", "till:ann", "2026-01-01"), bought("o7", "till:bob", "2026-03-05"))

    assert counts == Counts(read=2, loaded=1, rejected=1)
    assert _done_by(address) == {("o7", "till:ann")}


@pytest.mark.parametrize(
    "corrected",
    [
        bought("o7", "till:bob", "2026-01-01", total=700),
        bought("o7", "till:ann", "2026-03-05", total=700),
    ],
    ids=["another customer", "another day"],
)
async def test_a_correction_replaces_the_event(store: Store, address: Address, corrected: Event) -> None:
    await _load(store, bought("o7", "till:ann", "2026-01-01"))

    assert await _load(store, corrected) == Counts(read=1, changed=1)
    assert _done_by(address) == {("o7", corrected.record)}


def _renamed(new: str, former: str, record_key: str, day: str) -> Item:
    sale = bought(f"till:order:{new}", record_key, day)
    return Item(2, (record(record_key),), (sale,), former_events=(f"till:order:{former}", f"till:return:{former}"))


async def test_an_order_under_its_former_key_is_taken_over(store: Store, address: Address) -> None:
    sale, refund = bought("till:order:7", "till:ann", "2026-01-01"), bought("till:return:7", "till:ann", "2026-01-03")
    await _load(store, sale, refund, bought("till:order:8", "till:ann", "2026-01-01"))
    item = _renamed("900112", "7", "till:ann", "2026-01-01")

    first = await store.write(lambda tx: ingest(tx, [item]))
    again = await store.write(lambda tx: ingest(tx, [item]))

    assert (first, again) == (Counts(read=1, changed=1), Counts(read=1, unchanged=1))
    assert _done_by(address) == {("till:order:900112", "till:ann"), ("till:order:8", "till:ann")}


async def test_another_order_of_the_former_number_stays(store: Store, address: Address) -> None:
    await _load(store, bought("till:order:7", "till:ann", "2026-01-01"))

    loaded = await store.write(lambda tx: ingest(tx, [_renamed("900112", "7", "till:ann", "2026-02-01")]))

    assert loaded == Counts(read=1, loaded=1)
    assert _done_by(address) == {("till:order:900112", "till:ann"), ("till:order:7", "till:ann")}


async def test_a_record_that_stood_for_the_former_key_is_retired(store: Store, address: Address) -> None:
    await store.write(
        lambda tx: ingest(
            tx,
            [Item(2, (record("till:order:7", name="Ann"),), (bought("till:order:7", "till:order:7", "2026-01-01"),))],
        )
    )

    await store.write(lambda tx: ingest(tx, [_renamed("900112", "7", "till:order:900112", "2026-01-01")]))

    live = run(address, "MATCH (r:SourceRecord) WHERE r.retired_at IS NULL RETURN r.key")
    assert live == [("till:order:900112",)]
    assert _done_by(address) == {("till:order:900112", "till:order:900112")}
