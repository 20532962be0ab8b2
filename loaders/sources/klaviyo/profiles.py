"""Klaviyo profiles (CSV): the export of a list or a segment, with the columns that were chosen for it.

Consent stands in one column per channel; a profile that is suppressed is not mailed whatever that column says.
"""

from collections.abc import Iterable, Iterator

from loaders.build.cell_text import join_filled
from loaders.build.consent_columns import PURPOSE, consents_by_address, consents_from_answer
from loaders.build.items import item_per_row
from loaders.build.record_builder import RecordBuilder
from loaders.build.record_defaults import RecordDefaults
from loaders.formats.rows import Row
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
_SUPPRESSIONS = "Email Suppressions"


def items(rows: Iterable[Row], defaults: RecordDefaults) -> Iterator[Item | Rejected]:
    """One item, or rejection, for each profile."""
    return item_per_row(rows, lambda row: profile(row, defaults))


def profile(row: Row, defaults: RecordDefaults) -> Item:
    """One record and its consents. A profile without an id is named by its e-mail or another identifier."""
    builder = RecordBuilder(row.get("Country"), defaults)
    builder.add_attributes(row, _ATTRIBUTES)
    builder.add_attribute("street", join_filled(row.get("Address"), row.get("Address 2")))
    id = row.get("Klaviyo ID")
    builder.add_identifier("klaviyo_id", id)
    builder.add_identifier("klaviyo_external_id", row.get("External ID"))
    builder.add_email(row, "Email")
    builder.add_phone(row, "Phone Number")
    record = builder.build(SOURCE, id or builder.account, row.parse_or_none("Updated On", read_time))
    return Item(row.line, (record,), consents=consents_by_address(record, _consents(row, record.key)))


def _consents(row: Row, record: str) -> Iterator[Consent]:
    """SUBSCRIBED grants, UNSUBSCRIBED and a suppression withdraw, NEVER_SUBSCRIBED is no answer."""
    suppressed = bool(row.get(_SUPPRESSIONS).strip("[]"))
    if suppressed:
        yield Consent(record, PURPOSE, "email", ConsentStatus.WITHDRAWN, None, _SUPPRESSIONS)
    for column, channel in _CONSENTS.items():
        if suppressed and channel == "email":
            continue
        at = row.parse_or_none(f"{column} Timestamp", read_time)
        yield from consents_from_answer(row, column, channel, record=record, at=at)
