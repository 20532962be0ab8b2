"""A customer's context is read right, together, and at a cost that follows the answer, on both engines."""

import asyncio
from dataclasses import replace

import pytest

from profile_service.domain.access.caller import LOCAL
from profile_service.domain.access.rights import Rights
from profile_service.domain.profile.timelines import EventFilter, TimelinePage, event_cursor
from profile_service.domain.profile.views import View
from profile_service.domain.sources.events import Transaction
from profile_service.domain.sources.records import REMOVED
from profile_service.domain.values.errors import Conflict, InvalidInput
from profile_service.service.profile.batched_reads import BatchedReads
from profile_service.service.profile.customer import Customer
from profile_service.service.profile.profile_reader import ProfileReader
from profile_service.service.profile.reading_basis import ReadingBasis
from profile_service.store.engine.store import Store
from tests.rig.people import TEA, at, bought, did, load, profile_id, record

pytestmark = pytest.mark.anyio
_EMAIL = ("email", "ann@shop.org")


async def _ann(store: Store) -> Customer:
    """Two records, four interactions, two orders."""
    await load(
        store,
        record("shop:1", _EMAIL, day="2026-01-02", name="Ann Smith", city="Paris"),
        record("crm:7", _EMAIL, ("phone", "(415) 555-2671"), day="2026-01-01", name="Anne Smith"),
        did("v1", "shop:1", "2026-01-05"),
        did("v2", "crm:7", "2026-01-06", "support_call", "phone"),
        did("v3", "shop:1", "2026-02-07"),
        did("v4", "crm:7", "2026-03-08", "support_call", "phone"),
        bought("o1", "shop:1", "2026-01-07", 500, "#1001"),
        bought("o2", "shop:1", "2026-03-07", 250),
    )
    customer = await ProfileReader(store, "US").customer_by(*_EMAIL)
    assert customer
    return customer


def _keys(page: TimelinePage) -> list[str]:
    return [event.key for event in page.events]


async def test_customer_holds_what_every_source_says(store: Store) -> None:
    profile = (await _ann(store)).profile
    assert [(r.key, r.name, dict(r.attributes), r.observed_at) for r in profile.records] == [
        ("crm:7", "Anne Smith", {"name": "Anne Smith"}, at("2026-01-01")),
        ("shop:1", "Ann Smith", {"city": "Paris", "name": "Ann Smith"}, at("2026-01-02")),
    ]
    assert [c.identifier.key for c in profile.records[0].claims] == ["email:ann@shop.org", "phone:+14155552671"]


async def test_full_context_takes_two_statements(store: Store) -> None:
    id = (await _ann(store)).profile.id
    before = store.statements
    customer = await ProfileReader(store, None).customer(id)
    assert customer
    await asyncio.gather(
        customer.timeline(EventFilter(), 20, None),
        customer.timeline(EventFilter(kinds=frozenset({"review"})), 5, None),
        customer.timeline(EventFilter(sales=True), 10, None),
        customer.edge("oldest"),
        customer.edge("newest"),
    )
    assert store.statements - before == 2


async def test_timeline_merges_records_newest_first(store: Store) -> None:
    page = await (await _ann(store)).timeline(EventFilter(), 20, None)
    assert _keys(page) == ["v4", "o2", "v3", "o1", "v2", "v1"]
    assert not page.has_next
    assert page.events[5] == did("v1", "shop:1", "2026-01-05")
    assert page.events[1] == bought("o2", "shop:1", "2026-03-07", 250)


async def test_page_that_one_record_fills_takes_a_statement_more(store: Store) -> None:
    await load(store, record("a:1", ("email", "a@x.org")), record("b:1", ("email", "a@x.org")))
    await load(store, *(did(f"a{n:02d}", "a:1", f"2026-01-{n:02d}") for n in range(1, 15)))
    await load(store, *(did(f"b{n:02d}", "b:1", f"2026-01-{n:02d}") for n in range(15, 29)))
    before = store.statements
    customer = await ProfileReader(store, None).customer_by("email", "a@x.org")
    assert customer
    assert _keys(await customer.timeline(EventFilter(), 12, None)) == [f"b{n}" for n in range(28, 16, -1)]
    assert store.statements - before == 3


async def test_pages_follow_one_another(store: Store) -> None:
    customer = await _ann(store)
    first = await customer.timeline(EventFilter(), 4, None)
    second = await customer.timeline(EventFilter(), 4, event_cursor(first.events[-1]))
    assert (_keys(first), first.has_next) == (["v4", "o2", "v3", "o1"], True)
    assert (_keys(second), second.has_next) == (["v2", "v1"], False)


_FILTERED = {
    EventFilter(kinds=frozenset({"support_call"})): ["v4", "v2"],
    EventFilter(kinds=frozenset({"order", "review"})): ["o2", "v3", "o1", "v1"],
    EventFilter(kinds=frozenset({"nothing"})): [],
    EventFilter(channels=frozenset({"web"})): ["v3", "v1"],
    EventFilter(kinds=frozenset({"review"}), channels=frozenset({"phone"})): [],
    EventFilter(since=at("2026-01-07"), until=at("2026-03-07")): ["v3", "o1"],
    EventFilter(sales=True): ["o2", "o1"],
    EventFilter(sales=True, since=at("2026-02-01")): ["o2"],
}


async def test_filters_narrow_the_timeline(store: Store) -> None:
    customer = await _ann(store)
    assert {each: _keys(await customer.timeline(each, 20, None)) for each in _FILTERED} == _FILTERED


async def test_order_comes_with_lines_and_products(store: Store) -> None:
    (order,) = (await (await _ann(store)).timeline(EventFilter(sales=True), 1, None)).events
    assert isinstance(order, Transaction)
    assert [(each.product, each.quantity, each.price_minor) for each in order.lines] == [(TEA, 2.0, 125)]


async def test_first_and_last_seen(store: Store) -> None:
    customer = await _ann(store)
    assert await customer.edge("oldest") == at("2026-01-05")
    assert await customer.edge("newest") == at("2026-03-08")


async def test_view_hides_events_and_their_times(store: Store) -> None:
    await _ann(store)
    customer = await ProfileReader(store, None).customer_by(*_EMAIL, view="marketing")
    assert customer
    assert _keys(await customer.timeline(EventFilter(), 20, None)) == ["o2", "v3", "o1", "v1"]
    assert _keys(await customer.timeline(EventFilter(kinds=frozenset({"support_call"})), 20, None)) == []
    assert await customer.edge("newest") == at("2026-03-07")


async def test_view_shows_its_span_alone(store: Store) -> None:
    await load(store, record("shop:1"), did("v1", "shop:1", "2001-01-05"), did("v2", "shop:1", "2199-01-05"))
    context = ProfileReader(store, None)
    found = await context.customer(await profile_id(store, "shop:1"))
    assert found
    customer = Customer(
        BatchedReads(store, ReadingBasis(context.rules)), found.profile, View("recent", "s", "w", days=30)
    )
    assert _keys(await customer.timeline(EventFilter(), 20, None)) == ["v2"]
    assert _keys(await customer.timeline(EventFilter(since=at("2000-01-01")), 20, None)) == ["v2"]
    assert await customer.edge("oldest") == at("2199-01-05")
    assert [tally.count for record in customer.profile.records for tally in record.tallies] == [1]


async def test_no_view_shows_another_golden_value(store: Store) -> None:
    """Marketing sees e-mails, and not the attribute by which a source removed one."""
    await load(store, record("shop:1", _EMAIL, ("loyalty_id", "L1"), day="2026-01-01", name="Ann", street="Lane 1"))
    await load(store, record("crm:7", ("loyalty_id", "L1"), day="2026-01-02", name=REMOVED, email=REMOVED))
    for view in ("full", "marketing"):
        customer = await ProfileReader(store, None).customer_by("loyalty_id", "L1", view)
        assert customer
        assert (customer.golden_name(), customer.golden_identifier("email")) == (None, None)
        assert (customer.golden_attribute("street") is None) == (view == "marketing")
        assert list(customer.golden_attributes()) == ([] if view == "marketing" else ["street"])


async def test_view_shows_no_golden_value_of_what_it_hides(store: Store) -> None:
    id = (await _ann(store)).profile.id
    customer = await ProfileReader(store, None).customer(id, "marketing")
    assert customer
    assert customer.golden_identifier("email")
    assert customer.golden_identifier("phone") is None


async def test_old_id_leads_to_its_survivor(store: Store) -> None:
    await load(store, record("a:1", ("email", "a@x.org")))
    await load(store, record("b:1", ("email", "b@x.org")))
    await load(store, record("c:1", ("email", "c@x.org")))
    ids = [await profile_id(store, key) for key in ("a:1", "b:1", "c:1")]
    await load(store, record("d:1", ("email", "b@x.org"), ("email", "c@x.org")))
    await load(store, record("e:1", ("email", "a@x.org"), ("email", "b@x.org")))

    before = store.statements
    found = [await ProfileReader(store, None).customer(id) for id in ids]
    assert store.statements - before == 3
    assert [customer.profile.id for customer in found if customer] == [ids[0]] * 3
    assert found[0]
    assert found[0].profile.former_ids == (ids[1], ids[2])
    assert [r.key for r in found[0].profile.records] == ["a:1", "b:1", "c:1", "d:1", "e:1"]


async def test_what_nobody_has_is_nobody(store: Store) -> None:
    await _ann(store)
    context = ProfileReader(store, None)
    assert await context.customer("0192-no-such-profile") is None
    assert await context.customer("") is None
    assert await context.customer("email:ann@shop.org") is None
    assert await context.customer_by("email", "bob@shop.org") is None
    assert await context.load_runs.one("no such run") is None


async def test_identifier_is_normalised_as_loading_does(store: Store) -> None:
    id = (await _ann(store)).profile.id
    for type, value in (("email", " ANN@shop.org "), ("phone", "+1 415 555 2671"), ("phone", "415-555-2671")):
        customer = await ProfileReader(store, "US").customer_by(type, value)
        assert customer
        assert customer.profile.id == id


async def test_shared_identifier_is_a_conflict(store: Store) -> None:
    await load(store, record("shop:1", ("device_id", "tablet")), record("shop:2", ("device_id", "tablet")))
    with pytest.raises(Conflict, match="2 profiles share this identifier"):
        await ProfileReader(store, None).customer_by("device_id", "tablet")


async def test_who_sees_some_sources_alone_does_not_learn_how_many_share_an_identifier(store: Store) -> None:
    await load(store, record("crm:1", ("device_id", "tablet")), record("shop:2", ("device_id", "tablet")))
    crm_alone = replace(LOCAL, rights=Rights(sources=frozenset({"crm"})))
    with pytest.raises(Conflict, match="several profiles share this identifier"):
        await ProfileReader(store, None, caller=crm_alone).customer_by("device_id", "tablet")


async def test_asks_of_one_moment_are_one_statement(store: Store) -> None:
    id = (await _ann(store)).profile.id
    context, before = ProfileReader(store, None), store.statements
    found = await asyncio.gather(context.customer(id), context.customer(id), context.customer_by(*_EMAIL))
    assert [each.profile.id for each in found if each] == [id] * 3
    assert store.statements - before == 1


async def test_page_size_has_bounds(store: Store) -> None:
    customer = await _ann(store)
    for first in (0, -1, 101):
        with pytest.raises(InvalidInput, match="first must be from 1 to 100"):
            await customer.timeline(EventFilter(), first, None)


async def test_rare_sales_cost_no_walk_over_the_rest(store: Store) -> None:
    await load(
        store, record("shop:1", _EMAIL), bought("o1", "shop:1", "2026-01-01"), bought("o2", "shop:1", "2026-06-01")
    )
    await load(store, *(did(f"v{n}", "shop:1", f"2026-{n % 12 + 1:02d}-15") for n in range(600)))
    customer = await ProfileReader(store, None).customer_by(*_EMAIL)
    assert customer
    assert _keys(await customer.timeline(EventFilter(sales=True), 10, None)) == ["o2", "o1"]
    assert _keys(await customer.timeline(EventFilter(kinds=frozenset({"order"})), 10, None)) == ["o2", "o1"]
    assert len(_keys(await customer.timeline(EventFilter(), 100, None))) == 100
