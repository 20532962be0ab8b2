"""Whatever the order and the batches in which items come, the graph is the same; and again changes nothing."""

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from profile_service.domain.sources.counts import Counts
from profile_service.domain.sources.events import Interaction, Line, Subject, Transaction
from profile_service.domain.sources.items import Item, SourceMerge
from profile_service.domain.sources.records import SourceRecord
from profile_service.domain.values.identifiers import Identifier
from profile_service.service.ingestion.ingest import ingest
from profile_service.store.engine.store import Store
from profile_service.store.places.address import Address
from tests.rig.dump import differences, dump
from tests.rig.graph import nodes, wipe

pytestmark = pytest.mark.anyio

_KEYS = st.sampled_from([(source, id) for source in ("shop", "crm") for id in ("1", "2", "3")])
# One that joins nobody because it is junk, and one because it points at a machine.
_IDENTIFIERS = st.sets(
    st.sampled_from(
        [
            Identifier("email", "ann@shop.org"),
            Identifier("email", "bob@shop.org"),
            Identifier("email", "noreply@shop.org"),
            Identifier("phone", "+33142685300"),
            Identifier("loyalty_id", "L-1"),
            Identifier("device_id", "tablet"),
        ]
    ),
    max_size=3,
)
_TIMES = st.integers(1, 9).map(lambda minute: f"2026-11-22T09:0{minute}:00.000000Z")
_ATTRIBUTES = st.dictionaries(st.sampled_from(["given_name", "city"]), st.sampled_from(["Ann", "Zoë"]), max_size=2)
_PRODUCTS = st.builds(Subject, st.just("Product"), st.sampled_from(["p1", "p2"]), st.sampled_from(["", "Tea", "Thé"]))
_ABOUT = st.lists(_PRODUCTS, max_size=2, unique_by=lambda s: s.key).map(tuple)
_OWNERS = _KEYS.map(":".join)
_CHANNELS = st.sampled_from(["web", None])

_records = st.builds(
    lambda key, attributes, identifiers, at: SourceRecord(key[0], key[1], attributes, tuple(sorted(identifiers)), at),
    _KEYS, _ATTRIBUTES, _IDENTIFIERS, _TIMES,
)  # fmt: skip
_reviews = st.builds(
    lambda number, record, at, channel, about: Interaction(
        f"review:{number}", record, "review", at, channel, about=about
    ),
    st.integers(1, 4), _OWNERS, _TIMES, _CHANNELS, _ABOUT,
)  # fmt: skip
_orders = st.builds(
    lambda number, record, at, product, total: Transaction(
        f"order:{number}", record, "order", at, "store", total_minor=total, lines=(Line(product, 1, total),)
    ),
    st.integers(1, 4), _OWNERS, _TIMES, _PRODUCTS, st.integers(0, 900),
)  # fmt: skip


_merges = st.builds(
    lambda key, survivor, at, identifiers: SourceMerge(
        ":".join(key), f"crm:{survivor}", "merged", at, tuple(sorted(identifiers))
    ),
    _KEYS, st.sampled_from(["8", "9"]), st.none() | _TIMES, _IDENTIFIERS,
)  # fmt: skip


def _items() -> st.SearchStrategy[list[Item]]:
    """A record's versions have the source's own times; what an event says never changes. A merge may have none."""
    records = st.lists(_records, max_size=8)
    merges = st.lists(_merges, max_size=3, unique_by=lambda merge: merge.record)
    events = st.lists(_reviews | _orders, max_size=5, unique_by=lambda e: e.key)
    return st.builds(
        lambda found, done, merged: [
            *(Item(1, (r,)) for r in found),
            *(Item(1, (), (e,)) for e in done),
            *(Item(1, merges=(merge,)) for merge in merged),
        ],
        records,
        events,
        merges,
    )


@st.composite
def _two_ways(draw: st.DrawFn) -> tuple[list[Item], list[list[Item]]]:
    """Items, and the same items in another order and in batches."""
    items = draw(_items())
    shuffled = draw(st.permutations(items))
    cuts = sorted(draw(st.sets(st.integers(1, max(1, len(items))), max_size=4)))
    edges = [0, *cuts, len(items)]
    return items, [shuffled[a:b] for a, b in pairwise(edges) if a < b]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ways=_two_ways())
async def test_order_and_batches_make_no_difference(
    store: Store, address: Address, ways: tuple[list[Item], list[list[Item]]]
) -> None:
    items, batches = ways
    wipe(address)
    await _load(store, items)
    at_once = dump(address, history=False)
    wipe(address)

    for batch in batches:
        await _load(store, batch)

    assert differences(at_once, dump(address, history=False)) == []
    before = dump(address)
    assert await _load(store, items) == Counts(read=len(items), unchanged=len(items))
    assert differences(before, dump(address)) == []


@pytest.mark.parametrize("order", [(0, 1, 2), (0, 2, 1), (1, 0, 2), (1, 2, 0), (2, 0, 1), (2, 1, 0)])
async def test_what_the_source_said_last_stays(store: Store, address: Address, order: tuple[int, ...]) -> None:
    """Also where it said at last what it had said at first: what lay between must not win."""
    versions = [_version("Paris", 1), _version("Lyon", 2), _version("Paris", 3)]

    for position in order:
        await _load(store, [Item(1, (versions[position],))])

    assert nodes(address, "SourceRecord", "attributes", "observed_at") == {('{"city":"Paris"}', _at(3))}


@pytest.mark.parametrize("names", [("Thé", "Tea", ""), ("", "Tea", "Thé"), ("Tea", "", "Thé")])
async def test_a_product_of_several_names_has_one(store: Store, address: Address, names: tuple[str, ...]) -> None:
    about = [
        Interaction(f"e{n}", "shop:1", "visit", _at(1), about=(Subject("Product", "p", name),))
        for n, name in enumerate(names)
    ]

    await _load(store, [Item(1, (), (event,)) for event in about])

    assert nodes(address, "Product", "name") == {("Tea",)}


def _version(city: str, minute: int) -> SourceRecord:
    return SourceRecord("shop", "1", {"city": city}, (Identifier("email", "ann@shop.org"),), _at(minute))


def _at(minute: int) -> str:
    return f"2026-11-22T09:{minute:02d}:00.000000Z"


async def _load(store: Store, items: Sequence[Item]) -> Counts:
    return await store.write(lambda tx: ingest(tx, items))
