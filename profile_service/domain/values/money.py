"""Money: an integer of minor units with an ISO 4217 currency, never a float."""

import re
from decimal import Decimal, InvalidOperation

from profile_service.domain.values.errors import InvalidInput

# Exponents other than 2, ISO 4217 amendment list (active currencies).
_EXPONENTS = dict.fromkeys("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split(), 0)
_EXPONENTS |= dict.fromkeys("BHD IQD JOD KWD LYD OMR TND".split(), 3) | dict.fromkeys("CLF UYW".split(), 4)
_AMOUNT = re.compile(r"-?\d{1,15}(\.\d{1,6})?")
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

    Raises InvalidInput for anything but a plain decimal number, such as `1.234,56`, `NaN` or `1e9`.
    """
    cleaned = text.strip()
    if not _AMOUNT.fullmatch(cleaned):
        raise InvalidInput("not an amount; expected a plain decimal number such as 1234.56")
    try:
        return int(Decimal(cleaned).scaleb(exponent(currency)).to_integral_value())
    except InvalidOperation as error:
        raise InvalidInput("not an amount; expected a plain decimal number such as 1234.56") from error
