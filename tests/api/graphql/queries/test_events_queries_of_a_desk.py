"""What a support desk looks up in a day: each is one request in the support view, and at most three reads."""

import httpx
import pytest

from profile_service.domain.sources.events import Interaction, Transaction
from profile_service.store.engine.store import Store
from tests.rig.graphql_client import graphql_answer
from tests.rig.people import at, did, load, profile_id, record

pytestmark = pytest.mark.anyio

_WHO = "id name { value } email { value } context { openThreads { kind } orders { number stage } }"
_LOOKUPS = {
    "customer by e-mail": 'profileBy(identifier: {type: "email", value: "Mo@Kiosk.example"}, view: "support") '
    f"{{ {_WHO} }}",
    "user by id": f'profileBy(identifier: {{type: "user_id", value: "u-31"}}, view: "support") {{ {_WHO} }}',
    "order by number": 'order(number: "k-5", view: "support") { number stage reason late lines { quantity } '
    f"profile {{ {_WHO} }} }}",
    "payment by order": 'order(number: "K-5", view: "support") { paymentReference paymentMethod { name lastFour } '
    "events { kind occurredAt details } profile { id name { value } email { value } } }",
    "delivery by order": 'order(number: "#K-5", view: "support") { parcels { number carrier } '
    "delivery { sentAt method } deliveryAddress { street street2 city } "
    "profile { id name { value } email { value } } }",
    "order of a customer": 'profileBy(identifier: {type: "email", value: "mo@kiosk.example"}, view: "support") '
    '{ id name { value } email { value } transactions(number: "k-5") { nodes { stage status } } }',
}  # fmt: skip


async def _kiosk(store: Store) -> str:
    """The id of Mo, who has an account and an order on its way."""
    mail = ("email", "mo@kiosk.example")
    address = {"street": "Am Deich 2", "street_2": "Hinterhaus", "city": "Husum"}
    await load(
        store,
        record("kiosk:31", mail, ("user_id", "u-31"), name="Mo Jansen"),
        record("bank:8", mail),
        Transaction(
            "kiosk:order:5", "kiosk:31", "order", at("2026-03-01"), "web", number="K-5", status="paid", currency="EUR",
            total_minor=900, details={"shipping_address": dict(address), "shipping_method": "Post"},
        ),
        Interaction(
            "bank:p1", "bank:8", "payment", at("2026-03-01"),
            details={"order_number": "K-5", "status": "received", "reference": "R-77", "card_number": "****4242"},
        ),
        Interaction(
            "post:1", "kiosk:31", "tracking", at("2026-03-02"),
            details={"order": "K-5", "status": "in transit", "tracking_number": "T-1", "shipped_at": "2026-03-02"},
        ),
        did("w1", "kiosk:31", "2026-02-27"),
    )  # fmt: skip
    return await profile_id(store, "kiosk:31")


@pytest.mark.parametrize("lookup", _LOOKUPS)
async def test_lookup_is_one_request_and_few_reads(store: Store, client: httpx.AsyncClient, lookup: str) -> None:
    id = await _kiosk(store)
    before = store.statements
    (answer,) = (await graphql_answer(client, f"{{ {_LOOKUPS[lookup]} }}"))["data"].values()
    assert store.statements - before <= 3
    person = answer.get("profile", answer)
    assert (person["id"], person["name"]["value"], person["email"]["value"]) == (id, "Mo Jansen", "mo@kiosk.example")


async def test_payment_and_delivery_are_told_by_the_order(store: Store, client: httpx.AsyncClient) -> None:
    await _kiosk(store)
    payment = (await graphql_answer(client, f"{{ {_LOOKUPS['payment by order']} }}"))["data"]["order"]
    delivery = (await graphql_answer(client, f"{{ {_LOOKUPS['delivery by order']} }}"))["data"]["order"]
    assert (payment["paymentReference"], payment["paymentMethod"]) == ("R-77", {"name": None, "lastFour": "4242"})
    assert [event["kind"] for event in payment["events"]] == ["tracking", "payment"]
    assert delivery["parcels"] == [{"number": "T-1", "carrier": None}]
    assert delivery["delivery"] == {"sentAt": "2026-03-02T00:00:00Z", "method": "Post"}
    assert delivery["deliveryAddress"] == {"street": "Am Deich 2", "street2": "Hinterhaus", "city": "Husum"}
