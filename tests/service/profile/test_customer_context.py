"""As of a past moment a customer's context is what it was then, whatever came later."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from profile_service.domain.context.history import FAMILIES
from profile_service.domain.context.insights import NEEDED_CLASSES, Insights
from profile_service.domain.sources.events import Event, Interaction, Json, Line, Subject, Transaction
from profile_service.service.declared.touchpoints import touchpoints
from profile_service.service.profile.customer_context import CustomerContext
from profile_service.service.profile.profile_reader import ProfileReader
from profile_service.store.engine.store import Store
from profile_service.store.places.address import Address
from tests.rig.graph import wipe
from tests.rig.open_matters import MUG, TEA, at, bought, did
from tests.rig.people import load, profile_id, record

pytestmark = pytest.mark.anyio

_RECORDS = [record(key, ("email", "ann@shop.org")) for key in ("shop:1", "crm:7")]
_NOW = "2026-05-15T12:00:00.000000Z"
_moments = st.builds(
    "2026-{:02d}-{:02d}T{:02d}:00:00.000000Z".format, st.integers(3, 6), st.integers(1, 28), st.integers(0, 23)
)
_products = st.lists(st.sampled_from([TEA, MUG]), max_size=2, unique=True).map(tuple)
_given_back = st.sampled_from([{}, {"refunded_amount": "3.00"}])


@st.composite
def _events(draw: st.DrawFn) -> Event:
    products: tuple[Subject, ...] = draw(_products)
    event = Interaction(
        key="",
        record=draw(st.sampled_from(["shop:1", "crm:7"])),
        kind="",
        occurred_at=draw(_moments),
        channel=draw(st.sampled_from(["web", "store", None])),
    )
    if draw(st.booleans()):
        families = FAMILIES["contacts"] | FAMILIES["voices"] | FAMILIES["matters"]
        kinds = sorted(touchpoints().kinds.of(families))
        details: dict[str, Json] = {"status": draw(st.sampled_from(["open", "solved", "failed"])), "topic": "late"}
        details |= draw(st.sampled_from([{}, {}, {"order": "7", "status": "paid"}]))
        return replace(event, kind=draw(st.sampled_from(kinds)), about=products, details=details)
    return Transaction(
        **vars(replace(event, kind=draw(st.sampled_from(["order", "order", "return"])), details=draw(_given_back))),
        number=draw(st.sampled_from([None, "#7"])),
        status=draw(st.sampled_from([None, "paid", "pending", "voided", "refunded", "beamed up"])),
        currency=draw(st.sampled_from(["EUR", "USD"])),
        total_minor=draw(st.integers(1, 5000)),
        lines=tuple(Line(product, 1.0, 500) for product in products),
    )


def _named(events: list[Event]) -> list[Event]:
    return [replace(event, key=f"e{n}") for n, event in enumerate(events)]


async def _insights(store: Store, now: str) -> Insights:
    customer = await ProfileReader(store, None).customer(await profile_id(store, "shop:1"))
    assert customer
    context = CustomerContext(customer, now)
    insights = [await context.insights(name) for name in NEEDED_CLASSES]
    return insights[-1]


async def _answers(store: Store, now: str) -> dict[str, object]:
    insights = await _insights(store, now)
    parts = ("threads", "contacts", "repeats", "orders", "sentiment", "preferences", "value", "risks", "promoter")
    lists = ("bought", "returned", "wished", "complained_about", "due", "recommended")
    answers = {name: getattr(insights, name) for name in parts}
    return answers | {name: getattr(insights.products, name) for name in lists} | {"next_step": insights.next_step}


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(_events(), max_size=30).map(_named))
async def test_nothing_shows_of_what_came_later(store: Store, address: Address, events: Sequence[Event]) -> None:
    earlier = [event for event in events if event.occurred_at < _NOW]
    wipe(address)
    await load(store, *_RECORDS, *earlier)
    then = await _answers(store, _NOW)

    await load(store, *[event for event in events if event.occurred_at >= _NOW])

    assert await _answers(store, _NOW) == then


async def test_purchase_of_the_same_month_is_not_counted_before_it_was_made(store: Store) -> None:
    first, cart, second = bought("o1", "2026-05-02"), did("c", "cart", "2026-05-08"), bought("o2", "2026-05-20")
    await load(store, record("shop:1"), first, cart, second)

    insights = await _insights(store, at("2026-05-10"))

    assert (insights.value.orders, insights.value.lifetime_minor) == (1, 1000)
    assert [thread.key for thread in insights.threads] == ["c"]
    assert (await _insights(store, at("2026-05-25"))).value.orders == 2


async def test_nothing_more_is_read_where_nothing_came_later(store: Store) -> None:
    await load(store, record("shop:1"), bought("o1", "2026-05-02"), bought("o2", "2026-05-20"))

    async def statements(now: str) -> int:
        customer = await ProfileReader(store, None).customer(await profile_id(store, "shop:1"))
        assert customer
        before = store.statements
        await CustomerContext(customer, at(now)).insights("value")
        return store.statements - before

    assert [await statements(now) for now in ("2026-05-25", "2026-06-01", "2026-05-10")] == [1, 1, 2]


async def test_purchase_without_amounts_counts_and_closes_the_cart(store: Store) -> None:
    cart, order = did("c", "cart", "2026-05-08 10:00", TEA), did("o", "order", "2026-05-08 10:05", TEA)
    await load(store, record("shop:1"), cart, order)

    insights = await _insights(store, at("2026-05-10"))

    assert insights.threads == []
    assert (insights.value.orders, insights.value.currency, insights.value.lifetime_minor) == (1, None, 0)
    assert [(status.stage.name, status.currency) for status in insights.orders] == [("PLACED", "XXX")]
