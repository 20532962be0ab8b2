"""Contacts as vCards: address books of telephones, Outlook, Google and Apple.

A card is named by its UID; many have none. Writers of cards do not agree on the form of times and phones.
"""

from collections.abc import Iterable, Iterator
from typing import TypedDict, cast

from loaders.build.cell_text import join_filled
from loaders.build.items import item_per_row
from loaders.build.record_builder import RecordBuilder
from loaders.build.record_defaults import RecordDefaults
from loaders.formats.rows import Row
from loaders.formats.vcard.reader import VcardFormat
from profile_service.domain.sources.items import Item, Rejected
from profile_service.domain.values.errors import InvalidInput
from profile_service.domain.values.text import tidy
from profile_service.domain.values.times import read_time

SOURCE = "vcard"
FORMAT = VcardFormat()
_ATTRIBUTES = {
    "name": "FN",
    "title": "TITLE",
    "note": "NOTE",
    "language": "LANG",
    "gender": "GENDER",
    "tags": "CATEGORIES",
}
_NAME_PARTS = {"family_name": 0, "given_name": 1, "salutation": 3}
_ADDRESS_PARTS = {"city": 3, "region": 4, "postal_code": 5, "country": 6}


class _PropertyValue(TypedDict):
    """One value of a property, as the format puts it into the cell."""

    parts: list[str]
    types: list[str]


def items(rows: Iterable[Row], defaults: RecordDefaults) -> Iterator[Item | Rejected]:
    """One item, or rejection, for each contact."""
    return item_per_row(rows, lambda row: contact(row, defaults))


def contact(row: Row, defaults: RecordDefaults) -> Item:
    """One record, with every e-mail and every phone that is no fax or pager."""
    address = _first_parts(row, "ADR")
    builder = RecordBuilder(_part(address, 6), defaults)
    for name, property in _ATTRIBUTES.items():
        builder.add_attribute(name, join_filled(*_first_parts(row, property)))
    for name, position in _NAME_PARTS.items():
        builder.add_attribute(name, _part(_first_parts(row, "N"), position))
    builder.add_attribute("company", _first_text(row, "ORG"))
    builder.add_attribute("street", join_filled(*address[:3]))
    for name, position in _ADDRESS_PARTS.items():
        builder.add_attribute(name, _part(address, position))
    builder.add_birth_date(row, "BDAY", _birth_date(_first_text(row, "BDAY")))
    id = _first_text(row, "UID").removeprefix("urn:uuid:")
    builder.add_identifier("vcard_uid", id)
    for email in _values(row, "EMAIL"):
        builder.add_email(row, "EMAIL", _part(email["parts"], 0))
    for phone in _values(row, "TEL"):
        if not any("fax" in type or "pager" in type for type in phone["types"]):
            builder.add_phone(row, "TEL", tidy(";".join(phone["parts"])))
    return Item(row.line, (builder.build(SOURCE, id, _revised_at(row)),))


def _values(row: Row, property: str) -> list[_PropertyValue]:
    cell = row.cells.get(property)
    return cast("list[_PropertyValue]", cell) if isinstance(cell, list) else []


def _first_parts(row: Row, property: str) -> list[str]:
    """The parts of the property's first value; none where the card does not have it."""
    return next((list(map(tidy, value["parts"])) for value in _values(row, property)), [])


def _first_text(row: Row, property: str) -> str:
    """The first part of the property's first value; empty where the card does not have it."""
    return _part(_first_parts(row, property), 0)


def _part(parts: list[str], position: int) -> str:
    return tidy(parts[position]) if position < len(parts) else ""


def _birth_date(text: str) -> str:
    """`19900504` → `1990-05-04`; without a year it stays `--0504`."""
    return f"{text[:4]}-{text[4:6]}-{text[6:8]}" if text[:8].isdigit() else text.partition("T")[0]


def _revised_at(row: Row) -> str | None:
    """The time of the card's version; None where it has none or none that can be read."""
    text = _first_text(row, "REV")
    try:
        return read_time(text) if text else None
    except InvalidInput as error:
        row.drop("REV", str(error), text)
        return None
