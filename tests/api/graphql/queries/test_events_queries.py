"""An order by the number that people quote, any event by its key, and transactions by what they are."""

from typing import Any

import httpx
import pytest

from profile_service.domain.sources.events import Event, Interaction, Json, Line, Subject, Transaction
from profile_service.store.engine.store import Store
from tests.rig.graphql_client import error_code, graphql_answer
from tests.rig.people import at, did, load, profile_id, record

pytestmark = pytest.mark.anyio

_ADDRESS = {"name": "Zoé Roe", "street": "1 Quai Nord", "street_2": "3e étage", "city": "Nantes", "country": "FR"}
_ORDER = """
query($number: String!, $source: String, $view: String) { order(number: $number, source: $source, view: $view) {
  key number source stage status reason late counts totalMinor currency
  parcels { number carrier url } paymentMethod { name brand lastFour } paymentReference
  delivery { method promisedAt sentAt deliveredAt place }
  deliveryAddress { name street street2 city country } billingAddress { city } details
  events { key kind } profile { id view } record { key } lines { quantity product { key } }
} }
"""


def _order(key: str, of: str, day: str, number: str | None, status: str = "paid", **details: Json) -> Transaction:
    return Transaction(
        key, of, "order", at(day), "web", number=number, status=status, currency="EUR", total_minor=4200,
        lines=(Line(Subject("Product", "boutique:thé", "Thé"), 3, 1400),), details=details,
    )  # fmt: skip


def _news(key: str, of: str, day: str, kind: str, **details: Json) -> Event:
    order = str(details.pop("about", ""))
    about = (Subject("Order", order),) if order else ()
    return Interaction(key, of, kind, at(day), about=about, details=details)


async def _zoe(store: Store) -> str:
    """Zoé, who is known in two sources, with two orders and what came of the first."""
    mail = ("email", "zoe@roe.example")
    await load(
        store,
        record("boutique:7", mail, name="Zoé Roe"),
        record("lager:9", mail),
        _order(
            "boutique:order:B-77", "boutique:7", "2026-01-02", "#B-77",
            shipping_address=dict(_ADDRESS), shipping_method="Colissimo", payment_method="Visa 4970101122334242",
        ),
        _order("boutique:order:B-80", "boutique:7", "2026-03-02", "#B-80", status="cancelled"),
        did("v1", "lager:9", "2026-01-04"),
        _news("z:1", "boutique:7", "2026-01-03", "payment", order="b-77", status="received", payment_reference="PR-5"),
        _news(
            "l:1", "lager:9", "2026-01-05", "shipment", about="boutique:B-77", tracking_number="LX9",
            carrier="La Poste",
        ),
        _news("l:2", "lager:9", "2026-01-08", "delivery", about="boutique:B-77", delivered_at="2026-01-08T10:00:00Z"),
    )  # fmt: skip
    return await profile_id(store, "boutique:7")


async def test_order_is_answered_with_what_came_of_it(store: Store, client: httpx.AsyncClient) -> None:
    zoe = await _zoe(store)
    before = store.statements
    order = (await graphql_answer(client, _ORDER, number="b-77", view="support"))["data"]["order"]
    assert store.statements - before == 3
    details = order.pop("details")
    assert (details["shipping_method"], details["payment_method"]) == ("Colissimo", "Visa 4242")
    assert order == {
        "key": "boutique:order:B-77", "number": "#B-77", "source": "boutique", "stage": "DELIVERED", "status": "paid",
        "reason": "delivered", "late": False, "counts": True, "totalMinor": 4200, "currency": "EUR",
        "parcels": [{"number": "LX9", "carrier": "La Poste", "url": None}],
        "paymentMethod": {"name": "Visa", "brand": None, "lastFour": "4242"}, "paymentReference": "PR-5",
        "delivery": {
            "method": "Colissimo", "promisedAt": None, "sentAt": None, "deliveredAt": "2026-01-08T10:00:00Z",
            "place": None,
        },
        "deliveryAddress": {
            "name": "Zoé Roe", "street": "1 Quai Nord", "street2": "3e étage", "city": "Nantes", "country": "FR"
        },
        "billingAddress": None,
        "events": [
            {"key": "l:2", "kind": "delivery"}, {"key": "l:1", "kind": "shipment"}, {"key": "z:1", "kind": "payment"},
        ],
        "profile": {"id": zoe, "view": "support"}, "record": {"key": "boutique:7"},
        "lines": [{"quantity": 3.0, "product": {"key": "boutique:thé"}}],
    }  # fmt: skip


async def test_view_without_addresses_shows_none_of_an_order(store: Store, client: httpx.AsyncClient) -> None:
    await _zoe(store)
    order = (await graphql_answer(client, _ORDER, number="B-77", view="marketing"))["data"]["order"]
    assert order["deliveryAddress"] == {
        "name": "Zoé Roe", "street": None, "street2": None, "city": "Nantes", "country": "FR"
    }  # fmt: skip
    assert "Quai" not in str(order)
    assert [event["kind"] for event in order["events"]] == []


async def test_number_of_two_shops_asks_for_the_source(store: Store, client: httpx.AsyncClient) -> None:
    zoe = await _zoe(store)
    await load(
        store,
        record("markt:1", ("email", "udo@markt.example")),
        _order("markt:order:77", "markt:1", "2026-02-02", "B-77"),
    )
    answer = await graphql_answer(client, _ORDER, number=" #b-77 ")
    extensions = answer["errors"][0]["extensions"]
    assert extensions == {
        "code": "CONFLICT",
        "candidates": [
            {"source": "boutique", "key": "boutique:order:B-77"}, {"source": "markt", "key": "markt:order:77"}
        ],
    }  # fmt: skip
    assert "udo" not in str(answer["errors"])
    ours = (await graphql_answer(client, _ORDER, number="b-77", source="boutique"))["data"]["order"]
    theirs = (await graphql_answer(client, _ORDER, number="b-77", source="markt"))["data"]["order"]
    assert (ours["profile"]["id"], theirs["key"]) == (zoe, "markt:order:77")
    assert (await graphql_answer(client, _ORDER, number="b-77", source="elsewhere"))["data"] == {"order": None}


async def test_number_twice_in_one_shop_asks_for_the_key(store: Store, client: httpx.AsyncClient) -> None:
    await load(
        store,
        record("markt:1"),
        _order("markt:order:1", "markt:1", "2025-02-02", "77"),
        _order("markt:order:2", "markt:1", "2026-02-02", "#77"),
    )
    code, text = await error_code(client, _ORDER, number="77", source="markt")
    assert code == "CONFLICT"
    assert "by its key" in text


async def test_unknown_number_is_null_and_a_blank_one_refused(store: Store, client: httpx.AsyncClient) -> None:
    await _zoe(store)
    assert (await graphql_answer(client, _ORDER, number="4711"))["data"] == {"order": None}
    assert (await error_code(client, _ORDER, number="  "))[0] == "INVALID_INPUT"
    assert (await error_code(client, _ORDER, number="9" * 201))[0] == "INVALID_INPUT"


async def test_any_event_is_found_by_its_key(store: Store, client: httpx.AsyncClient) -> None:
    zoe = await _zoe(store)
    query = """query($key: ID!, $view: String) { event(key: $key, view: $view) {
      __typename kind record { key } profile { id } ... on Transaction { number stage }
    } }"""
    review = (await graphql_answer(client, query, key="v1"))["data"]["event"]
    order = (await graphql_answer(client, query, key="boutique:order:B-80"))["data"]["event"]
    assert review == {
        "__typename": "Interaction", "kind": "review", "record": {"key": "lager:9"}, "profile": {"id": zoe}
    }  # fmt: skip
    assert (order["__typename"], order["number"], order["stage"]) == ("Transaction", "#B-80", "CANCELLED")
    assert (await graphql_answer(client, query, key="v2"))["data"] == {"event": None}
    assert (await error_code(client, query, key="z:1", view="marketing"))[0] == "OUTSIDE_VIEW"


async def _numbers(client: httpx.AsyncClient, arguments: str) -> list[str]:
    query = f"""{{ profileBy(identifier: {{type: "email", value: "zoe@roe.example"}}) {{
      transactions({arguments}) {{ nodes {{ number }} }} }} }}"""
    answer = await graphql_answer(client, query)
    return [node["number"] for node in answer["data"]["profileBy"]["transactions"]["nodes"]]


async def _line_counts(client: httpx.AsyncClient, arguments: str) -> list[int]:
    query = f"""{{ profileBy(identifier: {{type: "email", value: "zoe@roe.example"}}) {{
      transactions({arguments}) {{ nodes {{ lines {{ quantity }} }} }} }} }}"""
    answer = await graphql_answer(client, query)
    return [len(node["lines"]) for node in answer["data"]["profileBy"]["transactions"]["nodes"]]


async def test_transactions_are_selected_by_what_they_are(store: Store, client: httpx.AsyncClient) -> None:
    await _zoe(store)
    assert await _numbers(client, "first: 5") == ["#B-80", "#B-77"]
    assert await _numbers(client, 'number: "b-80"') == ["#B-80"]
    assert await _line_counts(client, 'number: "b-80"') == [1]
    assert await _numbers(client, 'number: "b-80", until: "2026-02-01"') == []
    assert await _numbers(client, 'status: "Cancelled"') == ["#B-80"]
    assert await _numbers(client, 'status: ["PAID", "open"], channels: ["web"]') == ["#B-77"]
    assert await _numbers(client, "stage: DELIVERED") == ["#B-77"]
    assert await _numbers(client, "stage: [CANCELLED, SHIPPED]") == ["#B-80"]
    assert await _numbers(client, 'number: "b-77", stage: CANCELLED') == []
    assert await _numbers(client, 'since: "2026-02-01"') == ["#B-80"]
    assert await _numbers(client, 'channels: ["store"]') == []


async def test_stages_agree_with_the_context(store: Store, client: httpx.AsyncClient) -> None:
    await _zoe(store)
    answer = await graphql_answer(
        client,
        """{ profileBy(identifier: {type: "email", value: "zoe@roe.example"}) {
          transactions { nodes { key stage } } context { orders { key stage } }
          timeline { nodes { ... on Transaction { key stage } } }
        } }""",
    )
    profile: dict[str, Any] = answer["data"]["profileBy"]
    stages = {node["key"]: node["stage"] for node in profile["transactions"]["nodes"]}
    assert stages == {"boutique:order:B-77": "DELIVERED", "boutique:order:B-80": "CANCELLED"}
    assert {order["key"]: order["stage"] for order in profile["context"]["orders"]} == stages
    assert {node["key"]: node["stage"] for node in profile["timeline"]["nodes"] if node} == stages


async def test_pages_by_status_follow_one_another(store: Store, client: httpx.AsyncClient) -> None:
    days = [f"2026-{1 + n // 25:02d}-{1 + n % 25:02d}" for n in range(240)]
    orders = [
        _order(f"boutique:order:{n}", "boutique:7", day, f"#{n}", "shipped" if n % 60 == 0 else "paid")
        for n, day in enumerate(days)
    ]
    await load(store, record("boutique:7", ("email", "zoe@roe.example")), *orders)
    query = """query($after: String) { profileBy(identifier: {type: "email", value: "zoe@roe.example"}) {
      transactions(first: 3, after: $after, status: "shipped") { nodes { number } pageInfo { hasNextPage endCursor } }
    } }"""
    seen: list[str] = []
    after = None
    for _ in range(3):
        page = (await graphql_answer(client, query, after=after))["data"]["profileBy"]["transactions"]
        seen += [node["number"] for node in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert seen == ["#180", "#120", "#60", "#0"]
