"""HubSpot contacts (CSV): an export of the contacts view, with the labels of the properties that were chosen.

Several values of one property stand in one cell, separated by semicolons. Dates come in two forms, without a zone. A
contact lists the ids that were merged into it. Every property that is not known here is the company's own.
"""

from collections.abc import Iterable, Iterator

from loaders.build.cell_text import numeric_id, snake_case
from loaders.build.consent_columns import consents_by_address, consents_from_opt_out
from loaders.build.items import item_per_row
from loaders.build.record_builder import RecordBuilder
from loaders.build.record_defaults import RecordDefaults
from loaders.formats.rows import Row
from profile_service.domain.sources.consents import Consent
from profile_service.domain.sources.items import Item, Rejected, SourceMerge
from profile_service.domain.sources.records import record_key
from profile_service.domain.values.errors import InvalidInput
from profile_service.domain.values.identifiers import identifier
from profile_service.domain.values.times import read_dated_time, read_time

SOURCE = "hubspot"
COLUMNS = ("Record ID", "Email")
MARKS = (
    "Lifecycle Stage",
    "Lead Status",
    "Contact owner",
    "Create Date",
    "Marketing contact status",
    "Last Modified Date",
)
_ATTRIBUTES = {
    "given_name": "First Name",
    "family_name": "Last Name",
    "salutation": "Salutation",
    "company": "Company Name",
    "title": "Job Title",
    "street": "Street Address",
    "city": "City",
    "region": "State/Region",
    "postal_code": "Postal Code",
    "country": "Country/Region",
    "lifecycle_stage": "Lifecycle Stage",
    "lead_status": "Lead Status",
    "lead_source": "Original Source",
    "associated_companies": "Associated Company",
}
_BIRTH_DATE = "Date of birth"
_MORE_EMAILS = ("Additional email addresses", "Work email")
_PHONES = ("Mobile Phone Number", "Phone Number")
_MERGED_IDS = ("Merged Contact IDs", "Merged record IDs")
_OPT_OUT, _OPT_OUT_PREFIX = "Unsubscribed from all email", "Opted out of email: "
# Nothing about the person: who looks after them, and what hangs on them in HubSpot.
_UNREAD = {
    "Record ID", "Email", "Contact owner", "Create Date", "Last Modified Date", "Last Activity Date", _OPT_OUT,
    "Associated Company IDs", "Associated Contact IDs", "Associated Deal", "Associated Deal IDs",
    "Marketing contact status",
}  # fmt: skip
_STANDARD = {*_ATTRIBUTES.values(), _BIRTH_DATE, *_MORE_EMAILS, *_PHONES, *_MERGED_IDS, *_UNREAD}


def items(rows: Iterable[Row], defaults: RecordDefaults) -> Iterator[Item | Rejected]:
    """One item, or rejection, for each contact."""
    return item_per_row(rows, lambda row: contact(row, defaults))


def contact(row: Row, defaults: RecordDefaults) -> Item:
    """One record, its consents, and a merge for each contact that was merged into this one."""
    id = row.parse("Record ID", numeric_id)
    key = record_key(SOURCE, id)
    builder = RecordBuilder(row.get("Country/Region"), defaults)
    for name, column in _ATTRIBUTES.items():
        builder.add_attribute(name, ", ".join(_values(row, column)))
    builder.add_birth_date(row, _BIRTH_DATE)
    builder.add_identifier("hubspot_contact_id", id)
    builder.add_email(row, "Email")
    for column in _MORE_EMAILS:
        for email in _values(row, column):
            builder.add_email(row, column, email)
    for column in _PHONES:
        for phone in _values(row, column):
            builder.add_phone(row, column, phone)
    for column in row.cells:
        if column not in _STANDARD and not column.startswith(_OPT_OUT_PREFIX):
            builder.add_custom_field(snake_case(column), ", ".join(_values(row, column)))
    record = builder.build(SOURCE, id, row.parse_or_none("Last Modified Date", _read_date))
    consents = consents_by_address(record, _consents(row, key))
    return Item(row.line, (record,), merges=tuple(_merges(row, key)), consents=consents)


def _values(row: Row, column: str) -> list[str]:
    """`a@x.org;b@x.org` → both."""
    return [part.strip() for part in row.get(column).split(";") if part.strip()]


def _read_date(text: str) -> str:
    """`2024-03-12 09:14`, or as people in the United States see it, `3/15/2024 2:30 PM`; taken as UTC."""
    try:
        return read_dated_time(text, "%m/%d/%Y")
    except InvalidInput:
        return read_time(text)


def _merges(row: Row, key: str) -> Iterator[SourceMerge]:
    for column in _MERGED_IDS:
        for merged_id in _values(row, column):
            merged_key = record_key(SOURCE, merged_id)
            if merged_id.isdigit():
                if merged_key != key:
                    former_id = identifier("hubspot_contact_id", merged_id)
                    yield SourceMerge(merged_key, key, "merged in HubSpot", identifiers=(former_id,))
            else:
                row.drop(column, "not an id; expected digits alone", merged_id)


def _consents(row: Row, record: str) -> tuple[Consent, ...]:
    """The first opt-out; one of a single kind of mail counts for all, because consent here is by channel alone."""
    for column in (_OPT_OUT, *(c for c in row.cells if c.startswith(_OPT_OUT_PREFIX))):
        if consents := consents_from_opt_out(row, column, "email", record=record):
            return consents
    return ()
