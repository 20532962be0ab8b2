"""Google Contacts (CSV), in its present and its older columns.

Several values of a cell are separated by ` ::: `. The export has no ids: a contact is named by its first e-mail or
phone.
"""

from collections.abc import Iterable, Iterator

from loaders.build.cell_text import join_filled
from loaders.build.items import item_per_row
from loaders.build.record_builder import RecordBuilder
from loaders.build.record_defaults import RecordDefaults
from loaders.formats.rows import Row
from profile_service.domain.sources.items import Item, Rejected

SOURCE = "google_contacts"
COLUMNS = ("E-mail 1 - Value",)
MARKS = ("Phonetic First Name", "Given Name Yomi", "Group Membership", "Labels", "Phone 1 - Value", "Birthday")
_ATTRIBUTES = {
    "name": ("Name",),
    "given_name": ("First Name", "Given Name"),
    "family_name": ("Last Name", "Family Name"),
    "salutation": ("Name Prefix",),
    "company": ("Organization Name", "Organization 1 - Name"),
    "title": ("Organization Title", "Organization 1 - Title"),
    "street": ("Address 1 - Street",),
    "city": ("Address 1 - City",),
    "region": ("Address 1 - Region",),
    "postal_code": ("Address 1 - Postal Code",),
    "country": ("Address 1 - Country",),
    "note": ("Notes",),
    "tags": ("Labels", "Group Membership"),
}
_MAX_NUMBERED = 10


def items(rows: Iterable[Row], defaults: RecordDefaults) -> Iterator[Item | Rejected]:
    """One item, or rejection, for each contact."""
    return item_per_row(rows, lambda row: contact(row, defaults))


def contact(row: Row, defaults: RecordDefaults) -> Item:
    """One record, with every e-mail and every phone that is no fax."""
    builder = RecordBuilder(row.get("Address 1 - Country"), defaults)
    for name, columns in _ATTRIBUTES.items():
        builder.add_attribute(name, join_filled(*_values(row.get_first(*columns))))
    builder.add_birth_date(row, "Birthday")
    for number in range(1, _MAX_NUMBERED + 1):
        column = f"E-mail {number} - Value"
        for email in _values(row.get(column)):
            builder.add_email(row, column, email)
    for number in range(1, _MAX_NUMBERED + 1):
        label = row.get(f"Phone {number} - Label") or row.get(f"Phone {number} - Type")
        column = f"Phone {number} - Value"
        for phone in _values(row.get(column)) if "fax" not in label.casefold() else ():
            builder.add_phone(row, column, phone)
    return Item(row.line, (builder.build(SOURCE),))


def _values(cell: str) -> list[str]:
    """`a@x.org ::: b@x.org` → both; `* ` before a label means that it is Google's own."""
    return [part.strip().removeprefix("* ") for part in cell.split(":::") if part.strip()]
