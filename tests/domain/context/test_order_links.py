"""An event leads to the order that it names, also where two shops number theirs alike."""

from dataclasses import replace

import pytest

from profile_service.domain.context.insights import Insights
from profile_service.domain.context.order_links import OrderLinks
from profile_service.domain.context.order_status import order_statuses
from profile_service.domain.sources.events import Event, Interaction, Json, Subject, Transaction
from profile_service.domain.sources.order_states import OrderStage
from tests.rig.open_matters import MUG, at, bought, did, history

_NORTH = replace(bought("north:order:501", "2026-03-01", MUG, number="#0042", status="paid"), record="north:1")
_SOUTH = replace(bought("south:order:77", "2026-03-02", MUG, number="42", status="paid"), record="south:9")


def _event(key: str, record: str, about: str | None = None, kind: str = "delivery", **details: Json) -> Interaction:
    subjects = (Subject("Order", about),) if about else ()
    return replace(did(key, kind, "2026-03-05", *subjects, channel=None, device=None, **details), record=record)


def _orders_of(event: Event, *orders: Transaction) -> set[str]:
    return {*OrderLinks(orders).orders_of(event)}


def test_number_is_that_of_the_events_own_shop() -> None:
    assert _orders_of(_event("d", "south:9", order="#42"), _NORTH, _SOUTH) == {_SOUTH.key}
    assert _orders_of(_event("north:delivery:1", "courier:4", order_number=42), _NORTH, _SOUTH) == {_NORTH.key}


def test_number_from_elsewhere_leads_to_an_order_that_no_other_shop_has() -> None:
    delivery = _event("courier:d1", "courier:4", order="42")
    assert _orders_of(delivery, _NORTH, _SOUTH) == set()
    assert _orders_of(delivery, _NORTH) == {_NORTH.key}


def test_number_of_one_shop_never_leads_to_another() -> None:
    assert _orders_of(_event("d", "south:9", order="501"), _NORTH, replace(_SOUTH, number="43")) == set()


@pytest.mark.parametrize("key", ["south:42", "south:#42", "south:77"])
def test_subject_names_the_shop_by_number_or_key(key: str) -> None:
    assert _orders_of(_event("courier:d1", "courier:4", key), _NORTH, _SOUTH) == {_SOUTH.key}
    assert _orders_of(_event("d", "north:1", key, order="42"), _NORTH, _SOUTH) == {_SOUTH.key}, "a subject says more"


def test_delivery_and_return_belong_to_the_order_of_their_shop() -> None:
    delivery = _event("d", "courier:4", "north:42", status="delivered")
    refund = replace(
        bought("south:return:77", "2026-03-06", MUG, kind="return", total=1000, order="42"), record="south:9"
    )

    statuses = {order.key: order for order in order_statuses(history("2026-03-10", _NORTH, _SOUTH, delivery, refund))}

    assert {key: (order.stage, order.evidence) for key, order in statuses.items()} == {
        _NORTH.key: (OrderStage.DELIVERED, (_NORTH.key, "d")),
        _SOUTH.key: (OrderStage.REFUNDED, (_SOUTH.key, refund.key)),
    }


@pytest.mark.parametrize(
    ("first", "second", "times"),
    [("north:42", "north:42", [2]), ("north:42", "south:42", []), ("north:42", None, [2])],
)
def test_contacts_about_orders_of_two_shops_are_two_matters(first: str, second: str | None, times: list[int]) -> None:
    calls = [
        replace(
            _event(f"c{day}", "desk:1", about, "support_call", topic="Where is it", order="42"), occurred_at=at(day)
        )
        for day, about in (("2026-03-06", first), ("2026-03-07", second))
    ]

    repeats = Insights(history("2026-03-10", _NORTH, _SOUTH, *calls)).repeats

    assert [repeat.times for repeat in repeats] == times


def test_request_for_a_return_waits_for_that_of_its_own_order() -> None:
    request = _event("r", "desk:1", "north:42", "return", status="requested")
    other, own = (
        replace(_event(f"{shop}:x", f"{shop}:1", f"{shop}:42"), occurred_at=at("2026-03-08"))
        for shop in ("south", "north")
    )
    returns = [
        Transaction(e.key, e.record, "return", e.occurred_at, about=e.about, currency="EUR", total_minor=1)
        for e in (other, own)
    ]
    threads = [
        [thread.key for thread in Insights(history("2026-03-10", request, sale)).threads if thread.key == "r"]
        for sale in returns
    ]
    assert threads == [["r"], []]
