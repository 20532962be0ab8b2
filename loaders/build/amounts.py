"""Numbers in cells: amounts of money and quantities, whether a file holds them as text or as numbers."""

import math
from decimal import Decimal
from typing import Literal

from loaders.formats.rows import Row, as_text
from profile_service.domain.sources.events import Json
from profile_service.domain.values.errors import InvalidInput
from profile_service.domain.values.money import exponent, minor_units, plain_amount

Unit = Literal["decimal", "minor"]


def quantity(text: str) -> float:
    """A finite number. Raises InvalidInput for anything else."""
    try:
        number = float(Decimal(text))
    except (ArithmeticError, ValueError) as error:
        raise InvalidInput("not a quantity; expected a plain number such as 2") from error
    if not math.isfinite(number):
        raise InvalidInput("not a quantity; expected a plain number such as 2")
    return number


def amount(value: Json, currency: str, unit: Unit = "decimal") -> int:
    """The amount in minor units of the currency (ISO 4217), from a decimal number or a whole number of minor units.

    Raises InvalidInput where the value is no such number.
    """
    text = _amount_text(value)
    if unit == "decimal":
        return minor_units(text, currency)
    number = quantity(text)
    if not number.is_integer():
        raise InvalidInput("not a whole number of minor units; write amounts: decimal in the mapping")
    return int(number)


def cell_amount(row: Row, column: str, currency: str) -> int | None:
    """The amount of the row's cell in minor units of the currency; None where it is blank.

    One with more decimals than the currency has is rounded, and the row says so. Raises BadCell where it is no amount.
    """
    minor = row.parse_or_none(column, lambda text: minor_units(text, currency))
    if minor is not None:
        drop_rounded(row, column, row.get(column), currency)
    return minor


def drop_rounded(row: Row, column: str, value: Json, currency: str) -> None:
    """Say of an amount with more decimals than its currency has that they were dropped; nothing of any other."""
    _, _, decimals = plain_amount(_amount_text(value)).partition(".")
    if len(decimals.rstrip("0")) > exponent(currency):
        row.drop(column, f"has more decimals than {currency} has; it was rounded", as_text(value))


def _amount_text(value: Json) -> str:
    return f"{value:.6f}" if isinstance(value, float) else as_text(value)
