"""Where an order stands, and whether it is late."""

from dataclasses import replace

import pytest

from profile_service.domain.context.order_status import OrderStage, OrderStatus, order_statuses
from profile_service.domain.sources.events import Event
from tests.rig.open_matters import MUG, bought, did, history

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


def test_order_over_the_counter_is_completed() -> None:
    assert _of("2026-03-05", bought("o", "2026-03-01", MUG, channel="store")).stage is OrderStage.COMPLETED


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
