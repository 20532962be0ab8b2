"""Zendesk users (NDJSON): end users become records; agents and admins are staff, not customers.

A user who is not active was deleted or merged into another: no export says which, or into whom. The addresses are
former ones then, so that the person is still found by them; one who was deleted for good has none any more. A phone
that several users share is kept as an attribute, because it would make one person of them. `user_fields` are the
company's own.
"""

from collections.abc import Iterable, Iterator

from loaders.build.cell_text import numeric_id, snake_case
from loaders.build.items import item_per_row
from loaders.build.record_builder import RecordBuilder
from loaders.build.record_defaults import RecordDefaults
from loaders.formats.rows import Row, as_text
from profile_service.domain.sources.items import Item, Rejected, SourceDeletion, SourceMerge
from profile_service.domain.sources.quality.dropped_cells import STAFF_ROW
from profile_service.domain.sources.records import record_key
from profile_service.domain.values.times import read_time

SOURCE = "zendesk"
COLUMNS = ("id", "name")
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
_STAFF_ROLES = {"agent", "admin"}


def items(rows: Iterable[Row], defaults: RecordDefaults) -> Iterator[Item | Rejected]:
    """One item, or rejection, for each user."""
    return item_per_row(rows, lambda row: user(row, defaults))


def user(row: Row, defaults: RecordDefaults) -> Item:
    """One record, or the end of one; an empty item for staff, whose row is counted all the same."""
    id = row.parse("id", numeric_id)
    if is_staff(row):
        row.drop("", STAFF_ROW, "")
        return Item(row.line)
    updated_at = row.parse_or_none("updated_at", read_time)
    if row.get("permanently_deleted") == "true":
        return Item(row.line, deletions=(SourceDeletion(record_key(SOURCE, id), updated_at),))
    builder = RecordBuilder(defaults=defaults)
    for name, field in _ATTRIBUTES.items():
        builder.add_attribute(name, row.get(field))
    builder.add_identifier("zendesk_user_id", id)
    builder.add_identifier("external_id", row.get("external_id"))
    builder.add_email(row, "email")
    if row.get("verified") == "true":
        builder.add_attribute("email_verified", "true")
    _add_phone(builder, row)
    if row.get("suspended") == "true":
        builder.add_attribute("suspended", "true")
    custom_fields = row.cells.get("user_fields")
    for name, value in custom_fields.items() if isinstance(custom_fields, dict) else ():
        builder.add_custom_field(snake_case(name), as_text(value))
    record = builder.build(SOURCE, id, updated_at)
    if row.get("active") == "false":
        ended = SourceMerge(record.key, None, "no longer active", updated_at, record.identifiers)
        return Item(row.line, merges=(ended,))
    return Item(row.line, (record,))


def is_staff(row: Row) -> bool:
    """Whether the user answers customers rather than being one."""
    return row.get("role") in _STAFF_ROLES


def _add_phone(builder: RecordBuilder, row: Row) -> None:
    if row.get("shared_phone_number") == "true":
        builder.add_attribute("shared_phone", row.get("phone"))
    else:
        builder.add_phone(row, "phone")
