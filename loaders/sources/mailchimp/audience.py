"""Mailchimp audience (CSV): the files of subscribed, unsubscribed, cleaned and other members of one export.

Only its name says which of them a file holds, `subscribed_members_export_<hash>.csv`, and that decides on consent.
Times are UTC without saying so. The tags in their cell are CSV themselves. Every column that is not known here is a
merge field of the company's own.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from loaders.build.cell_text import snake_case
from loaders.build.consent_columns import PURPOSE, consents_by_address
from loaders.build.items import item_per_row
from loaders.build.record_builder import RecordBuilder
from loaders.build.record_defaults import RecordDefaults
from loaders.formats.rows import Row
from profile_service.domain.sources.consents import Consent, ConsentStatus
from profile_service.domain.sources.items import Item, Rejected
from profile_service.domain.values.errors import InvalidInput
from profile_service.domain.values.times import read_time

SOURCE = "mailchimp"
COLUMNS = ("Email Address", "LEID", "EUID")
MARKS = ("MEMBER_RATING", "OPTIN_TIME", "CONFIRM_TIME", "UNSUB_TIME", "CLEAN_TIME", "LAST_CHANGED", "TAGS")
STEMS = ("subscribed", "unsubscribed", "cleaned", "nonsubscribed")
_ATTRIBUTES = {
    "given_name": "First Name",
    "family_name": "Last Name",
    "language": "LANGUAGE",
    "region": "REGION",
    "country": "CC",
    "time_zone": "TIMEZONE",
    "note": "NOTES",
    "member_rating": "MEMBER_RATING",
    "unsubscribe_reason": "UNSUB_REASON",
    "address": "Address",
}
_PHONES = ("Phone Number", "Phone", "SMS Phone Number")
_STANDARD = {
    "Email Address", "First Name", "Last Name", "Address", *_PHONES, "MEMBER_RATING", "OPTIN_TIME", "OPTIN_IP",
    "CONFIRM_TIME", "CONFIRM_IP", "LATITUDE", "LONGITUDE", "GMTOFF", "DSTOFF", "TIMEZONE", "CC", "REGION",
    "LAST_CHANGED", "LEID", "EUID", "NOTES", "TAGS", "UNSUB_TIME", "UNSUB_CAMPAIGN_TITLE", "UNSUB_CAMPAIGN_ID",
    "UNSUB_REASON", "UNSUB_REASON_OTHER", "CLEAN_TIME", "CLEAN_CAMPAIGN_TITLE", "CLEAN_CAMPAIGN_ID", "LANGUAGE",
}  # fmt: skip


def file_arguments(path: Path) -> Mapping[str, str]:
    """`segment`: which of the export's files it is. Raises InvalidInput where its name does not say."""
    for stem in STEMS:
        if path.stem.casefold().startswith(stem):
            return {"segment": stem}
    raise InvalidInput(
        f"{path}: its name does not say whether its members subscribed; it must start with one of {', '.join(STEMS)}"
    )


def items(rows: Iterable[Row], defaults: RecordDefaults, segment: str) -> Iterator[Item | Rejected]:
    """One item, or rejection, for each member."""
    return item_per_row(rows, lambda row: member(row, defaults, segment))


def member(row: Row, defaults: RecordDefaults, segment: str) -> Item:
    """One record, and its consent to e-mail. `segment`: which of the export's files the row stands in."""
    builder = RecordBuilder(row.get("CC"), defaults)
    builder.add_attributes(row, _ATTRIBUTES)
    builder.add_attribute("tags", ", ".join(tags(row.get("TAGS"))))
    builder.add_attribute("standing", segment)
    builder.add_identifier("mailchimp_euid", row.get("EUID"))
    builder.add_email(row, "Email Address", row.require("Email Address"))
    for column in _PHONES:
        builder.add_phone(row, column)
    for column, value in row.cells.items():
        if column not in _STANDARD:
            builder.add_custom_field(snake_case(column), value)
    record = builder.build(SOURCE, row.get("EUID") or builder.account, row.parse_or_none("LAST_CHANGED", read_time))
    return Item(row.line, (record,), consents=consents_by_address(record, _consents(row, record.key, segment)))


def tags(cell: str) -> list[str]:
    r"""`"VIP","Blog, old"` → VIP and `Blog, old`."""
    try:
        return [tag.strip() for tag in next(csv.reader([cell], strict=True), []) if tag.strip()]
    except csv.Error:
        return [cell]


def _consents(row: Row, record: str, segment: str) -> tuple[Consent, ...]:
    """A withdrawal of members who left or whose address bounced, a grant of the others, nothing of those who never
    subscribed."""
    status, column = ConsentStatus.GRANTED, "CONFIRM_TIME" if row.get("CONFIRM_TIME") else "OPTIN_TIME"
    if segment == "unsubscribed" or row.get("UNSUB_TIME"):
        status, column = ConsentStatus.WITHDRAWN, "UNSUB_TIME"
    elif segment == "cleaned":
        status, column = ConsentStatus.WITHDRAWN, "CLEAN_TIME"
    elif segment == "nonsubscribed":
        return ()
    at = row.parse_or_none(column, read_time)
    evidence = f"{segment} members" + (f", {column}" if at else "")
    return (Consent(record, PURPOSE, "email", status, at, evidence),)
