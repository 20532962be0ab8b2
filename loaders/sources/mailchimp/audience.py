"""Mailchimp audience (CSV): the files of subscribed, unsubscribed, cleaned and other members of one export.

Which of them a file holds is told by its name alone, `subscribed_members_export_<hash>.csv`; it decides on consent.
Times are UTC without saying so. The tags in their cell are CSV themselves.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from loaders.build.consent_columns import PURPOSE
from loaders.build.record_builder import RecordBuilder, snake
from loaders.formats.rows import Row, item_per_row
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
}
_PHONES = ("Phone Number", "Phone", "SMS Phone Number")
# What the tool itself adds or is read elsewhere; every other column is a merge field of the company's own.
_KNOWN = {
    "Email Address", "First Name", "Last Name", "Address", *_PHONES, "MEMBER_RATING", "OPTIN_TIME", "OPTIN_IP",
    "CONFIRM_TIME", "CONFIRM_IP", "LATITUDE", "LONGITUDE", "GMTOFF", "DSTOFF", "TIMEZONE", "CC", "REGION",
    "LAST_CHANGED", "LEID", "EUID", "NOTES", "TAGS", "UNSUB_TIME", "UNSUB_CAMPAIGN_TITLE", "UNSUB_CAMPAIGN_ID",
    "UNSUB_REASON", "UNSUB_REASON_OTHER", "CLEAN_TIME", "CLEAN_CAMPAIGN_TITLE", "CLEAN_CAMPAIGN_ID", "LANGUAGE",
}  # fmt: skip


def of_file(path: Path) -> Mapping[str, str]:
    for stem in STEMS:
        if path.stem.casefold().startswith(stem):
            return {"standing": stem}
    raise InvalidInput(
        f"{path}: its name does not say whether its members subscribed; it must start with one of {', '.join(STEMS)}"
    )


def items(rows: Iterable[Row], country: str | None, standing: str) -> Iterator[Item | Rejected]:
    return item_per_row(rows, lambda row: member(row, country, standing))


def member(row: Row, country: str | None, standing: str) -> Item:
    """One record, and what it says of consent to e-mail. `standing`: which of the files the row stands in."""
    draft = RecordBuilder(row.get("CC"), country)
    for name, column in _ATTRIBUTES.items():
        draft.attribute(name, row.get(column))
    draft.attribute("address", row.get("Address"))
    draft.attribute("tags", ", ".join(tags(row.get("TAGS"))))
    draft.attribute("standing", standing)
    draft.own("mailchimp_euid", row.get("EUID"))
    draft.email(row.need("Email Address"))
    for column in _PHONES:
        draft.phone(row.get(column))
    for column, value in row.cells.items():
        if column not in _KNOWN:
            draft.custom(snake(column), value)
    record = draft.record(SOURCE, row.get("EUID"), row.parse_or_none("LAST_CHANGED", read_time))
    return Item(row.line, (record,), consents=_consents(row, record.key, standing))


def tags(cell: str) -> list[str]:
    r"""`"VIP","Blog, old"` → VIP and `Blog, old`."""
    try:
        return [tag.strip() for tag in next(csv.reader([cell], strict=True), []) if tag.strip()]
    except csv.Error:
        return [cell]


def _consents(row: Row, record: str, standing: str) -> tuple[Consent, ...]:
    """Whoever left, or whose address bounced, is not subscribed again; whoever never subscribed said nothing."""
    status, column = ConsentStatus.GRANTED, "CONFIRM_TIME" if row.get("CONFIRM_TIME") else "OPTIN_TIME"
    if standing == "unsubscribed" or row.get("UNSUB_TIME"):
        status, column = ConsentStatus.WITHDRAWN, "UNSUB_TIME"
    elif standing == "cleaned":
        status, column = ConsentStatus.WITHDRAWN, "CLEAN_TIME"
    elif standing == "nonsubscribed":
        return ()
    at = row.parse_or_none(column, read_time)
    evidence = f"{standing} members" + (f", {column}" if at else "")
    return (Consent(record, PURPOSE, "email", status, at, evidence),)
