"""Times, money and identifiers are read in the forms that exports use, and refused with a sentence otherwise."""

import pytest

from profile_service.domain.sources.records import lookup_form, name_orders
from profile_service.domain.values.errors import InvalidInput
from profile_service.domain.values.identifiers import identifier
from profile_service.domain.values.money import currency_code, minor_units
from profile_service.domain.values.times import read_time


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2025-10-07 09:50:26 +0200", "2025-10-07T07:50:26.000000Z"),
        ("2025-10-07T09:50:26Z", "2025-10-07T09:50:26.000000Z"),
        ("2025-10-07", "2025-10-07T00:00:00.000000Z"),
        ("2025-10-07T09:50:26.123+00:00", "2025-10-07T09:50:26.123000Z"),
        ("2025/10/07 09:50", "2025-10-07T09:50:00.000000Z"),
    ],
)
def test_times_become_utc_text(text: str, expected: str) -> None:
    assert read_time(text) == expected


@pytest.mark.parametrize("text", ["", "soon", "0001-01-01", "9999-12-31", "2025-13-01"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        read_time(text)


@pytest.mark.parametrize(
    ("text", "currency", "expected"),
    [("12.34", "EUR", 1234), ("-0.5", "USD", -50), ("12", "JPY", 12), ("1.2345", "KWD", 1234), ("0.005", "EUR", 0)],
)
def test_amounts_become_minor_units(text: str, currency: str, expected: int) -> None:
    assert minor_units(text, currency) == expected


@pytest.mark.parametrize("text", ["1.234,56", "NaN", "1e9", "", "12.34 €", "9" * 16])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        minor_units(text, "EUR")


def test_currencies_are_three_letters() -> None:
    assert currency_code(" eur ") == "EUR"
    with pytest.raises(InvalidInput):
        currency_code("euro")


@pytest.mark.parametrize(
    ("type", "value", "country", "key"),
    [
        ("email", " Ann@X.COM ", None, "email:ann@x.com"),
        ("email", "mailto:Ann@X.com", None, "email:ann@x.com"),
        ("phone", "(415) 555-2671", "US", "phone:+14155552671"),
        ("phone", "+33 1 42 68 53 00", None, "phone:+33142685300"),
        ("loyalty_id", " 0208 ", None, "loyalty_id:0208"),
        ("Loyalty_ID", "208", None, "loyalty_id:208"),
    ],
)
def test_equal_identifiers_become_equal(type: str, value: str, country: str | None, key: str) -> None:
    assert identifier(type, value, country).key == key


@pytest.mark.parametrize(
    ("type", "value"),
    [
        ("email", "ann"),
        ("email", ""),
        ("phone", "12"),
        ("phone", "415 555 2671"),
        ("user id", "1"),
        ("user_id", "\ud800"),
        ("user_id", "a\x00b"),
        ("user_id", "x" * 257),
    ],
)
def test_what_is_no_identifier_is_refused_without_its_value(type: str, value: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        identifier(type, value)

    assert len(value) < 3 or value not in str(caught.value)


def test_names_are_folded_for_looking_up() -> None:
    assert lookup_form("  José-María  O'Brien ") == "jose maria obrien"
    assert name_orders("Ann Marie Smith") == ("ann marie smith", "smith ann marie")
