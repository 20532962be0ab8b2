"""How orders went on, where pages of older ones are read."""

from dataclasses import replace

import pytest

from profile_service.domain.sources.events import Event, Interaction, Transaction
from profile_service.domain.sources.order_states import OrderStage
from profile_service.service.profile.orders.order_progress import OrderProgress
from profile_service.service.profile.profile_reader import ProfileReader
from profile_service.store.engine.store import Store
from tests.rig.open_matters import at, bought
from tests.rig.people import load, profile_id, record

pytestmark = pytest.mark.anyio

_RECORD = record("shop:1", ("email", "ann@shop.org"))
_ORDER = bought("shop:order:1", "2025-01-01", number="#1", status="shipped", total=4000)


async def _stage(store: Store, *events: Event, order: Transaction = _ORDER) -> OrderStage | None:
    await load(store, _RECORD, order, *events)
    customer = await ProfileReader(store, None).customer(await profile_id(store, "shop:1"))
    assert customer
    course = await OrderProgress(customer, [order]).course(order.key)
    return course.status.stage if course else None


def _about(key: str, kind: str, day: str, number: str = "1", **details: str) -> Event:
    return Interaction(f"shop:{key}", "shop:1", kind, at(day), details={"order": number, **details})


async def test_refund_long_after_its_order_is_in_its_stage(store: Store) -> None:
    later = bought("shop:order:2", "2025-10-01", number="#2", total=4000)
    of_another = _about("refund:2", "refund", "2025-10-09", "2", amount="40.00")
    assert await _stage(store, later, of_another) is OrderStage.SHIPPED
    assert await _stage(store, _about("refund:1", "refund", "2025-09-15", amount="10.00")) is OrderStage.PARTLY_REFUNDED
    assert await _stage(store, _about("refund:3", "refund", "2026-02-01", amount="30.00")) is OrderStage.REFUNDED


async def test_return_long_after_its_order_is_in_its_stage(store: Store) -> None:
    back = bought("shop:return:1", "2025-12-01", kind="return", total=4000)
    assert await _stage(store, replace(back, details={"order": "1"})) is OrderStage.REFUNDED
