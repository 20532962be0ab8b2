"""Amounts become integers of minor units, by the decimals of their currency."""

import pytest

from profile_service.domain.values.errors import InvalidInput
from profile_service.domain.values.money import currency_code, exponent, minor_units


@pytest.mark.parametrize(
    ("text", "currency", "expected"),
    [("12.34", "EUR", 1234), ("-0.5", "USD", -50), ("12", "JPY", 12), ("1.2345", "KWD", 1234), ("0.005", "EUR", 0)],
)
def test_amounts_become_minor_units(text: str, currency: str, expected: int) -> None:
    assert minor_units(text, currency) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("24,50", 2450),
        ("-24,5", -2450),
        ("1.234,56", 123456),
        ("1 234,56", 123456),
        ("1'234.50", 123450),
        ("12,345,678.90", 1234567890),
        ("1234567,8", 123456780),
    ],
)
def test_amounts_of_other_countries_become_minor_units(text: str, expected: int) -> None:
    assert minor_units(text, "EUR") == expected


@pytest.mark.parametrize("text", ["1.234,567", "1,234", "1.23,45", "NaN", "1e9", "", "12.34 €", "9" * 16])
def test_text_without_an_amount_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        minor_units(text, "EUR")


def test_currencies_have_three_letters() -> None:
    assert currency_code(" eur ") == "EUR"
    with pytest.raises(InvalidInput):
        currency_code("euro")


_DECIMALS = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    2: "EUR USD GBP CHF",
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}


@pytest.mark.parametrize(("currency", "decimals"), [(c, n) for n, codes in _DECIMALS.items() for c in codes.split()])
def test_currency_has_its_decimals(currency: str, decimals: int) -> None:
    assert exponent(currency) == decimals
    assert minor_units("7", currency) == 7 * 10**decimals


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("0.125", 12),
        ("0.135", 14),
        ("-0.125", -12),
        ("1.123456", 112),
        (" 12.5 ", 1250),
        ("9" * 15, int("9" * 15) * 100),
    ],
)
def test_amount_is_rounded_half_even(text: str, units: int) -> None:
    assert minor_units(text, "EUR") == units


@pytest.mark.parametrize("text", ["1.1234567", "9" * 16, "+5", "5.", ".5", "5,000", "1,2,3.00", "12,34.50"])
def test_amount_of_another_form_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput, match=r"^not an amount; expected a decimal number such as 1234.56 or 1.234,56$"):
        minor_units(text, "EUR")


@pytest.mark.parametrize("code", ["EU", "EURO", "E1R", ""])
def test_currency_of_another_length_is_refused(code: str) -> None:
    with pytest.raises(InvalidInput, match=r"^not a currency; expected three letters such as EUR .ISO 4217.$"):
        currency_code(code)
