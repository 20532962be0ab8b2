"""Amounts become integers of minor units, by the decimals of their currency."""

import pytest

from profile_service.domain.values.errors import InvalidInput
from profile_service.domain.values.money import currency_code, minor_units


@pytest.mark.parametrize(
    ("text", "currency", "expected"),
    [("12.34", "EUR", 1234), ("-0.5", "USD", -50), ("12", "JPY", 12), ("1.2345", "KWD", 1234), ("0.005", "EUR", 0)],
)
def test_amounts_become_minor_units(text: str, currency: str, expected: int) -> None:
    assert minor_units(text, currency) == expected


@pytest.mark.parametrize("text", ["1.234,56", "NaN", "1e9", "", "12.34 €", "9" * 16])
def test_text_without_an_amount_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        minor_units(text, "EUR")


def test_currencies_have_three_letters() -> None:
    assert currency_code(" eur ") == "EUR"
    with pytest.raises(InvalidInput):
        currency_code("euro")
