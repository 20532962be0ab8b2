"""The numbers that people quote of an event."""

from dataclasses import replace

import pytest

from profile_service.domain.search.references import (
    digits_key,
    number_key,
    payment_key,
    plain_key,
    reference_digits,
    reference_key,
)
from profile_service.domain.sources.details.order_details import parcels, payment_reference
from profile_service.domain.sources.events import Json, Subject
from tests.rig.people import bought, did

_CALL = did("c1", "desk:1", "2026-02-01", "support_call")
_CASE = Subject("Case", "desk:0042", "A broken lid")


def test_parcel_and_ticket_are_quoted() -> None:
    assert reference_key(replace(_CALL, details={"tracking_number": "1Z 999-AA1"})) == "1z999aa1"
    assert reference_key(replace(_CALL, details={"case": 918})) == "918"
    assert reference_key(replace(_CALL, details={"status": "open"}, about=(_CASE,))) == "42"
    assert reference_key(replace(_CALL, details={"status": "open", "number": "00077"}, about=(_CASE,))) == "77"
    assert reference_key(replace(_CALL, details={"text": "hello"}, about=(_CASE,))) is None, "a message within a case"
    assert reference_key(_CALL) is None


def test_payment_is_quoted() -> None:
    assert payment_key(replace(bought("o1", "shop:1", "2026-02-01"), details={"payment_reference": "c9.1"})) == "c91"
    assert payment_key(bought("o1", "shop:1", "2026-02-01")) is None


@pytest.mark.parametrize(
    "details",
    [
        {"Sendungsnummer": "JD 01"}, {"consignmentNumber": "JD01"}, {"waybill": "jd-01"}, {"AWB": "JD01"},
        {"fulfillments": [{"status": "sent"}, {"trackingNumbers": ["JD01", "JD02"]}]},
        {"parcel": {"id": 3, "tracking": "JD01"}},
    ],
)  # fmt: skip
def test_parcel_that_is_shown_is_quoted(details: dict[str, Json]) -> None:
    order = replace(bought("o1", "shop:1", "2026-02-01"), details=details)
    assert (reference_key(order), plain_key(parcels([order])[0].number)) == ("jd01", "jd01")


@pytest.mark.parametrize(
    "details",
    [
        {"PSP Reference": "pi-77"}, {"paymentIntent": "pi_77"}, {"payment": {"transactionId": "PI 77"}},
        {"invoice_number": "0099", "charge-id": "pi77"},
    ],
)  # fmt: skip
def test_payment_that_is_shown_is_quoted(details: dict[str, Json]) -> None:
    order = replace(bought("o1", "shop:1", "2026-02-01"), details=details)
    assert (payment_key(order), plain_key(payment_reference([order]) or "")) == ("pi77", "pi77")


def test_receipt_is_quoted_where_no_payment_is_named() -> None:
    order = replace(bought("o1", "shop:1", "2026-02-01"), details={"Receipt No": "R-0099"})
    assert (payment_key(order), payment_reference([order])) == ("r0099", None)


def test_payment_that_is_no_sale_is_quoted_by_what_it_names_else_by_its_own_id() -> None:
    paid = did("stripe:payment:ch_3Nx", "stripe:1", "2026-02-01", "payment")
    assert reference_key(replace(paid, details={"transaction_id": "pay_991"}), is_payment=True) == "pay991"
    assert reference_key(replace(paid, details={"Reference": "R-7", "case": 918}), is_payment=True) == "918"
    assert reference_key(replace(paid, details={"invoice_no": "0099"}), is_payment=True) == "99"
    assert reference_key(paid, is_payment=True) == "ch3nx"
    assert reference_key(paid) is None


@pytest.mark.parametrize(
    ("number", "digits"),
    [
        ("B1004", "1004"), ("ORD-2024-1004", "1004"), ("#1004-EU", "1004"), ("SO-0001004", "1004"), ("1004/2", "1004"),
        ("0001004", "1004"), ("113-3759273-4462637", "4462637"), ("LOY 208", "208"), ("1004", None), ("#1004", None),
        ("C-7", None), ("1Z999AA10123456784", None), ("0035g00000lGqcxAAC", None), ("EU", None), ("", None),
        ("3f2b8c1e-9d47-4c55-8f10-0a1b2c3d4e5f", None),
    ],
)  # fmt: skip
def test_digits_of_a_number_are_said_alone(number: str, digits: str | None) -> None:
    assert digits_key(number) == digits


def test_digits_of_a_ticket_are_said_alone() -> None:
    def digits(details: dict[str, Json], *about: Subject) -> str | None:
        ticket = replace(_CALL, details=details, about=about)
        return reference_digits(ticket, reference_key(ticket))

    assert digits({"ticket_number": "T-00918"}) == "918"
    assert digits({"status": "open"}, Subject("Case", "desk:C-1004")) == "1004"
    assert digits({"tracking_number": "1Z 999-AA1"}) is None
    assert digits({"ticket_number": "00918"}) is None, "it is looked up by that"


def test_signs_and_leading_zeros_do_not_count() -> None:
    assert (number_key("#A-10 01"), plain_key("#0010"), plain_key("000")) == ("a1001", "10", "000")
