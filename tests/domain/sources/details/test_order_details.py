"""Address, parcels, payment and delivery are read under whatever name they have, and no number of a card is shown."""

from typing import Any

import pytest

from profile_service.domain.sources.details.order_details import (
    Delivery,
    Parcel,
    PaymentMethod,
    PostalAddress,
    billing_address,
    delivery,
    delivery_address,
    parcels,
    payment_method,
    payment_reference,
    without_addresses,
    without_card_numbers,
)
from profile_service.domain.sources.events import Interaction


def _event(details: dict[str, Any]) -> Interaction:
    return Interaction("k", "r:1", "order", "2026-01-02T09:00:00.000000Z", details=details)


_HOME = PostalAddress("Ann Lee", None, "12 Rue Verte", "Bât. B", "Lyon", "Rhône", "69001", "FR")


@pytest.mark.parametrize(
    "details",
    [
        {
            "shipping_address": {
                "name": "Ann Lee", "street": "12 Rue Verte", "street_2": "Bât. B", "city": "Lyon", "region": "Rhône",
                "postal_code": "69001", "country": "FR",
            }
        },
        {
            "recipient-name": "Ann Lee", "ship-address-1": "12 Rue Verte", "ship-address-2": "Bât. B",
            "ship-city": "Lyon", "ship-state": "Rhône", "ship-postal-code": "69001", "ship-country": "FR",
        },
        {
            "shipping": {
                "first_name": "Ann", "last_name": "Lee", "address_1": "12 Rue Verte", "address_2": "Bât. B",
                "city": "Lyon", "state": "Rhône", "postcode": "69001", "country": "FR",
            },
            "billing": {"city": "Paris"},
        },
        {
            "extension_attributes": {
                "shipping_assignments": [
                    {
                        "shipping": {
                            "address": {
                                "firstname": "Ann", "lastname": "Lee", "street": ["12 Rue Verte", "Bât. B"],
                                "city": "Lyon", "region": "Rhône", "postcode": 69001, "country_id": "FR",
                            }
                        }
                    }
                ]
            }
        },
        {
            "Shipping Name": "Ann Lee", "Shipping Address1": "12 Rue Verte", "Shipping Address2": "Bât. B",
            "Shipping City": "Lyon", "Shipping Province": "Rhône", "Shipping Zip": "69001", "Shipping Country": "FR",
        },
    ],
    ids=["ours", "marketplace", "nested", "deep", "flat"],
)  # fmt: skip
def test_address_is_read_under_any_usual_name(details: dict[str, Any]) -> None:
    assert delivery_address(_event(details)) == _HOME


@pytest.mark.parametrize(
    ("street", "postal_code", "city"),
    [
        ("Adresse de livraison", "CP livraison", "Ville livraison"),
        ("Adresse livraison", "Code postal de livraison", "Ville de livraison"),
        ("Dirección de envío", "Código postal de envío", "Ciudad de envío"),
        ("Indirizzo di spedizione", "CAP spedizione", "Città di spedizione"),
        ("Adres dostawy", "Kod pocztowy dostawy", "Miasto dostawy"),
        ("Lieferadresse", "Liefer-PLZ", "Lieferort"),
        ("Bezorgadres", "bezorg_postcode", "bezorgplaats"),
    ],
)
def test_address_is_read_in_seven_languages(street: str, postal_code: str, city: str) -> None:
    details = {street: "12 rue des Lilas", postal_code: "69003", city: "Lyon"}
    place = PostalAddress(street="12 rue des Lilas", postal_code="69003", city="Lyon")
    assert delivery_address(_event(details)) == place
    assert billing_address(_event(details)) is None
    assert without_addresses(details) == {}


@pytest.mark.parametrize(
    "name",
    [
        "Adresse de facturation",
        "Dirección de facturación",
        "Indirizzo di fatturazione",
        "Rechnungsadresse",
        "Factuuradres",
    ],
)
def test_billing_address_is_read_in_other_languages(name: str) -> None:
    assert billing_address(_event({name: "12 rue des Lilas"})) == PostalAddress(street="12 rue des Lilas")
    assert delivery_address(_event({name: "12 rue des Lilas"})) is None


@pytest.mark.parametrize(
    "name",
    ["Mode de livraison", "Date de livraison", "Frais de livraison", "Lieferstatus", "Fecha de envío",
     "Rechnungsnummer", "Data wystawienia faktury", "Gastos de envío", "Método de envío"],
)  # fmt: skip
def test_what_is_said_of_a_delivery_is_no_part_of_an_address(name: str) -> None:
    assert without_addresses({name: "x"}) == {name: "x"}


@pytest.mark.parametrize(
    "name",
    [
        "Sendungsnummer", "Trackingnummer", "N° de suivi", "Numéro de suivi", "N° colis", "Número de seguimiento",
        "Nº de seguimiento", "Numero di tracciamento", "Numer przesyłki", "Nr przesyłki", "Zendingnummer",
    ],
)  # fmt: skip
def test_number_of_a_parcel_is_read_in_seven_languages(name: str) -> None:
    assert parcels([_event({name: "6A10100001"})]) == [Parcel("6A10100001")]


@pytest.mark.parametrize(
    "name",
    [
        "Zahlungsart", "Zahlungsmethode", "Moyen de paiement", "Mode de paiement", "Mode de règlement",
        "Método de pago", "Forma de pago", "Metodo di pagamento", "Modalità di pagamento", "Betaalmethode",
        "Forma płatności",
        "Metoda płatności",
    ],
)  # fmt: skip
def test_method_of_payment_is_read_in_seven_languages(name: str) -> None:
    details = {name: "Visa 4970 1011 2233 4242"}
    assert payment_method([_event(details)]) == PaymentMethod("Visa", last_four="4242")
    assert without_card_numbers(details) == {name: "Visa 4242"}


@pytest.mark.parametrize(
    "name",
    ["Versandart", "Mode de livraison", "Método de envío", "Metodo di spedizione", "Sposób dostawy", "Verzendmethode"],
)
def test_method_of_delivery_is_read_in_other_languages(name: str) -> None:
    assert delivery([_event({name: "Express"})]) == Delivery(method="Express")


def test_what_is_no_place_is_no_address() -> None:
    details = {"shipping": "4.90", "shipping_method": "DHL", "delivery_name": "Express", "delivery_status": "sent"}
    assert delivery_address(_event(details)) is None
    assert without_addresses(details) == {name: text for name, text in details.items() if name != "delivery_name"}


def test_address_in_one_text_is_the_street() -> None:
    event = _event({"delivery_address": "Hauptstr. 5, Wien", "bill_to_city": "Graz"})
    assert delivery_address(event) == PostalAddress(street="Hauptstr. 5, Wien")
    assert billing_address(event) == PostalAddress(city="Graz")


def test_details_without_addresses_keep_the_rest() -> None:
    details: dict[str, Any] = {
        "shipping_address": {"city": "Lyon"}, "Ship City": "Lyon", "billing-zip": "69001", "address": "x",
        "note": "ring", "shipping": "4.90", "tracking_number": "T1",
    }  # fmt: skip
    assert without_addresses(details) == {"note": "ring", "shipping": "4.90", "tracking_number": "T1"}


def test_parcels_are_gathered_from_the_order_and_what_followed() -> None:
    order = _event({"fulfillments": [{"tracking_numbers": ["T1", "T2"], "tracking_company": "UPS"}]})
    news = _event({"Tracking Number": "T3", "carrier": "DHL", "tracking_url": "https://dhl.example/T3"})
    assert parcels([order, news, _event({"trackingNumber": "T1"})]) == [
        Parcel("T1", "UPS"),
        Parcel("T2", "UPS"),
        Parcel("T3", "DHL", "https://dhl.example/T3"),
    ]


@pytest.mark.parametrize(
    ("details", "method"),
    [
        ({"payment_method": "paypal"}, PaymentMethod("paypal")),
        ({"Payment Method": "Visa ending in 4242"}, PaymentMethod("Visa", None, "4242")),
        ({"paid_with": "Mastercard 5105 1051 0510 5100"}, PaymentMethod("Mastercard", None, "5100")),
        ({"payment_method": "SEPA-1234567890"}, PaymentMethod("SEPA", None, "7890")),
        ({"payment_type": "card", "card_brand": "amex", "card_last4": 1008}, PaymentMethod("card", "amex", "1008")),
        ({"charge": {"details": {"card": {"brand": "visa", "last4": "4242"}}}}, PaymentMethod(None, "visa", "4242")),
        ({"credit_card_number": "•••• •••• •••• 1881"}, PaymentMethod(None, None, "1881")),
        ({"status": "paid"}, None),
    ],
)  # fmt: skip
def test_payment_shows_brand_and_last_four_at_most(details: dict[str, Any], method: PaymentMethod | None) -> None:
    assert payment_method([_event({}), _event(details)]) == method


def test_details_keep_no_number_of_a_card() -> None:
    details = {
        "Payment Method": "Visa 4970-1011-2233-4242",
        "card_number": "4970101122334242",
        "ean": "4970101122334242",
    }
    assert without_card_numbers(details) == {
        "Payment Method": "Visa 4242", "card_number": "4242", "ean": "4970101122334242"
    }  # fmt: skip
    untouched = {"note": "4970101122334242"}
    assert without_card_numbers(untouched) is untouched


def test_payment_is_called_by_its_reference() -> None:
    assert payment_reference([_event({"note": "x"}), _event({"psp_reference": "P-9"})]) == "P-9"
    assert payment_reference([_event({"amount": 5})]) is None


def test_delivery_takes_each_part_from_the_first_that_says_so() -> None:
    order = _event({"shipping_method": "Express", "expected_at": "2026-01-09", "fulfilled_at": "no time"})
    news = _event({"shipped_at": "2026-01-03T10:00:00Z", "delivered_at": "2026-01-05", "pickup_point": "Kiosk 3"})
    assert delivery([order, news]) == Delivery(
        "Express",
        "2026-01-09T00:00:00.000000Z",
        "2026-01-03T10:00:00.000000Z",
        "2026-01-05T00:00:00.000000Z",
        "Kiosk 3",
    )
    assert delivery([_event({"note": "x"})]) is None
