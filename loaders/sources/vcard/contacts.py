"""Contacts as vCards: address books of telephones, Outlook, Google and Apple."""

from collections.abc import Iterable, Iterator
from typing import Any

from loaders.build.record_builder import RecordBuilder, joined
from loaders.formats.rows import Row, item_per_row
from loaders.formats.vcard.reader import Vcards
from profile_service.domain.sources.items import Item, Rejected
from profile_service.domain.values.errors import InvalidInput
from profile_service.domain.values.times import read_time

SOURCE = "vcard"
FORMAT = Vcards()
_ATTRIBUTES = {
    "name": "FN",
    "title": "TITLE",
    "note": "NOTE",
    "language": "LANG",
    "gender": "GENDER",
    "tags": "CATEGORIES",
}
_NAME = {"family_name": 0, "given_name": 1, "salutation": 3}
_ADDRESS = {"city": 3, "region": 4, "postal_code": 5, "country": 6}


def items(rows: Iterable[Row], country: str | None) -> Iterator[Item | Rejected]:
    return item_per_row(rows, lambda row: contact(row, country))


def contact(row: Row, country: str | None) -> Item:
    """One record, called by its UID, or by its first e-mail or phone where it has none."""
    address = _first(row, "ADR")
    draft = RecordBuilder(_at(address, 6), country)
    for name, property in _ATTRIBUTES.items():
        draft.attribute(name, joined(*_first(row, property)))
    for name, position in _NAME.items():
        draft.attribute(name, _at(_first(row, "N"), position))
    draft.attribute("company", _at(_first(row, "ORG"), 0))
    draft.attribute("street", joined(*address[:3]))
    for name, position in _ADDRESS.items():
        draft.attribute(name, _at(address, position))
    draft.attribute("birth_date", _birth_date(_at(_first(row, "BDAY"), 0)))
    id = _at(_first(row, "UID"), 0).removeprefix("urn:uuid:")
    draft.own("vcard_uid", id)
    for said in _said(row, "EMAIL"):
        draft.email(_at(said["parts"], 0))
    for said in _said(row, "TEL"):
        if not any("fax" in word or "pager" in word for word in said["types"]):
            draft.phone(_at(said["parts"], 0).removeprefix("tel:"))
    return Item(row.line, (draft.record(SOURCE, id, _revised(_at(_first(row, "REV"), 0))),))


def _said(row: Row, property: str) -> list[Any]:
    found = row.cells.get(property)
    return found if isinstance(found, list) else []


def _first(row: Row, property: str) -> list[str]:
    """The parts of what the property says first."""
    return next((said["parts"] for said in _said(row, property)), [])


def _at(parts: list[str], position: int) -> str:
    return parts[position] if position < len(parts) else ""


def _birth_date(text: str) -> str:
    """`19900504` → `1990-05-04`; without a year, `--0504`, it is none."""
    if text.startswith("--"):
        return ""
    return f"{text[:4]}-{text[4:6]}-{text[6:8]}" if text[:8].isdigit() else text.partition("T")[0]


def _revised(text: str) -> str | None:
    """Writers of cards do not agree on the form; one that is no time tells nothing of the contact."""
    try:
        return read_time(text) if text else None
    except InvalidInput:
        return None
