"""WooCommerce customers and orders."""

import pytest

from loaders.sources.woocommerce.orders import product_lines
from profile_service.domain.sources.events import Line, Subject, Transaction
from tests.loaders.entries import identifiers, items, load, records, rejects


def test_customer_is_named_by_email() -> None:
    zoe, bo = records(load("woocommerce-customers", "woocommerce_customers.csv"))
    assert zoe.key == "woocommerce:email:zoe@martin.example"
    assert identifiers(zoe) == ["email:zoe@martin.example", "woocommerce_username:zoe", "phone:+33612345678"]
    assert (zoe.attributes["total_spent"], zoe.attributes["customer_since"]) == ("120.5", "2024-01-02 03:04:05")
    assert identifiers(bo) == ["email:bo@berg.example"]


def test_older_columns_stop_at_the_postal_code() -> None:
    (zoe,) = records(load("woocommerce-customers", "woocommerce_customers_older.csv"))
    assert identifiers(zoe) == ["email:zoe@martin.example", "woocommerce_username:zoe"]


def test_order_has_a_record_of_its_own() -> None:
    entries = items(load("woocommerce-orders", "woocommerce_orders.csv"))
    assert [entry.records[0].key for entry in entries] == ["woocommerce:order:1001", "woocommerce:order:1002"]
    assert [entry.records[0].identifiers for entry in entries] == [(), ()]
    assert entries[0].records[0].attributes == {"name": "Zoé Martin"}


def test_order_has_net_sales_and_unpriced_lines() -> None:
    (order,) = items(load("woocommerce-orders", "woocommerce_orders.csv"))[0].events
    assert isinstance(order, Transaction)
    assert (order.key, order.number, order.status) == ("woocommerce:order:1001", "#1001", "completed")
    assert (order.currency, order.total_minor, order.occurred_at) == ("EUR", 5700, "2025-10-07T09:50:26.000000Z")
    assert order.lines == (
        Line(Subject("Product", "woocommerce:Mug, blue", "Mug, blue"), 2.0, 0),
        Line(Subject("Product", "woocommerce:Tent for two", "Tent for two"), 1.0, 0),
    )
    assert order.details == {
        "customer_type": "returning",
        "items": "3",
        "coupons": "SPRING",
        "attribution": "Organic: Google",
        "prices": "not in the export",
    }


def test_negative_sales_are_a_return() -> None:
    (refund,) = items(load("woocommerce-orders", "woocommerce_orders.csv"))[1].events
    assert isinstance(refund, Transaction)
    assert (refund.key, refund.kind) == ("woocommerce:return:1002", "return")
    assert (refund.currency, refund.total_minor) == ("USD", 101250)


def test_dollars_are_those_of_the_country() -> None:
    (sale,) = items(load("woocommerce-orders", "woocommerce_orders.csv", "CA"))[1].events
    assert isinstance(sale, Transaction)
    assert sale.currency == "CAD"


def test_rejected_orders_name_their_column() -> None:
    assert rejects(load("woocommerce-orders", "woocommerce_orders.csv")) == [
        (
            4,
            "N. Revenue (formatted)",
            "N. Revenue (formatted): its currency is not known; give the shop's country with --country",
        ),
        (5, "Product(s)", "Product(s): not of the form 2× Name, 1× Name"),
        (6, "Net Sales", "Net Sales: not an amount; expected a decimal number such as 1234.56 or 1.234,56"),
    ]


@pytest.mark.parametrize(
    ("cell", "products"),
    [
        ("", []),
        ("1× Cap", [("Cap", 1.0)]),
        ("2× Mug, 2 parts, 1× Rope, 10× thick", [("Mug, 2 parts", 2.0), ("Rope", 1.0), ("thick", 10.0)]),
    ],
)
def test_cell_holds_several_products(cell: str, products: list[tuple[str, float]]) -> None:
    assert [(line.product.name, line.quantity) for line in product_lines(cell)] == products
