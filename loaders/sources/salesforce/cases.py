"""Salesforce cases (CSV with API names): the Case.csv of a data export. Each is an interaction of its contact.

A case from a web form may name no contact; it is then that of the e-mail or phone that its writer gave.
"""

from collections.abc import Iterable, Iterator

from loaders.build.items import item_per_row
from loaders.build.record_builder import RecordBuilder
from loaders.build.record_defaults import RecordDefaults
from loaders.formats.rows import BadCell, Row
from loaders.sources.salesforce import fields
from loaders.sources.salesforce.fields import is_true, long_id, modified_at
from profile_service.domain.sources.events import Interaction, Json, Subject
from profile_service.domain.sources.items import EventDeletion, Item, Rejected
from profile_service.domain.sources.records import SourceRecord, record_key
from profile_service.domain.values.times import read_time

SOURCE = fields.SOURCE
COLUMNS = ("Id", "CaseNumber", "ContactId", "CreatedDate")
MARKS = ("Subject", "Status", "Origin", "SuppliedEmail", "IsClosed", "ClosedDate")
_CHANNELS = {
    "phone": "phone",
    "email": "email",
    "web": "web",
    "chat": "chat",
    "facebook": "social",
    "twitter": "social",
}
_DETAILS = {
    "number": "CaseNumber",
    "status": "Status",
    "type": "Type",
    "reason": "Reason",
    "priority": "Priority",
    "closed_at": "ClosedDate",
    "escalated": "IsEscalated",
    "updated_at": "LastModifiedDate",
}


def items(rows: Iterable[Row], defaults: RecordDefaults) -> Iterator[Item | Rejected]:
    """One item, or rejection, for each case."""
    return item_per_row(rows, lambda row: case(row, defaults))


def case(row: Row, defaults: RecordDefaults) -> Item:
    """A support_ticket; of a case that was deleted only that, and of one that was merged into another its number
    too."""
    id = row.parse("Id", long_id)
    if is_true(row.get("IsDeleted")) or row.get("MasterRecordId"):
        return Item(row.line, event_deletions=(_deletion(row, f"{SOURCE}:case:{id}"),))
    opened_at = row.parse("CreatedDate", read_time)
    contact_id = row.parse_or_none("ContactId", long_id)
    writer = None if contact_id else _writer(row, defaults, opened_at)
    origin = row.get("Origin").casefold()
    event = Interaction(
        key=f"{SOURCE}:case:{id}",
        record=writer.key if writer else record_key(SOURCE, contact_id or ""),
        kind="support_ticket",
        occurred_at=opened_at,
        channel=_CHANNELS.get(origin, origin) or None,
        task="support",
        direction="two-way",
        about=(Subject("Case", f"{SOURCE}:{id}", row.get("Subject")),),
        details=_details(row),
    )
    return Item(row.line, (writer,) if writer else (), (event,))


def _deletion(row: Row, event: str) -> EventDeletion:
    contact, number = row.parse_or_none("ContactId", long_id), row.get("CaseNumber")
    if row.get("MasterRecordId") and contact and number:
        return EventDeletion(event, modified_at(row), record_key(SOURCE, contact), number)
    return EventDeletion(event, modified_at(row))


def _details(row: Row) -> dict[str, Json]:
    details: dict[str, Json] = {name: text for name, column in _DETAILS.items() if (text := row.get(column))}
    if row.get("IsClosed"):
        details["is_closed"] = "true" if is_true(row.get("IsClosed")) else "false"
    if parent := row.parse_or_none("ParentId", long_id):
        details["parent_case"] = parent
    return details


def _writer(row: Row, defaults: RecordDefaults, opened_at: str) -> SourceRecord:
    """The record of a case without a contact. Raises BadCell where the writer gave neither e-mail nor phone."""
    builder = RecordBuilder(defaults=defaults)
    builder.add_attribute("name", row.get("SuppliedName"))
    builder.add_attribute("company", row.get("SuppliedCompany"))
    builder.add_email(row, "SuppliedEmail")
    builder.add_phone(row, "SuppliedPhone")
    if builder.naming_identifier is None:
        raise BadCell("ContactId", "ContactId is blank and no e-mail or phone was supplied, so the case is nobody's")
    return builder.build(SOURCE, "", opened_at)
