"""Magento customers and addresses."""

from profile_service.domain.sources.items import Item
from tests.loaders.entries import identifiers, items, load, records, rejects


def test_email_on_two_websites_is_two_customers() -> None:
    base, outlet = records(load("magento-customers", "magento_customers.csv"))
    assert (base.key, outlet.key) == ("magento:base:zoe@martin.example", "magento:outlet:zoe@martin.example")
    assert identifiers(outlet) == ["magento_customer_id:outlet:zoe@martin.example", "email:zoe@martin.example"]
    assert base.observed_at == "2025-06-07T08:09:10.000000Z"
    assert (base.attributes["birth_date"], base.attributes["gender"]) == ("1990-05-04", "Female")


def test_customer_has_the_billing_address_of_a_further_row() -> None:
    first = items(load("magento-customers", "magento_customers.csv"))[0]
    assert (first.line, first.rows) == (2, 2)
    assert first.records[0].attributes["street"] == "12 rue de la Paix\n2e étage"
    assert first.records[0].attributes["city"] == "Paris"


def test_phone_of_somebody_elses_address_is_not_the_customers() -> None:
    zoe = records(load("magento-customers", "magento_customers.csv"))[0]
    assert identifiers(zoe) == [
        "magento_customer_id:base:zoe@martin.example",
        "email:zoe@martin.example",
        "phone:+33612345678",
    ]


def test_password_hashes_and_tokens_are_read_nowhere() -> None:
    entries = load("magento-customers", "magento_customers.csv")
    assert "9f86d081" not in repr(entries)
    assert "tok3n" not in repr(entries)


def test_rejected_customers_name_their_column() -> None:
    assert rejects(load("magento-customers", "magento_customers.csv")) == [
        (6, "_website", "_website is blank; the row cannot be loaded without it"),
        (7, "updated_at", "updated_at: not a time; expected a form such as 2025-10-07 09:50:26 +0200"),
    ]


def test_billing_address_is_a_record_beside_the_customers() -> None:
    (billing,) = records(load("magento-addresses", "magento_addresses.csv"))
    assert billing.key == "magento:base:zoe@martin.example:billing"
    assert identifiers(billing) == [
        "magento_customer_id:base:zoe@martin.example",
        "email:zoe@martin.example",
        "phone:+33612345678",
    ]
    assert (billing.attributes["city"], billing.attributes["postal_code"]) == ("Paris", "75002")


def test_shipping_address_is_an_empty_item() -> None:
    entries = load("magento-addresses", "magento_addresses.csv")
    assert entries[1] == Item(3)
    assert rejects(entries) == [(4, "_website", "_website is blank; the row cannot be loaded without it")]
