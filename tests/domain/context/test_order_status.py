"""Where an order stands, and whether it is late."""

from dataclasses import replace
from typing import Any

import pytest

from profile_service.domain.context.order_status import OrderStatus, order_statuses
from profile_service.domain.sources.events import Event, Subject
from profile_service.domain.sources.order_states import OrderStage
from tests.rig.open_matters import IN_STORE, MUG, TEA, Checkout, at, bought, did, history

_SHIPPED = "2026-03-03T10:00:00Z"


def _of(now: str, *events: Event) -> OrderStatus:
    (order_status,) = order_statuses(history(now, *events))
    return order_status


@pytest.mark.parametrize(
    ("status", "details", "stage"),
    [
        ("paid", {"fulfillment_status": "unfulfilled"}, OrderStage.IN_PREPARATION),
        ("pending", {}, OrderStage.AWAITING_PAYMENT),
        ("paid", {"fulfillment_status": "fulfilled"}, OrderStage.SHIPPED),
        ("paid", {"fulfillment_status": "fulfilled", "fulfilled_at": "2026-03-09 10:00"}, OrderStage.IN_PREPARATION),
        ("paid", {"delivered_at": _SHIPPED}, OrderStage.DELIVERED),
        ("paid", {"cancelled_at": _SHIPPED}, OrderStage.CANCELLED),
        ("voided", {}, OrderStage.CANCELLED),
        ("refunded", {}, OrderStage.REFUNDED),
        ("partially_refunded", {}, OrderStage.PARTLY_REFUNDED),
        ("paid", {}, OrderStage.PLACED),
    ],
)
def test_stage_is_what_the_source_says_as_of_now(status: str, details: dict[str, str], stage: OrderStage) -> None:
    order = replace(bought("o", "2026-03-01", MUG, status=status), details=details)
    assert _of("2026-03-05", order).stage is stage


@pytest.mark.parametrize(
    ("status", "stage", "awaited"),
    [
        ("expired", OrderStage.PAYMENT_FAILED, False),
        ("Payment failed", OrderStage.PAYMENT_FAILED, False),
        ("canceled", OrderStage.CANCELLED, False),
        ("delivered", OrderStage.DELIVERED, False),
        ("completed", OrderStage.COMPLETED, False),
        ("in transit", OrderStage.SHIPPED, False),
        ("returned", OrderStage.RETURNED, False),
        ("return requested", OrderStage.RETURN_REQUESTED, False),
        ("ready for pickup", OrderStage.READY_FOR_PICKUP, True),
        ("on-hold", OrderStage.ON_HOLD, True),
        ("wc-processing", OrderStage.IN_PREPARATION, True),
    ],
)
def test_words_of_the_trade_lead_to_their_stage(status: str, stage: OrderStage, *, awaited: bool) -> None:
    order = _of("2026-03-20", bought("o", "2026-03-01", MUG, status=status, fulfillment_status=""))
    assert (order.stage, order.is_awaited, order.status) == (stage, awaited, status)
    assert order.late is (stage is OrderStage.IN_PREPARATION)


def test_expired_order_is_not_in_preparation_and_not_late() -> None:
    order = _of("2026-03-20", bought("o", "2026-03-01", MUG, status="expired", fulfillment_status="unfulfilled"))
    assert (order.stage, order.late, order.counts) == (OrderStage.PAYMENT_FAILED, False, False)
    assert order.reason == "the payment failed or lapsed"


def test_unknown_word_is_shown_as_the_source_says_it() -> None:
    order = _of("2026-03-05", bought("o", "2026-03-01", MUG, status="Beamed up"))
    assert (order.stage, order.status, order.counts) == (OrderStage.PLACED, "Beamed up", False)
    assert order.reason == "its source calls it Beamed up"


def test_what_was_paid_since_is_not_awaited() -> None:
    order = bought("o", "2026-03-01", MUG, number="#7", status="pending")
    failed = did("p", "payment", "2026-03-02", order="7", status="failed")
    paid = did("q", "payment", "2026-03-03", order="7", status="captured")
    assert _of("2026-03-05", order, failed).stage is OrderStage.AWAITING_PAYMENT
    assert _of("2026-03-05", order, failed, paid).stage is OrderStage.PLACED
    own = bought("o", "2026-03-01", MUG, status="pending", payments=[{"type": "payment", "amount": "9.90"}])
    assert (_of("2026-03-05", own).stage, _of("2026-03-05", own).counts) == (OrderStage.PLACED, True)


def test_order_over_the_counter_is_completed() -> None:
    assert _of("2026-03-05", bought("o", "2026-03-01", MUG, checkout=IN_STORE)).stage is OrderStage.COMPLETED


def test_news_of_the_delivery_count() -> None:
    order = bought("o", "2026-03-01", MUG, number="#7", status="paid", fulfillment_status="fulfilled")
    on_the_way = did("d1", "tracking", "2026-03-03", order="7", status="in_transit")
    there = did("d2", "delivery", "2026-03-04", order="#7", status="delivered")
    other = did("d3", "delivery", "2026-03-02", order="8", status="delivered")
    shipped = _of("2026-03-04", order, on_the_way, there, other)
    assert (shipped.stage, shipped.reason) == (OrderStage.SHIPPED, "sent; last heard of as in transit")
    assert shipped.evidence == ("o", "d1")
    assert _of("2026-03-05", order, on_the_way, there, other).stage is OrderStage.DELIVERED


def test_return_of_the_same_number_is_a_refund() -> None:
    back = bought("r", "2026-03-04", kind="return", order="7")
    assert _of("2026-03-05", bought("o", "2026-03-01", MUG, number="7"), back).stage is OrderStage.REFUNDED


def test_promised_day_decides_what_is_late() -> None:
    order = bought("o", "2026-03-01", MUG, status="paid", fulfillment_status="fulfilled", promised_at="2026-03-04")
    assert not _of("2026-03-03", order).late
    late = _of("2026-03-06", order)
    assert (late.late, late.reason) == (True, "sent; 2 days past the promised day")
    assert _of("2026-03-05", order).reason == "sent; 1 day past the promised day"


@pytest.mark.parametrize(
    ("order", "stage", "reason"),
    [
        ({"status": "cancelled"}, OrderStage.CANCELLED, "cancelled"),
        ({"status": "Voided", "delivered_at": _SHIPPED}, OrderStage.CANCELLED, "cancelled"),
        ({"cancelled_at": "2026-03-05 09:00"}, OrderStage.CANCELLED, "cancelled"),
        ({"cancelled_at": "2026-03-05 09:01"}, OrderStage.PLACED, "no source says how it went on"),
        ({"status": "Refunded"}, OrderStage.REFUNDED, "the money was given back"),
        ({"status": "Partially_Refunded"}, OrderStage.PARTLY_REFUNDED, "part of the money was given back"),
        ({"delivered_at": "2026-03-05 09:00"}, OrderStage.DELIVERED, "delivered"),
        ({"delivered_at": "2026-03-05 09:01"}, OrderStage.PLACED, "no source says how it went on"),
        ({"fulfillment_status": "Fulfilled"}, OrderStage.SHIPPED, "sent"),
        ({"fulfillment_status": "shipped", "status": "pending"}, OrderStage.SHIPPED, "sent"),
        ({"fulfillment_status": "shipped", "fulfilled_at": "2026-03-05 09:00"}, OrderStage.SHIPPED, "sent"),
        (
            {"fulfillment_status": "shipped", "fulfilled_at": "2026-03-05 09:01"},
            OrderStage.IN_PREPARATION,
            "not sent yet",
        ),
        ({"fulfillment_status": "unfulfilled", "status": "paid"}, OrderStage.IN_PREPARATION, "not sent yet"),
        ({"fulfillment_status": "partial"}, OrderStage.IN_PREPARATION, "not sent yet"),
        ({"fulfillment_status": "pending", "checkout": IN_STORE}, OrderStage.IN_PREPARATION, "not sent yet"),
        ({"fulfillment_status": "pending", "status": "Pending"}, OrderStage.AWAITING_PAYMENT, "not paid yet"),
        ({"status": "authorized"}, OrderStage.AWAITING_PAYMENT, "not paid yet"),
        ({"status": "unpaid"}, OrderStage.AWAITING_PAYMENT, "not paid yet"),
        ({"checkout": IN_STORE}, OrderStage.COMPLETED, "bought in the store"),
    ],
)
def test_stage_comes_with_its_reason(order: dict[str, Any], stage: OrderStage, reason: str) -> None:
    found = _of("2026-03-05 09:00", bought("o", "2026-03-01", MUG, **order))
    assert (found.stage, found.reason, found.late) == (stage, reason, False)


@pytest.mark.parametrize(
    ("kind", "status", "stage", "reason"),
    [
        ("delivery", "Delivered", OrderStage.DELIVERED, "delivered"),
        ("delivery", "", OrderStage.DELIVERED, "delivered"),
        ("shipment", "", OrderStage.SHIPPED, "sent; last heard of as shipped"),
        ("Order Shipped", "", OrderStage.SHIPPED, "sent; last heard of as shipped"),
        ("order_status", "", OrderStage.SHIPPED, "sent; last heard of as packed"),
        ("delivery_failed", "", OrderStage.SHIPPED, "sent; last heard of as failed"),
        ("tracking", "out_for_delivery", OrderStage.SHIPPED, "sent; last heard of as out for delivery"),
        ("payment", "delivered", OrderStage.PLACED, "no source says how it went on"),
        ("billing", "open", OrderStage.PLACED, "no source says how it went on"),
    ],
)
def test_latest_news_tells_where_an_order_is(kind: str, status: str, stage: OrderStage, reason: str) -> None:
    order, before = bought("o", "2026-03-01", MUG, number="7"), did("a", kind, "2026-03-02", order="7", status="packed")
    news = did("n", kind, "2026-03-03", order_number="#7", status=status)
    found = _of("2026-03-05", order, before, news)
    assert (found.stage, found.reason, found.evidence) == (stage, reason, ("o", "n", "a"))


def test_news_and_returns_of_another_number_are_of_another_order() -> None:
    order = bought("o", "2026-03-01", MUG, number="#7")
    others = [
        did("n", "delivery", "2026-03-02", order="77", status="delivered"),
        did("m", "delivery", "2026-03-02", status="delivered"),
        bought("r", "2026-03-03", kind="return", order="8"),
    ]
    assert _of("2026-03-05", order, *others).stage is OrderStage.PLACED
    assert _of("2026-03-05", bought("o", "2026-03-01", MUG), *others).stage is OrderStage.PLACED


def test_part_that_was_given_back_is_no_whole_refund() -> None:
    order = bought("o", "2026-03-01", MUG, number="7", status="partially_refunded")
    back = bought("r", "2026-03-03", kind="return", order="7")
    found = _of("2026-03-05", order, back)
    assert (found.stage, found.evidence) == (OrderStage.PARTLY_REFUNDED, ("o", "r"))
    some = bought("r", "2026-03-03", kind="return", order="7", total=-400)
    sent = bought("o", "2026-03-01", MUG, number="7", status="delivered", total=1000)
    assert _of("2026-03-05", sent, some).stage is OrderStage.PARTLY_REFUNDED
    assert _of("2026-03-05", sent, some, back).stage is OrderStage.REFUNDED


@pytest.mark.parametrize("word", ["expected_at", "promised_at", "due_at"])
@pytest.mark.parametrize(
    ("order", "late"),
    [
        ({"status": "pending"}, True),
        ({"fulfillment_status": "unfulfilled"}, True),
        ({"fulfillment_status": "shipped"}, True),
        ({}, False),
        ({"delivered_at": _SHIPPED}, False),
        ({"status": "cancelled"}, False),
        ({"checkout": IN_STORE}, False),
    ],
)
def test_order_under_way_is_late_after_its_promised_day(word: str, order: dict[str, Any], *, late: bool) -> None:
    found = _of("2026-03-20", bought("o", "2026-03-01", MUG, **order | {word: "2026-03-10"}))
    assert (found.late, found.promised_at) == (late, "2026-03-10T00:00:00.000000Z")
    assert found.reason.endswith("; 10 days past the promised day") == late


@pytest.mark.parametrize(
    ("order", "late"),
    [
        ({"fulfillment_status": "unfulfilled"}, True),
        ({"status": "pending"}, False),
        ({"fulfillment_status": "shipped"}, False),
    ],
)
def test_order_without_a_promised_day_is_late_where_it_should_have_been_sent(
    order: dict[str, Any], *, late: bool
) -> None:
    found = _of("2026-03-20", bought("o", "2026-03-01", MUG, **order))
    assert (found.late, found.promised_at) == (late, None)
    assert found.reason.endswith("; 19 days after the order") == late


def test_order_is_told_as_it_was_placed() -> None:
    nameless = Subject("Product", "shop:x")
    order = bought(
        "o", "2026-03-01", MUG, nameless, TEA, number="#7", checkout=Checkout(channel="app", currency="GBP"), total=1999
    )
    first, second = order_statuses(history("2026-03-05", bought("p", "2026-03-02"), order))
    assert (first.key, first.number, first.items) == ("p", None, ())
    assert second == OrderStatus(
        key="o",
        number="#7",
        ordered_at=at("2026-03-01"),
        channel="app",
        currency="GBP",
        total_minor=1999,
        status=None,
        stage=OrderStage.PLACED,
        counts=True,
        late=False,
        promised_at=None,
        items=("Mug", "Tea"),
        reason="no source says how it went on",
        evidence=("o",),
    )


@pytest.mark.parametrize("status", ["refunded", "shipped", "versendet", "completed", "paid"])
def test_order_of_which_a_part_is_kept_is_partly_refunded(status: str) -> None:
    order = bought("o", "2026-03-01", MUG, total=5000, status=status, refunded_amount="10.00")
    shown = _of("2026-03-05", order)
    assert (shown.stage, shown.counts) == (OrderStage.PARTLY_REFUNDED, True)


@pytest.mark.parametrize("status", ["cancelled", "pending", "geparkt"])
def test_amount_given_back_makes_no_purchase_of_an_order(status: str) -> None:
    order = bought("o", "2026-03-01", MUG, total=5000, status=status, refunded_amount="10.00")
    shown = _of("2026-03-05", order)
    assert (shown.stage is OrderStage.PARTLY_REFUNDED, shown.counts) == (False, False)


@pytest.mark.parametrize(
    ("status", "stage"),
    [
        ("requested", OrderStage.RETURN_REQUESTED), ("in transit", OrderStage.RETURN_REQUESTED),
        ("rejected", OrderStage.SHIPPED), ("refunded", OrderStage.REFUNDED), (None, OrderStage.REFUNDED),
    ],
)  # fmt: skip
def test_return_whose_money_is_not_given_back_refunds_nothing(status: str | None, stage: OrderStage) -> None:
    order = bought("o", "2026-03-01", MUG, number="7", status="shipped")
    back = bought("r", "2026-03-04", kind="return", order="7", status=status)
    assert _of("2026-03-06", order, back).stage is stage
