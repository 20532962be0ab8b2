"""Stripe customers."""

import pytest

from loaders.registry import loader
from profile_service.domain.values.errors import InvalidInput
from tests.loaders.entries import FIXTURES, identifiers, load, records, rejects


def test_customer_has_identifiers_and_metadata() -> None:
    (zoe,) = records(load("stripe-customers", "stripe_customers.csv"))
    assert zoe.key == "stripe:cus_NffrFeUfNV2Hib"
    assert identifiers(zoe) == [
        "stripe_customer_id:cus_NffrFeUfNV2Hib",
        "email:zoe@martin.example",
        "phone:+33612345678",
        "loyalty_id:208",
    ]
    assert (zoe.attributes["tag"], zoe.attributes["total_spend"]) == ("vip", "120.50")


def test_nothing_of_cards_is_read() -> None:
    (zoe,) = records(load("stripe-customers", "stripe_customers.csv"))
    assert "4242" not in repr(zoe)
    assert "Visa" not in repr(zoe)


def test_file_with_card_numbers_is_refused_whole() -> None:
    path = FIXTURES / "stripe_pan_export.csv"
    with pytest.raises(InvalidInput) as caught:
        loader("stripe-customers").inspect(path)
    assert str(caught.value) == (
        f"{path}: has the column card.number, which must not be kept here; delete this file, "
        "and export it again without that column"
    )


def test_customer_without_id_is_rejected() -> None:
    assert rejects(load("stripe-customers", "stripe_customers.csv")) == [
        (3, "id", "id is blank; the row cannot be loaded without it")
    ]
