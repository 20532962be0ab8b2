"""One customer of two shops that both have an order 42: what is about either is told apart, in any order of loading."""

from dataclasses import replace
from itertools import permutations

import pytest

from profile_service.domain.sources.events import Subject
from profile_service.domain.sources.order_states import OrderStage
from profile_service.service.profile.customer_context import CustomerContext
from profile_service.service.profile.profile_reader import ProfileReader
from profile_service.store.engine.store import Store
from profile_service.store.places.address import Address
from tests.rig.graph import links, nodes, wipe
from tests.rig.open_matters import MUG, bought, did
from tests.rig.people import load, profile_id, record

pytestmark = pytest.mark.anyio

_EMAIL = ("email", "sanne@post.example")
_NORTH = replace(bought("north:order:501", "2026-03-01", MUG, number="42", status="paid"), record="north:1")
_SOUTH = replace(bought("south:order:77", "2026-03-02", MUG, number="42", status="paid"), record="south:9")
_PARCEL = replace(
    did("courier:7", "shipment", "2026-03-04", Subject("Order", "north:42"), channel="delivery", status="in transit"),
    record="courier:a",
)
_REFUND = replace(
    bought("south:return:77", "2026-03-06", MUG, kind="return", total=1000, order="#42"), record="south:9"
)


@pytest.mark.parametrize("order", [*permutations(range(4))][::5])
async def test_parcel_and_refund_stay_with_their_shop(store: Store, address: Address, order: tuple[int, ...]) -> None:
    wipe(address)
    await load(store, *(record(key, _EMAIL) for key in ("north:1", "south:9", "courier:a")))
    for position in order:
        await load(store, (_NORTH, _SOUTH, _PARCEL, _REFUND)[position])

    customer = await ProfileReader(store, None).customer(await profile_id(store, "south:9"))
    assert customer
    insights = await CustomerContext(customer, "2026-03-10T09:00:00.000000Z").insights("orders")

    assert {one.key: (one.stage, one.evidence[1:]) for one in insights.orders} == {
        _NORTH.key: (OrderStage.SHIPPED, (_PARCEL.key,)),
        _SOUTH.key: (OrderStage.REFUNDED, (_REFUND.key,)),
    }
    assert nodes(address, "Order", "key") == {("north:42",)}
    assert links(address, "Event.key", "ABOUT", "Order.key") == {(_PARCEL.key, "north:42")}
