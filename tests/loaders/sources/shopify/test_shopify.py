"""Shopify customers and orders, in files with the traps of real exports."""

from pathlib import Path

from profile_service.domain.sources.consents import Consent, ConsentStatus
from profile_service.domain.sources.events import Line, Subject, Transaction
from profile_service.domain.sources.items import Rejected
from tests.loaders.entries import identifiers, items, load, records, rejects


def test_customer_has_identifiers_and_attributes() -> None:
    zoe = records(load("shopify-customers", "shopify_customers.csv"))[0]
    assert zoe.key == "shopify:7210448301122"
    assert identifiers(zoe) == [
        "shopify_customer_id:7210448301122",
        "email:zoe@martin.example",
        "phone:+33142685300",
        "loyalty_id:208",
    ]
    assert zoe.attributes["street"] == "12 rue de la Paix"
    assert zoe.attributes["note"] == "Likes tents.\nCall after 6."
    assert zoe.attributes["club.loyalty_id"] == "208"
    assert zoe.attributes["tags"] == "vip, club"
    assert "Our Own Column" not in zoe.attributes
    assert zoe.observed_at is None


def test_apostrophe_goes_from_ids_but_stays_in_names() -> None:
    piet = records(load("shopify-customers", "shopify_customers.csv"))[1]
    assert (piet.record_id, piet.attributes["postal_code"]) == ("7210448301123", "1012AB")
    assert piet.name == "Piet 't Hooft"


def test_marketing_columns_are_consents() -> None:
    zoe = items(load("shopify-customers", "shopify_customers.csv"))[0]
    assert zoe.consents == (
        Consent(
            "shopify:7210448301122", "marketing", "email", ConsentStatus.GRANTED, None, "Accepts Email Marketing: yes"
        ),
        Consent(
            "shopify:7210448301122", "marketing", "sms", ConsentStatus.NOT_GRANTED, None, "Accepts SMS Marketing: no"
        ),
    )


def test_phone_that_is_none_stays_as_written() -> None:
    piet = records(load("shopify-customers", "shopify_customers.csv"))[1]
    assert piet.attributes["phone_as_written"] == "not a phone"
    assert identifiers(piet) == ["shopify_customer_id:7210448301123", "email:piet@hooft.example"]


def test_damaged_customers_are_rejected_with_their_line() -> None:
    assert rejects(load("shopify-customers", "shopify_customers.csv")) == [
        (5, None, "the row has 23 fields where the header has 22"),
        (6, None, "the row has no id and no identifier, so nobody can be found by it"),
        (7, None, "the row holds a NUL character"),
    ]


def test_older_columns_name_customers_by_identifier() -> None:
    customers = records(load("shopify-customers", "shopify_customers_older.csv"))
    assert [customer.key for customer in customers] == ["shopify:email:bo@berg.example", "shopify:phone:+4722123456"]


def test_order_gathers_its_rows() -> None:
    first = items(load("shopify-orders", "shopify_orders.csv"))[0]
    order, refund = first.events
    assert (first.line, first.rows) == (2, 2)
    assert isinstance(order, Transaction)
    assert (order.key, order.number, order.kind) == ("shopify:order:5551001", "#1001", "order")
    assert (order.record, order.channel) == ("shopify:email:zoe@martin.example/zoe", "web")
    assert (order.occurred_at, order.status) == ("2025-10-07T07:50:26.000000Z", "partially_refunded")
    assert (order.currency, order.total_minor, order.discount_minor) == ("EUR", 6200, 300)
    assert order.lines == (
        Line(Subject("Product", "shopify:MUG-B", "Mug - blue"), 2.0, 1500, 300),
        Line(Subject("Product", "shopify:Tent for two", "Tent for two"), 1.0, 3000),
    )
    assert isinstance(refund, Transaction)
    assert (refund.key, refund.kind, refund.total_minor) == ("shopify:return:5551001", "return", 1500)
    assert refund.details == {"order": "#1001", "time_of": "order"}


def test_order_without_an_id_is_known_by_its_number(tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    columns = "Name,Email,Created at,Currency,Total,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Id"
    path.write_text(
        f"{columns}\n"
        "#44,li@mei.example,2026-02-03,CNY,8.00,1,Tea,8.00,T,\n"
        "#45,li@mei.example,2026-02-03,CNY,8.00,1,Tea,8.00,T,'700000000001\n"
        "#46,li@mei.example,2026-02-03,CNY,8.00,1,Tea,8.00,T,7.0E+11\n",
        "utf-8",
    )
    entries = load("shopify-orders", path)
    assert [(item.events[0].key, item.former_events) for item in items(entries)] == [
        ("shopify:order:44", ()),
        ("shopify:order:700000000001", ("shopify:order:45", "shopify:return:45")),
    ]
    assert rejects(entries) == [(4, "Id", "Id: not an id; expected digits alone. Was the file saved by a spreadsheet?")]


def test_order_names_its_customer() -> None:
    zoe, nobody = records(load("shopify-orders", "shopify_orders.csv"))[:2]
    assert identifiers(zoe) == ["email:zoe@martin.example", "phone:+33142685300"]
    assert (zoe.name, zoe.observed_at) == ("Zoé Martin", "2025-10-07T07:50:26.000000Z")
    assert (nobody.key, nobody.identifiers) == ("shopify:order:1002", ())


def test_order_keeps_taxes_shipping_and_discount_code() -> None:
    order = items(load("shopify-orders", "shopify_orders.csv"))[0].events[0]
    assert order.details == {
        "refunded_amount": "15.00",
        "shipping": "5.00",
        "taxes": "9.50",
        "discount_code": "SPRING",
        "payment_method": "visa",
        "source": "web",
        "order_id": "5551001",
    }


def test_order_keeps_where_it_goes_and_what_its_payment_is_called(tmp_path: Path) -> None:
    header = (
        "Name,Email,Financial Status,Created at,Currency,Total,Lineitem quantity,Lineitem name,Lineitem price,"
        "Shipping Name,Shipping Street,Shipping Address1,Shipping Address2,Shipping City,Shipping Zip,Shipping Country,"
        "Payment Reference"
    )
    row = "paid,2026-01-01 10:00:00 +0000,EUR,5.00,1,Tea,5.00,Ida Roth"
    lines = [
        f'#7,ida@licht.example,{row},"Ring 1, Hof",Ring 1,Hof,Kiel,\'24103,DE,PR.1',
        f'#8,ida@licht.example,{row},"Ring 1, Hof",,Hof,Kiel,24103,DE,',
        "#9,ida@licht.example,paid,2026-01-01 10:00:00 +0000,EUR,5.00,1,Tea,5.00,,,,,,,,",
    ]
    path = tmp_path / "orders.csv"
    path.write_text("\n".join([header, *lines]) + "\n", "utf-8")
    whole, joined, without = (item.events[0].details for item in items(load("shopify-orders", path)))
    place = {"name": "Ida Roth", "city": "Kiel", "postal_code": "24103", "country": "DE"}
    assert whole["shipping_address"] == place | {"street": "Ring 1", "street_2": "Hof"}
    assert whole["payment_reference"] == "PR.1"
    assert joined["shipping_address"] == place | {"street": "Ring 1, Hof"}
    assert "shipping_address" not in without


def test_cancelled_order_is_cancelled_and_refunded() -> None:
    order, refund = items(load("shopify-orders", "shopify_orders.csv"))[2].events
    assert isinstance(order, Transaction)
    assert (order.number, order.status, order.total_minor) == ("#1005", "cancelled", 5000)
    assert order.details["financial_status"] == "refunded"
    assert isinstance(refund, Transaction)
    assert (refund.status, refund.total_minor) == ("refunded", 5000)
    assert refund.occurred_at == "2025-10-11T08:00:00.000000Z"
    assert refund.details == {"order": "#1005", "time_of": "cancellation"}


def test_order_of_yen_in_the_store() -> None:
    (order,) = items(load("shopify-orders", "shopify_orders.csv"))[1].events
    assert isinstance(order, Transaction)
    assert (order.total_minor, order.currency, order.channel) == (1200, "JPY", "store")


def test_flawed_order_is_rejected_whole() -> None:
    entries = load("shopify-orders", "shopify_orders.csv")
    assert rejects(entries) == [
        (5, "Total", "Total: not an amount; expected a decimal number such as 1234.56 or 1.234,56"),
        (9, None, "the row has 3 fields where the header has 73"),
    ]
    whole = [e for e in entries if isinstance(e, Rejected)]
    assert [e.rows for e in whole] == [2, 2]
    assert whole[1].row.count("\n") == 2


def test_id_that_a_spreadsheet_rounded_is_rejected(tmp_path: Path) -> None:
    path = tmp_path / "customers.csv"
    path.write_text("Customer ID,First Name,Last Name,Email\n7.21045E+12,Zoé,Martin,zoe@martin.example\n", "utf-8")
    assert rejects(load("shopify-customers", path)) == [
        (
            2,
            "Customer ID",
            "Customer ID: not an id; expected digits alone. Was the file saved by a spreadsheet?",
        )
    ]


def test_orders_of_a_junk_address_are_records_of_their_own(tmp_path: Path) -> None:
    header = "Name,Email,Financial Status,Created at,Currency,Total,Lineitem quantity,Lineitem name,Lineitem price"
    lines = [
        f"#{number},guest@shop.example,paid,2026-01-0{day} 10:00:00 +0000,EUR,5.00,1,Tea,5.00"
        for number, day in ((1001, 1), (1002, 2))
    ]
    path = tmp_path / "orders.csv"
    path.write_text("\n".join([header, *lines]) + "\n")
    assert [record.key for record in records(load("shopify-orders", path))] == [
        "shopify:order:1001",
        "shopify:order:1002",
    ]
