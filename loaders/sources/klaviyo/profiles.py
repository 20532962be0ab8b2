"""Klaviyo profiles (CSV): the export of a list or a segment, with the columns that were chosen for it."""

from collections.abc import Iterable, Iterator

from loaders.build.consent_columns import PURPOSE, answered
from loaders.build.record_builder import RecordBuilder, joined
from loaders.formats.rows import Row, item_per_row
from profile_service.domain.sources.consents import Consent, ConsentStatus
from profile_service.domain.sources.items import Item, Rejected
from profile_service.domain.values.times import read_time

SOURCE = "klaviyo"
COLUMNS = ("Email", "Klaviyo ID")
MARKS = (
    "Email Marketing Consent",
    "SMS Marketing Consent",
    "Profile Created On",
    "Date Added",
    "Last Open",
    "Last Click",
)
_ATTRIBUTES = {
    "given_name": "First Name",
    "family_name": "Last Name",
    "company": "Organization",
    "title": "Title",
    "city": "City",
    "region": "State / Region",
    "postal_code": "Zip Code",
    "country": "Country",
    "source_of_contact": "Source",
    "last_open": "Last Open",
    "last_click": "Last Click",
}
_CONSENTS = {"Email Marketing Consent": "email", "SMS Marketing Consent": "sms"}
_SUPPRESSED = "Email Suppressions"


def items(rows: Iterable[Row], country: str | None) -> Iterator[Item | Rejected]:
    return item_per_row(rows, lambda row: profile(row, country))


def profile(row: Row, country: str | None) -> Item:
    draft = RecordBuilder(row.get("Country"), country)
    for name, column in _ATTRIBUTES.items():
        draft.attribute(name, row.get(column))
    draft.attribute("street", joined(row.get("Address"), row.get("Address 2")))
    id = row.get("Klaviyo ID")
    draft.own("klaviyo_id", id)
    draft.own("klaviyo_external_id", row.get("External ID"))
    draft.email(row.get("Email"))
    draft.phone(row.get("Phone Number"))
    record = draft.record(SOURCE, id, row.parse_or_none("Updated On", read_time))
    return Item(row.line, (record,), consents=tuple(_consents(row, record.key)))


def _consents(row: Row, record: str) -> Iterator[Consent]:
    """SUBSCRIBED and UNSUBSCRIBED; NEVER_SUBSCRIBED says nothing. Whoever is suppressed is not mailed in any case."""
    suppressed = bool(row.get(_SUPPRESSED).strip("[]"))
    if suppressed:
        yield Consent(record, PURPOSE, "email", ConsentStatus.WITHDRAWN, None, _SUPPRESSED)
    for column, channel in _CONSENTS.items():
        if suppressed and channel == "email":
            continue
        at = row.parse_or_none(f"{column} Timestamp", read_time)
        yield from answered(row, column, channel, record=record, at=at)
