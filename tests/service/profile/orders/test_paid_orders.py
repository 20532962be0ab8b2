"""Orders that a payment from elsewhere paid count as purchases, in totals and in the context alike."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import permutations

import pytest

from profile_service.domain.profile.tallies import purchase_count, spend_by_currency
from profile_service.domain.sources.events import Event, Interaction, Json, Subject, Transaction
from profile_service.domain.sources.records import SourceRecord
from profile_service.service.profile.customer import Customer
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


def _order(number: str, total: int, status: str | None = "pending", day: str = "2026-03-01") -> Transaction:
    return bought(f"shop:order:{number}", day, number=f"#{number}", status=status, total=total)


def _payment(key: str, day: str, *about: Subject, kind: str = "payment", **details: Json) -> Event:
    return Interaction(f"pay:{key}", "pay:9", kind, at(day), about=about, details=details)


_PAID = _payment("1", "2026-03-02", order="1001", amount="40.00")
_BILLED = (("1", "invoice"), ("2", "payment"))


async def _customer(store: Store, view: str | None = None) -> Customer:
    customer = await ProfileReader(store, None).customer(await profile_id(store, "shop:1"), view)
    assert customer
    return customer


async def _counted(customer: Customer, now: str | None = None) -> tuple[int, dict[str, int]]:
    """How many orders count, and the spend, by the totals; the context must say the same."""
    counting = counted_as_of(customer, now)
    counted = await counting if counting else customer
    tallies = [record.tallies for record in counted.profile.records]
    totals = purchase_count(tally for of_record in tallies for tally in of_record), spend_by_currency(tallies)
    orders = (await CustomerContext(customer, now).insights("orders")).orders
    value = (await CustomerContext(customer, now).insights("value")).value
    assert sum(order.counts for order in orders) == totals[0] == value.orders
    return totals


async def test_what_another_source_says_was_paid_is_spend_in_any_order_of_the_files(
    store: Store, address: Address
) -> None:
    parts: list[_Part] = [
        [_RECORDS[0], _order("1001", 4000), _order("1002", 700), _order("1003", 250, status="paid")],
        [_RECORDS[1], _payment("1", "2026-03-02", order="1001", status="succeeded", amount="40.00", currency="EUR")],
        [_payment("2", "2026-03-03", order="1002", status="declined")],
    ]
    for files in permutations(parts):
        wipe(address)
        for part in files:
            await load(store, *part)
        assert await _counted(await _customer(store)) == (2, {"EUR": 4250})


@pytest.mark.parametrize(
    ("payments", "orders"),
    [
        ([_payment("1", "2026-03-02", order="1001")], 1),
        ([_payment("1", "2026-03-02", order="1001", amount="39.99")], 0),
        (
            [
                _payment("1", "2026-03-02", order="1001", amount="39.99"),
                _payment("2", "2026-03-09", order="1001", amount="0.01"),
            ],
            1,
        ),
        ([_payment("1", "2026-03-02", order="1001", amount="40,00", currency="eur")], 1),
        ([_payment("1", "2026-03-02", order="1001", amount="20,00")], 0),
        ([_payment("1", "2026-03-02", order="1001", amount="4,000")], 0),
        ([_payment("1", "2026-03-02", order="1001", amount="40.00", currency="JPY")], 0),
        ([_payment("1", "2026-03-02", Subject("Order", "shop:1001"), status="paid")], 1),
        ([_payment("1", "2026-03-02", order="1009", status="paid")], 0),
        ([_payment("1", "2026-03-02", order="1001", amount="-40.00")], 0),
        ([_payment("1", "2026-03-02", order="1001", amount="0.00")], 0),
        ([_payment("1", "2026-03-02", order="1001", kind="refund", status="succeeded", amount="40.00")], 0),
        ([_payment("1", "2026-03-02", order="1001", kind="payment_reminder", status="completed")], 0),
        ([_PAID, _payment("2", "2026-03-09", order="1001", kind="refund", amount="40.00")], 0),
        ([_PAID, _payment("2", "2026-03-09", order="1001", kind="refund")], 0),
        ([_PAID, _payment("2", "2026-03-09", order="1001", kind="refund", status="failed", amount="40.00")], 1),
        ([_PAID, _payment("2", "2026-03-09", order="1001", amount="-40.00")], 0),
        ([_PAID, _payment("2", "2026-03-09", order="1001", status="chargeback", amount="40.00")], 0),
        (
            [
                _payment(key, "2026-03-02", order="1001", kind=kind, status="paid", amount="20.00")
                for key, kind in _BILLED
            ],
            0,
        ),
        ([_payment("1", "2026-03-02", order="1001", kind="invoice")], 0),
        ([_payment("1", "2026-03-02", order="1001", kind="invoice", status="paid")], 1),
        ([_payment("1", "2026-03-02", order="1001", kind="charge_failed")], 0),
        ([_payment("1", "2026-03-02", order="1001", kind="payment_succeeded")], 1),
    ],
)
async def test_payment_pays_its_own_order_and_all_of_it(store: Store, payments: list[Event], orders: int) -> None:
    await load(store, *_RECORDS, _order("1001", 4000), *payments)
    assert (await _counted(await _customer(store)))[0] == orders


async def test_payment_pays_nothing_before_it_came(store: Store) -> None:
    await load(store, *_RECORDS, _order("1001", 4000), _payment("1", "2026-03-20", order="1001"))
    customer = await _customer(store)
    assert await _counted(customer, at("2026-03-10")) == (0, {})
    assert await _counted(customer, at("2026-03-25")) == (1, {"EUR": 4000})


async def test_spend_is_the_same_in_a_view_that_shows_no_payments(store: Store) -> None:
    await load(store, *_RECORDS, _order("1001", 4000), _payment("1", "2026-03-20", order="1001"))
    customer = await _customer(store, "commerce")
    counting = counted_as_of(customer, None)
    assert counting
    assert spend_by_currency(record.tallies for record in (await counting).profile.records) == {"EUR": 4000}


async def test_nothing_is_read_without_both_an_order_and_money(store: Store) -> None:
    await load(store, *_RECORDS, _payment("1", "2026-03-20", order="1001"))
    assert counted_as_of(await _customer(store), None) is None
    await load(store, record("shop:2", ("email", "bo@shop.org")))
    await load(store, replace(_order("1002", 4000), record="shop:2"))
    await load(store, replace(_payment("2", "2026-03-20", order="1002", kind="payment_failed"), record="shop:2"))
    customer = await ProfileReader(store, None).customer(await profile_id(store, "shop:2"))
    assert customer
    assert counted_as_of(customer, None) is None


def _return(key: str, total: int, order: str | None = None) -> Transaction:
    sale = bought(f"shop:return:{key}", "2026-03-20", kind="return", total=total)
    return replace(sale, details={"order": order}) if order else sale


@pytest.mark.parametrize(
    ("sales", "spend"),
    [
        ([_order("1", 10000, "refunded"), _order("2", 5000, "paid"), _return("r", 5000, order="2")], 0),
        ([_order("1", 10000, "refunded"), _order("2", 5000, "paid"), _return("r", 10000, order="1")], 5000),
        ([_order("1", 10000, "refunded"), _order("2", 5000, "paid"), _return("r", 5000)], 5000),
        ([_order("1", 10000, "refunded"), _order("2", 5000, "paid"), _return("r", 4000, order="1")], 5000),
        ([_order("1", 10000, "refunded"), _order("2", 5000, "paid")], 5000),
    ],
)
async def test_return_takes_off_the_order_that_it_is_of(store: Store, sales: list[Event], spend: int) -> None:
    await load(store, *_RECORDS, *sales)
    counting = counted_as_of(customer := await _customer(store), None)
    counted = await counting if counting else customer
    assert spend_by_currency(record.tallies for record in counted.profile.records) == {"EUR": spend}
