"""Money: an integer of minor units with an ISO 4217 currency, never a float."""

import re
from decimal import Decimal, InvalidOperation

from profile_service.domain.values.errors import InvalidInput

# Exponents other than 2, ISO 4217 amendment list (active currencies).
_EXPONENTS = dict.fromkeys("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split(), 0)
_EXPONENTS |= dict.fromkeys("BHD IQD JOD KWD LYD OMR TND".split(), 3) | dict.fromkeys("CLF UYW".split(), 4)
_AMOUNT = re.compile(r"-?\d{1,15}(\.\d{1,6})?")
# The one or two digits behind the comma, or the groups before the point, leave no doubt.
_DECIMAL_COMMA = re.compile(r"-?(\d{1,15}|\d{1,3}([. '’]\d{3}){1,4}),\d{1,2}")
_DECIMAL_POINT = re.compile(r"-?\d{1,3}([, '’]\d{3}){1,4}\.\d{1,2}")
_GROUPING = re.compile(r"[ '’]")
_NO_AMOUNT = "not an amount; expected a decimal number such as 1234.56 or 1.234,56"
_CURRENCY = re.compile(r"[A-Z]{3}")


def currency_code(text: str) -> str:
    """The upper-case three-letter code. Raises InvalidInput for anything else."""
    code = text.strip().upper()
    if not _CURRENCY.fullmatch(code):
        raise InvalidInput("not a currency; expected three letters such as EUR (ISO 4217)")
    return code


def exponent(currency: str) -> int:
    """The number of decimals of a currency: 2 for EUR, 0 for JPY, 3 for KWD."""
    return _EXPONENTS.get(currency, 2)


def minor_units(text: str, currency: str) -> int:
    """`"12.34"` in EUR → 1234, `"12"` in JPY → 12. More decimals than the currency has are rounded half even.

    Raises InvalidInput as `plain_amount` does.
    """
    try:
        return int(Decimal(plain_amount(text)).scaleb(exponent(currency)).to_integral_value())
    except InvalidOperation as error:
        raise InvalidInput(_NO_AMOUNT) from error


def plain_amount(text: str) -> str:
    """`1234.56`, `1.234,56`, `1 234,56`, `1'234.56` and `1,234.56` → `1234.56`.

    Raises InvalidInput for anything but a number with at most one reading: `1,234` may be either, `NaN` and `1e9` are
    none.
    """
    cleaned = text.strip()
    if _AMOUNT.fullmatch(cleaned):
        return cleaned
    if _DECIMAL_COMMA.fullmatch(cleaned):
        return _GROUPING.sub("", cleaned.replace(".", "")).replace(",", ".")
    if _DECIMAL_POINT.fullmatch(cleaned):
        return _GROUPING.sub("", cleaned.replace(",", ""))
    raise InvalidInput(_NO_AMOUNT)
