"""The numbers that people quote of an event."""

from dataclasses import replace

from profile_service.domain.search.references import number_key, payment_key, plain_key, reference_key
from profile_service.domain.sources.events import Subject
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


def test_signs_and_leading_zeros_do_not_count() -> None:
    assert (number_key("#A-10 01"), plain_key("#0010"), plain_key("000")) == ("a1001", "10", "000")
