"""One order on the command line, by the number that people quote."""

import json

import pytest

from profile_service.domain.sources.events import Interaction, Line, Subject, Transaction
from profile_service.store.engine.store import Store
from tests.rig.people import at, load, profile_id, record
from tests.rig.terminal import Terminal

pytestmark = pytest.mark.anyio


async def _ordered(store: Store) -> str:
    """The id of a customer with an order on its way."""
    lamp = Line(Subject("Product", "licht:l1", "Lamp"), 2, 1250)
    order = Transaction(
        "licht:order:A9", "licht:1", "order", at("2026-02-02"), "web", number="A-9", status="paid", currency="EUR",
        total_minor=2500, lines=(lamp,),
        details={"ship_to_street": "Ringstr. 1", "ship_to_city": "Kiel", "payment_method": "Visa ending in 4242"},
    )  # fmt: skip
    parcel = Interaction(
        "post:1", "licht:1", "shipment", at("2026-02-03"),
        details={"order": "A-9", "tracking_number": "P1", "carrier": "DHL"},
    )  # fmt: skip
    await load(store, record("licht:1", ("email", "ida@licht.example"), name="Ida Roth"), order, parcel)
    return await profile_id(store, "licht:1")


async def test_order_is_shown_by_its_number(store: Store, terminal: Terminal) -> None:
    id = await _ordered(store)
    shown = terminal.run("orders", "show", "#a-9")
    assert (shown.code, shown.err) == (0, "")
    assert shown.out.splitlines() == [
        "A-9  licht  2026-02-02 09:00:00  25.00 EUR  (licht:order:A9)",
        "    shipped: sent; last heard of as shipped; status paid",
        f"    of Ida Roth  ({id})",
        "    2 × Lamp  12.50 EUR",
        "    to Ringstr. 1, Kiel",
        "    paid by Visa  4242",
        "    parcel P1  DHL",
        "What came of it:",
        "    2026-02-03 09:00:00  shipment  post:1",
    ]


async def test_order_is_json_with_the_names_of_the_api(store: Store, terminal: Terminal) -> None:
    id = await _ordered(store)
    data = json.loads(terminal.run("orders", "show", "A-9", "--source", "licht", "--view", "marketing", "--json").out)
    assert data["profile"] == {"id": id, "name": "Ida Roth", "view": "marketing"}
    assert (data["stage"], data["deliveryAddress"], data["events"]) == ("PLACED", {"city": "Kiel"}, [])
    assert data["lines"] == [
        {"product": {"key": "licht:l1", "name": "Lamp"}, "quantity": 2.0, "priceMinor": 1250, "discountMinor": 0}
    ]
    assert data["paymentMethod"] == {"name": "Visa", "brand": None, "lastFour": "4242"}


async def test_number_of_two_sources_asks_for_one(store: Store, terminal: Terminal) -> None:
    await _ordered(store)
    other = Transaction("markt:order:3", "markt:1", "order", at("2026-01-02"), number="a-9", status="paid")
    await load(store, record("markt:1"), other)
    refused = terminal.run("orders", "show", "A-9")
    assert (refused.code, refused.out) == (2, "")
    assert refused.err == "profile-service: 2 orders have this number, of licht, markt; name the source\n"
    assert terminal.run("orders", "show", "A-9", "--source", "markt").out.startswith("a-9  markt")
    nobody = terminal.run("orders", "show", "A-9", "--source", "elsewhere")
    assert (nobody.code, nobody.err) == (1, "profile-service: no order has this number\n")
