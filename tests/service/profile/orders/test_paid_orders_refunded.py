"""Refunds that come apart from their order take its money off, in totals and in the context alike, and never twice."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import permutations
from typing import NamedTuple

import pytest

from profile_service.domain.profile.tallies import purchase_count, spend_by_currency
from profile_service.domain.sources.events import Event, Interaction, Json, Subject, Transaction
from profile_service.domain.sources.order_states import OrderStage
from profile_service.domain.sources.records import SourceRecord
from profile_service.service.profile.customer_context import CustomerContext
from profile_service.service.profile.orders.paid_orders import counted_as_of
from profile_service.service.profile.profile_reader import ProfileReader
from profile_service.store.engine.store import Store
from profile_service.store.places.address import Address
from tests.rig.graph import wipe
from tests.rig.open_matters import at, bought
from tests.rig.people import load, profile_id, record

pytestmark = pytest.mark.anyio

_RECORDS = [record(key, ("email", "ann@shop.org")) for key in ("shop:1", "pay:9")]
_Part = Sequence[SourceRecord | Event]
_KEPT, _PARTLY, _REFUNDED = OrderStage.PLACED, OrderStage.PARTLY_REFUNDED, OrderStage.REFUNDED


class Counted(NamedTuple):
    """What the totals say, and the stage of order 1001 in the context."""

    orders: int
    spend: int
    stage: OrderStage


def _order(status: str | None = "paid", number: str = "1001", **details: Json) -> Transaction:
    order = bought(f"shop:order:{number}", "2026-03-01", number=f"#{number}", status=status, total=4000)
    return replace(order, details=details)


def _money(key: str, kind: str, *about: Subject, day: str = "2026-03-05", **details: Json) -> Event:
    stated = details if about else {"order": "1001", **details}
    return Interaction(f"pay:{key}", "pay:9", kind, at(day), about=about, details=stated)


def _return(total: int, record: str = "shop:1", order: str = "1001") -> Transaction:
    sale = bought(f"{record}:return", "2026-03-04", kind="return", total=total)
    return replace(sale, record=record, details={"order": order})


async def _counted(store: Store, now: str | None = None) -> Counted:
    """By the totals; the context must say the same of them."""
    customer = await ProfileReader(store, None).customer(await profile_id(store, "shop:1"), None)
    assert customer
    counting = counted_as_of(customer, now)
    counted = await counting if counting else customer
    tallies = [record.tallies for record in counted.profile.records]
    orders, spend = purchase_count(tally for of_record in tallies for tally in of_record), spend_by_currency(tallies)
    statuses = (await CustomerContext(customer, now).insights("orders")).orders
    value = (await CustomerContext(customer, now).insights("value")).value
    assert sum(order.counts for order in statuses) == orders == value.orders
    if value.currency:
        assert value.lifetime_minor == spend.get(value.currency, 0)
    (stage,) = (order.stage for order in statuses if order.number == "#1001")
    return Counted(orders, spend.get("EUR", 0), stage)


@pytest.mark.parametrize(
    ("refunds", "counted"),
    [
        ([_money("r", "refund", amount="10.00")], Counted(1, 3000, _PARTLY)),
        ([_money("r", "refund", amount="-10.00")], Counted(1, 3000, _PARTLY)),
        ([_money("r", "Order Refunded", amount="10,00", currency="eur")], Counted(1, 3000, _PARTLY)),
        ([_money("r", "refund", Subject("Order", "shop:1001"), amount=10)], Counted(1, 3000, _PARTLY)),
        ([_money("r", "refund", refunded_amount="10.00")], Counted(1, 3000, _PARTLY)),
        ([_money("r", "refund", amount="10.00"), _money("s", "refund", amount="5.00")], Counted(1, 2500, _PARTLY)),
        ([_money("r", "refund", amount="10.00"), _money("s", "refund", amount="30.00")], Counted(0, 0, _REFUNDED)),
        ([_money("r", "refund", amount="40.00", status="succeeded")], Counted(0, 0, _REFUNDED)),
        ([_money("r", "refund", amount="99.00")], Counted(0, 0, _REFUNDED)),
        ([_money("r", "refund")], Counted(0, 0, _REFUNDED)),
        ([_money("r", "refund", status="partially_refunded", amount="10.00")], Counted(1, 3000, _PARTLY)),
        ([_money("r", "refund", status="partially_refunded")], Counted(1, 4000, _PARTLY)),
        ([_money("r", "refund", amount="10.00", status="failed")], Counted(1, 4000, _KEPT)),
        ([_money("r", "refund", amount="10.00", status="pending")], Counted(1, 4000, _KEPT)),
        ([_money("r", "refund", amount="10.00", currency="USD")], Counted(1, 4000, _KEPT)),
        ([_money("r", "refund", amount="a tenner")], Counted(1, 4000, _KEPT)),
        ([_money("r", "refund", Subject("Order", "shop:1002"), amount="10.00")], Counted(1, 4000, _KEPT)),
        ([_money("p", "payment", amount="40.00", status="refunded")], Counted(0, 0, _REFUNDED)),
        ([_money("p", "charge", amount="40.00", status="refunded")], Counted(0, 0, _REFUNDED)),
        ([_money("p", "payment", amount="-10.00")], Counted(1, 3000, _PARTLY)),
        ([_money("p", "payment", amount="10.00", status="chargeback")], Counted(1, 3000, _PARTLY)),
        ([_money("p", "payment", amount="40.00", status="partially refunded")], Counted(1, 4000, _PARTLY)),
        ([_money("p", "payment", amount="40.00", status="paid", amount_refunded="10.00")], Counted(1, 3000, _PARTLY)),
        ([_money("p", "payment", amount="40.00", status="paid", amount_refunded="0.00")], Counted(1, 4000, _KEPT)),
        (
            [
                _money("p", "payment", amount="40.00", status="refunded", refunded_amount="10.00"),
                _money("r", "refund", amount="10.00"),
            ],
            Counted(1, 3000, _PARTLY),
        ),
        (
            [
                _money("p", "payment", amount="40.00"),
                _money("q", "payment", amount="40.00"),
                _money("r", "refund", amount="40.00"),
            ],
            Counted(1, 4000, _KEPT),
        ),
    ],
)
async def test_refund_takes_its_money_off_its_own_order(store: Store, refunds: list[Event], counted: Counted) -> None:
    await load(store, *_RECORDS, _order(), *refunds)
    assert await _counted(store) == counted


@pytest.mark.parametrize(
    ("events", "counted"),
    [
        ([_order(refunded_amount="10.00"), _money("r", "refund", amount="10.00")], Counted(1, 3000, _PARTLY)),
        ([_order(refunded_amount="10.00"), _money("r", "refund", amount="15.00")], Counted(1, 2500, _PARTLY)),
        ([_order(refunded_amount="10.00"), _money("r", "refund", amount="5.00")], Counted(1, 3000, _PARTLY)),
        ([_order("refunded"), _money("r", "refund", amount="40.00")], Counted(0, 0, _REFUNDED)),
        ([_order("refunded", refunded_amount="10.00"), _money("r", "refund")], Counted(0, 0, _REFUNDED)),
        ([_order(), _return(1000), _money("r", "refund", amount="10.00")], Counted(1, 3000, _PARTLY)),
        ([_order(), _return(1000), _money("r", "refund", amount="15.00")], Counted(1, 2500, _PARTLY)),
        ([_order(), _return(1500), _money("r", "refund", amount="10.00")], Counted(1, 2500, _PARTLY)),
        ([_order(), _return(1000, "pay:9"), _money("r", "refund", amount="10.00")], Counted(1, 3000, _PARTLY)),
        ([_order(refunded_amount="10.00"), _return(1000, "pay:9")], Counted(1, 3000, _PARTLY)),
        ([_order(), _return(4000), _money("r", "refund", amount="40.00")], Counted(0, 0, _REFUNDED)),
        (
            [_order(), _order(number="1002"), _return(1000, order="1002"), _money("r", "refund", amount="10.00")],
            Counted(2, 6000, _PARTLY),
        ),
        ([_order("cancelled"), _money("r", "refund", amount="40.00")], Counted(0, 0, OrderStage.CANCELLED)),
        (
            [_order("cancelled", refunded_amount="40.00"), _order(number="1002"), _money("r", "refund")],
            Counted(1, 4000, OrderStage.CANCELLED),
        ),
    ],
)
async def test_same_money_is_taken_off_once(store: Store, events: list[Event], counted: Counted) -> None:
    await load(store, *_RECORDS, *events)
    assert await _counted(store) == counted


@pytest.mark.parametrize(
    ("money", "counted"),
    [
        (["10.00"], Counted(1, 3000, _PARTLY)),
        (["10.00", "30.00"], Counted(0, 0, _REFUNDED)),
        ([None], Counted(0, 0, _REFUNDED)),
    ],
)
async def test_refund_of_an_order_that_was_paid_since_is_taken_off(
    store: Store, money: list[str | None], counted: Counted
) -> None:
    paid = _money("p", "payment", day="2026-03-02", amount="40.00", status="succeeded")
    refunds = [_money(f"r{n}", "refund", **({"amount": amount} if amount else {})) for n, amount in enumerate(money)]
    await load(store, *_RECORDS, _order("pending"), paid, *refunds)
    assert await _counted(store) == counted


async def test_part_given_back_of_an_order_that_nobody_paid_is_no_purchase(store: Store) -> None:
    await load(store, *_RECORDS, _order("pending"), _money("r", "refund", amount="10.00"))
    assert await _counted(store) == Counted(0, 0, OrderStage.AWAITING_PAYMENT)


async def test_order_of_the_files_makes_no_difference(store: Store, address: Address) -> None:
    parts: list[_Part] = [
        [_RECORDS[0], _order()],
        [_RECORDS[1], _money("r", "refund", amount="10.00")],
        [_return(400)],
    ]
    for files in permutations(parts):
        wipe(address)
        for part in files:
            await load(store, *part)
        assert await _counted(store) == Counted(1, 3000, _PARTLY)


async def test_refund_takes_nothing_off_before_it_came(store: Store) -> None:
    await load(store, *_RECORDS, _order(), _money("r", "refund", day="2026-03-20", amount="40.00"))
    assert await _counted(store, at("2026-03-10")) == Counted(1, 4000, _KEPT)
    assert await _counted(store, at("2026-03-25")) == Counted(0, 0, _REFUNDED)


@pytest.mark.parametrize(
    ("order", "taken"),
    [
        (_order(), [_money("p", "payment", amount="40.00", status="chargeback")]),
        (_order(), [_money("r", "refund", status="charged_back")]),
        (_order("charged back"), []),
    ],
)
async def test_won_charge_back_leaves_the_order_as_it_was(store: Store, order: Event, taken: list[Event]) -> None:
    won = _money("w", "payment", day="2026-03-20", amount="40.00", status="dispute won")
    await load(store, *_RECORDS, order, *taken, won)
    assert await _counted(store, at("2026-03-10")) == Counted(0, 0, _REFUNDED)
    assert await _counted(store, at("2026-03-25")) == await _counted(store) == Counted(1, 4000, _KEPT)
