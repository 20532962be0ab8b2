"""Salesforce cases (CSV with API names): the Case.csv of a data export. Each is an interaction of its contact."""

from collections.abc import Iterable, Iterator

from loaders.build.record_builder import RecordBuilder, tidy
from loaders.formats.rows import BadCell, Row, item_per_row
from loaders.sources.salesforce.contacts import long_id, yes
from profile_service.domain.sources.events import Interaction, Subject
from profile_service.domain.sources.items import Item, Rejected
from profile_service.domain.sources.records import SourceRecord, record_key
from profile_service.domain.values.times import read_time

SOURCE = "salesforce"
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
    "topic": "Type",
    "reason": "Reason",
    "priority": "Priority",
    "closed_at": "ClosedDate",
    "escalated": "IsEscalated",
    "updated_at": "LastModifiedDate",
}


def items(rows: Iterable[Row], country: str | None) -> Iterator[Item | Rejected]:
    return item_per_row(rows, lambda row: case(row, country))


def case(row: Row, country: str | None) -> Item:
    """A support_ticket; an item of nothing for a case that was deleted or merged into another.

    A case that names no contact is that of the e-mail or phone that its writer gave in the web form.
    """
    id = row.parse("Id", long_id)
    if yes(row.get("IsDeleted")) or row.get("MasterRecordId"):
        return Item(row.line)
    opened = row.parse("CreatedDate", read_time)
    contact = row.parse_or_none("ContactId", long_id)
    writer = None if contact else _writer(row, country, opened)
    origin = row.get("Origin").casefold()
    event = Interaction(
        key=f"{SOURCE}:case:{id}",
        record=writer.key if writer else record_key(SOURCE, contact or ""),
        kind="support_ticket",
        occurred_at=opened,
        channel=_CHANNELS.get(origin, origin) or None,
        task="support",
        direction="two-way",
        about=(Subject("Case", f"{SOURCE}:{id}", tidy(row.get("Subject"))),),
        details={detail: tidy(row.get(column)) for detail, column in _DETAILS.items() if row.get(column)},
    )
    return Item(row.line, (writer,) if writer else (), (event,))


def _writer(row: Row, country: str | None, opened: str) -> SourceRecord:
    draft = RecordBuilder(default_country=country)
    draft.attribute("name", row.get("SuppliedName"))
    draft.attribute("company", row.get("SuppliedCompany"))
    draft.email(row.get("SuppliedEmail"))
    draft.phone(row.get("SuppliedPhone"))
    if draft.telling is None:
        raise BadCell("ContactId", "ContactId is blank and no e-mail or phone was supplied, so the case is nobody's")
    return draft.record(SOURCE, "", opened)
