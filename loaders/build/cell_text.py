"""Texts of cells put into shape: joined, as names of attributes and as numeric ids."""

import re

from profile_service.domain.values.errors import InvalidInput


def snake_case(name: str) -> str:
    """`FavouriteStore` → `favourite_store`, `Loyalty_Id` → `loyalty_id`; empty where there is no letter or digit."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)
    return re.sub(r"[\W_]+", "_", words.casefold()).strip("_")


def numeric_id(text: str) -> str:
    """An id of digits alone. Raises InvalidInput for `7.21E+12`, which spreadsheets make of a long one."""
    if text.isascii() and text.isdigit() and len(text) <= 30:
        return text
    raise InvalidInput("not an id; expected digits alone. Was the file saved by a spreadsheet?")


def join_filled(*parts: str) -> str:
    """The parts that are not empty, with commas between them."""
    return ", ".join(filter(None, parts))
