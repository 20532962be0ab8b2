"""Items become the graph: records, claims, profiles, events and counts, on both engines."""

from dataclasses import replace

import pytest

from profile_service.domain.profile.tallies import Cell, Tally, add_up
from profile_service.domain.sources.counts import Counts
from profile_service.domain.sources.events import Event, Interaction, Line, Subject, Transaction
from profile_service.domain.sources.items import Item
from profile_service.domain.sources.records import SourceRecord
from profile_service.domain.values.identifiers import identifier
from profile_service.service.ingestion.ingest import ingest
from profile_service.store.engine.store import Store
from profile_service.store.places.address import Address
from tests.rig.graph import Rows, links, nodes, run

pytestmark = pytest.mark.anyio

_AT = "2026-11-22T09:00:00.000000Z"
_LATER = "2026-11-23T09:00:00.000000Z"
_TEA = Subject("Product", "shop:tea", "Tea")


def _record(key: str, *identifiers: tuple[str, str], at: str | None = None, **attributes: str) -> SourceRecord:
    source, _, id = key.partition(":")
    return SourceRecord(source, id, attributes, tuple(identifier(t, v, "US") for t, v in identifiers), at)


def _order(key: str = "o1", record: str = "shop:1", total: int = 500, at: str = _AT) -> Transaction:
    return Transaction(
        key, record, "order", at, "web", number="#1001", currency="EUR", total_minor=total, lines=(Line(_TEA, 2, 250),)
    )


async def _load(store: Store, *things: SourceRecord | Event) -> Counts:
    items = [Item(n, (t,)) if isinstance(t, SourceRecord) else Item(n, (), (t,)) for n, t in enumerate(things, start=2)]
    return await store.write(lambda tx: ingest(tx, items))


def _persons(address: Address) -> set[frozenset[str]]:
    """The record keys that stand together."""
    of = links(address, "SourceRecord.key", "OF", "Profile.id")
    return {frozenset(key for key, id in of if id == wanted) for _, wanted in of}


def _tally(address: Address, record: str) -> list[Tally]:
    return add_up([run(address, "MATCH (r:SourceRecord {key: $key}) RETURN r.tally", key=record)[0][0]])


async def test_records_that_share_an_email_become_one_profile(store: Store, address: Address) -> None:
    counts = await _load(
        store,
        _record("shop:1", ("email", "Ann@Shop.org"), given_name="Ann"),
        _record("crm:7", ("email", "ann@shop.org"), ("phone", "(415) 555-2671")),
        _record("crm:8", ("email", "bob@shop.org")),
    )

    assert counts == Counts(read=3, loaded=3)
    assert _persons(address) == {frozenset({"shop:1", "crm:7"}), frozenset({"crm:8"})}
    assert nodes(address, "Identifier", "key", "reversed") == {
        ("email:ann@shop.org", "gro.pohs@nna"),
        ("email:bob@shop.org", "gro.pohs@bob"),
        ("phone:+14155552671", "17625555141+"),
    }
    assert links(address, "SourceRecord.key", "HAS", "Identifier.key") == {
        ("shop:1", "email:ann@shop.org"),
        ("crm:7", "email:ann@shop.org"),
        ("crm:7", "phone:+14155552671"),
        ("crm:8", "email:bob@shop.org"),
    }


async def test_a_late_record_merges_two_profiles_into_the_older(store: Store, address: Address) -> None:
    await _load(store, _record("a:1", ("email", "ann@shop.org")))
    await _load(store, _record("b:1", ("phone", "(415) 555-2671")))
    older = run(address, "MATCH (:SourceRecord {key: 'a:1'})-[:OF]->(p) RETURN p.id")[0][0]
    newer = run(address, "MATCH (:SourceRecord {key: 'b:1'})-[:OF]->(p) RETURN p.id")[0][0]

    await _load(store, _record("c:1", ("email", "ann@shop.org"), ("phone", "(415) 555-2671")))

    assert links(address, "SourceRecord.key", "OF", "Profile.id") == {(k, older) for k in ("a:1", "b:1", "c:1")}
    assert links(address, "Profile.id", "MERGED_INTO", "Profile.id") == {(newer, older)}


async def test_a_record_that_changes_its_email_stays_in_the_profile(store: Store, address: Address) -> None:
    await _load(store, _record("a:1", ("email", "ann@shop.org")), _record("b:1", ("email", "ann@shop.org")))

    counts = await _load(store, _record("b:1", ("email", "bea@shop.org")))

    assert counts == Counts(read=1, changed=1)
    assert _persons(address) == {frozenset({"a:1", "b:1"})}


async def test_an_older_version_never_overwrites_a_newer_one(store: Store, address: Address) -> None:
    await _load(store, _record("a:1", at=_LATER, city="Lyon"))

    counts = await _load(store, _record("a:1", at=_AT, city="Paris"))

    assert counts == Counts(read=1, unchanged=1)
    assert nodes(address, "SourceRecord", "key", "attributes") == {("a:1", '{"city":"Lyon"}')}


async def test_events_hang_on_their_record_and_are_counted(store: Store, address: Address) -> None:
    review = Interaction("r1", "shop:1", "review", _LATER, "web", about=(_TEA, Subject("Case", "desk:9", "Broken")))

    await _load(store, _record("shop:1"), _order(), review)

    assert links(address, "Event.key", "BY", "SourceRecord.key") == {("o1", "shop:1"), ("r1", "shop:1")}
    assert links(address, "Transaction.key", "LINE", "Product.key", "position", "quantity", "price_minor") == {
        ("o1", "shop:tea", 1, 2.0, 250)
    }
    assert links(address, "Interaction.key", "ABOUT", "Product.key") == {("r1", "shop:tea")}
    assert links(address, "Interaction.key", "ABOUT", "Case.key") == {("r1", "desk:9")}
    assert nodes(address, "Event", "timeline") == {(f"shop:1|{_AT}|o1",), (f"shop:1|{_LATER}|r1",)}
    assert _tally(address, "shop:1") == [
        Tally(Cell("order", "web", "2026-11", "EUR"), 1, 500),
        Tally(Cell("review", "web", "2026-11", ""), 1, 0),
    ]


async def test_an_event_may_come_before_its_record(store: Store, address: Address) -> None:
    await _load(store, _order())
    before = nodes(address, "SourceRecord", "key", "stub")
    counts = await _load(store, _record("shop:1", ("email", "ann@shop.org"), given_name="Ann"))

    assert before == {("shop:1", True)}
    assert counts == Counts(read=1, loaded=1)
    assert nodes(address, "SourceRecord", "key", "stub", "name") == {("shop:1", False, "Ann")}
    assert links(address, "Event.key", "BY", "SourceRecord.key") == {("o1", "shop:1")}
    assert _tally(address, "shop:1") == [Tally(Cell("order", "web", "2026-11", "EUR"), 1, 500)]


async def test_a_changed_event_is_replaced_and_counted_anew(store: Store, address: Address) -> None:
    await _load(store, _record("shop:1"), _record("shop:2"), _order())

    counts = await _load(store, _order(record="shop:2", total=900))

    assert counts == Counts(read=1, changed=1)
    assert links(address, "Event.key", "BY", "SourceRecord.key") == {("o1", "shop:2")}
    assert len(links(address, "Transaction.key", "LINE", "Product.key")) == 1
    assert _tally(address, "shop:1") == []
    assert _tally(address, "shop:2") == [Tally(Cell("order", "web", "2026-11", "EUR"), 1, 900)]


async def test_loading_again_changes_nothing(store: Store, address: Address) -> None:
    things = (_record("shop:1", ("email", "ann@shop.org")), _order(), _record("crm:1", ("email", "ann@shop.org")))
    await _load(store, *things)
    before = _everything(address)

    counts = await _load(store, *things)

    assert counts == Counts(read=3, unchanged=3)
    assert _everything(address) == before


async def test_the_last_of_several_versions_in_one_batch_stays(store: Store, address: Address) -> None:
    counts = await _load(store, _record("a:1", city="Paris"), _record("a:1", city="Lyon"), _record("a:1", city="Lyon"))

    assert counts == Counts(read=3, loaded=1, changed=1, unchanged=1)
    assert nodes(address, "SourceRecord", "attributes") == {('{"city":"Lyon"}',)}


async def test_sale_is_counted_by_the_state_that_its_source_gives_it(store: Store, address: Address) -> None:
    order, voided = replace(_order(), status="Pending"), replace(_order("o2"), status="voided")
    await _load(store, _record("shop:1"), order, voided)
    assert _tally(address, "shop:1") == [
        Tally(Cell("order", "web", "2026-11", "EUR", "unpaid"), 1, 500),
        Tally(Cell("order", "web", "2026-11", "EUR", "void"), 1, 500),
    ]

    assert await _load(store, order, voided) == Counts(read=2, unchanged=2)
    assert await _load(store, replace(order, status="paid")) == Counts(read=1, changed=1)
    assert _tally(address, "shop:1") == [
        Tally(Cell("order", "web", "2026-11", "EUR"), 1, 500),
        Tally(Cell("order", "web", "2026-11", "EUR", "void"), 1, 500),
    ]


async def test_loading_again_counts_anew_what_an_earlier_version_counted(store: Store, address: Address) -> None:
    voided = replace(_order(), status="voided")
    await _load(store, _record("shop:1"), voided)
    earlier = "SET e.settlement = null, e.digest = $digest, r.tally = $tally, r.latest_event_at = null"
    tally = "order\tweb\t2026-11\tEUR\t1\t500\n"
    run(address, f"MATCH (e:Event)-[:BY]->(r:SourceRecord) {earlier}", digest=voided.digest, tally=tally)

    assert await _load(store, voided) == Counts(read=1, changed=1)
    assert _tally(address, "shop:1") == [Tally(Cell("order", "web", "2026-11", "EUR", "void"), 1, 500)]


async def test_older_file_does_not_set_an_order_back(store: Store, address: Address) -> None:
    placed = replace(_order(), status="pending")
    paid = replace(_order(), status="paid", details={"paid_at": "2026-11-22 18:00"})
    sent = replace(paid, details={"paid_at": "2026-11-22 18:00", "fulfilled_at": "2026-11-24 08:00"})
    await _load(store, _record("shop:1"), sent)

    assert await _load(store, placed, paid) == Counts(read=2, unchanged=2)
    assert nodes(address, "Transaction", "status", "settlement") == {("paid", None)}
    later = replace(sent, status="refunded")
    assert await _load(store, later, sent, paid) == Counts(read=3, changed=2, unchanged=1)

    corrected = replace(_order("o2"), status="pending")
    await _load(store, corrected, replace(corrected, status="paid"))
    assert await _load(store, corrected) == Counts(read=1, changed=1), "without a time the last one loaded stays"


async def test_a_long_tally_is_folded_without_losing_a_count(store: Store, address: Address) -> None:
    await _load(store, _record("shop:1"))
    for start in range(0, 600, 200):
        await _load(
            store, *(Interaction(f"e{n}", "shop:1", "page_view", _AT, "web") for n in range(start, start + 200))
        )

    text = run(address, "MATCH (r:SourceRecord) RETURN r.tally")[0][0]
    assert add_up([text]) == [Tally(Cell("page_view", "web", "2026-11", ""), 600, 0)]
    assert len(text) < 4_200


def _everything(address: Address) -> list[Rows]:
    return [
        nodes(address, "SourceRecord", "key", "digest", "version", "tally"),
        nodes(address, "Profile", "id", "version", "updated_at"),
        links(address, "SourceRecord.key", "OF", "Profile.id"),
        links(address, "SourceRecord.key", "HAS", "Identifier.key", "first_seen", "last_seen"),
        links(address, "Event.key", "BY", "SourceRecord.key"),
        links(address, "Transaction.key", "LINE", "Product.key"),
    ]


def _versions(address: Address) -> dict[str, int]:
    """Record key → the version of its profile."""
    of = links(address, "SourceRecord.key", "OF", "Profile.version")
    return {str(key): int(version) for key, version in of}


async def test_version_moves_once_for_all_events_of_a_load(store: Store, address: Address) -> None:
    shared = ("email", "ann@shop.org")
    await _load(store, _record("shop:1", shared), _record("crm:7", shared), _record("crm:8"))

    await _load(store, _order("o1"), _order("o2", "crm:7"), Interaction("c1", "crm:7", "support_call", _AT))

    assert _versions(address) == {"shop:1": 2, "crm:7": 2, "crm:8": 1}
    await _load(store, _order("o1", total=700), _order("o3", "crm:8"), _order("o4", "crm:9"))
    assert _versions(address) == {"shop:1": 3, "crm:7": 3, "crm:8": 2, "crm:9": 1}


async def test_version_moves_once_where_records_and_events_change(store: Store, address: Address) -> None:
    await _load(store, _record("shop:1"), _record("shop:2"))

    await _load(store, _record("shop:1", at=_AT, city="Ulm"), _order("o1"), _order("o2", "shop:2"))

    assert _versions(address) == {"shop:1": 2, "shop:2": 2}
    await _load(store, _order("o1"), _order("o2", "shop:2"))
    assert _versions(address) == {"shop:1": 2, "shop:2": 2}
