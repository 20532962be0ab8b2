"""HubSpot contacts (CSV): an export of the contacts view, with the labels of the properties that were chosen.

Several values of one property stand in one cell, parted by semicolons.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from loaders.build.consent_columns import opted_out
from loaders.build.record_builder import RecordBuilder, digits, snake
from loaders.formats.rows import Row, item_per_row
from profile_service.domain.sources.consents import Consent
from profile_service.domain.sources.items import Item, Rejected, SourceMerge
from profile_service.domain.sources.records import record_key
from profile_service.domain.values.times import read_time

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
    "birth_date": "Date of birth",
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
_MORE_EMAILS = ("Additional email addresses", "Work email")
_PHONES = ("Mobile Phone Number", "Phone Number")
_MERGED = ("Merged Contact IDs", "Merged record IDs")
_OPT_OUT, _OPT_OUT_OF = "Unsubscribed from all email", "Opted out of email: "
# Nothing of the person: who looks after them, and what hangs on them in HubSpot.
_UNREAD = {
    "Record ID", "Email", "Contact owner", "Create Date", "Last Modified Date", "Last Activity Date", _OPT_OUT,
    "Associated Company IDs", "Associated Contact IDs", "Associated Deal", "Associated Deal IDs",
    "Marketing contact status",
}  # fmt: skip
_KNOWN = {*_ATTRIBUTES.values(), *_MORE_EMAILS, *_PHONES, *_MERGED, *_UNREAD}


def items(rows: Iterable[Row], country: str | None) -> Iterator[Item | Rejected]:
    return item_per_row(rows, lambda row: contact(row, country))


def contact(row: Row, country: str | None) -> Item:
    id = row.parse("Record ID", digits)
    key = record_key(SOURCE, id)
    draft = RecordBuilder(row.get("Country/Region"), country)
    for name, column in _ATTRIBUTES.items():
        draft.attribute(name, ", ".join(values(row, column)))
    draft.own("hubspot_contact_id", id)
    draft.email(row.get("Email"))
    for column in _MORE_EMAILS:
        for email in values(row, column):
            draft.email(email)
    for column in _PHONES:
        for phone in values(row, column):
            draft.phone(phone)
    for column in row.cells:
        if column not in _KNOWN and not column.startswith(_OPT_OUT_OF):
            draft.custom(snake(column), ", ".join(values(row, column)))
    merged = [
        SourceMerge(record_key(SOURCE, old), key, "merged in HubSpot")
        for c in _MERGED
        for old in values(row, c)
        if old.isdigit()
    ]
    record = draft.record(SOURCE, id, row.parse_or_none("Last Modified Date", read_date))
    return Item(row.line, (record,), merges=tuple(merged), consents=_consents(row, key))


def values(row: Row, column: str) -> list[str]:
    """`a@x.org;b@x.org` → both."""
    return [part.strip() for part in row.get(column).split(";") if part.strip()]


def read_date(text: str) -> str:
    """`2024-03-12 09:14`, or as people in the United States see it, `3/15/2024 2:30 PM`; taken as UTC."""
    try:
        return read_time(datetime.strptime(text.strip(), "%m/%d/%Y %I:%M %p").isoformat())  # noqa: DTZ007 (UTC, above)
    except ValueError:
        return read_time(text)


def _consents(row: Row, record: str) -> tuple[Consent, ...]:
    """Any of the opt-outs; one of a single kind of mail counts for all, because kinds are not told apart here."""
    for column in (_OPT_OUT, *(c for c in row.cells if c.startswith(_OPT_OUT_OF))):
        if found := opted_out(row, column, "email", record=record):
            return found
    return ()
