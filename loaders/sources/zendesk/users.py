"""Zendesk users (NDJSON): end users become records; agents and admins are staff, not customers."""

from collections.abc import Iterable, Iterator

from loaders.build.record_builder import RecordBuilder, digits, snake
from loaders.formats.rows import Row, item_per_row
from profile_service.domain.sources.items import Item, Rejected, SourceDeletion
from profile_service.domain.sources.records import record_key
from profile_service.domain.values.times import read_time

SOURCE = "zendesk"
FIELDS = ("id", "name")
MARKS = ("role", "shared_phone_number", "time_zone", "user_fields", "locale")
_ATTRIBUTES = {
    "name": "name",
    "alias": "alias",
    "language": "locale",
    "time_zone": "time_zone",
    "note": "notes",
    "details": "details",
    "tags": "tags",
}
_STAFF = {"agent", "admin"}


def items(rows: Iterable[Row], country: str | None) -> Iterator[Item | Rejected]:
    return item_per_row(rows, lambda row: user(row, country))


def user(row: Row, country: str | None) -> Item:
    """One record; an item of nothing for staff, whose row is read and counted but says nothing of a customer.

    A user who is not active was deleted, also one that was merged into another: no export says into whom.
    """
    id = row.parse("id", digits)
    if staff(row):
        return Item(row.line)
    observed = row.parse_or_none("updated_at", read_time)
    if row.get("permanently_deleted") == "true" or row.get("active") == "false":
        return Item(row.line, deletions=(SourceDeletion(record_key(SOURCE, id), observed),))
    draft = RecordBuilder(default_country=country)
    for name, field in _ATTRIBUTES.items():
        draft.attribute(name, row.cells.get(field))
    draft.own("zendesk_user_id", id)
    draft.own("external_id", row.get("external_id"))
    draft.email(row.get("email"))
    _phone(row, draft)
    if row.get("suspended") == "true":
        draft.attribute("suspended", "true")
    custom = row.cells.get("user_fields")
    for name, value in custom.items() if isinstance(custom, dict) else ():
        draft.custom(snake(name), value)
    return Item(row.line, (draft.record(SOURCE, id, observed),))


def staff(row: Row) -> bool:
    """Whether the user answers customers rather than being one."""
    return row.get("role") in _STAFF


def _phone(row: Row, draft: RecordBuilder) -> None:
    if row.get("shared_phone_number") == "true":
        draft.attribute("shared_phone", row.get("phone"))
    else:
        draft.phone(row.get("phone"))
