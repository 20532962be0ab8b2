"""Salesforce contacts (CSV with API names): the Contact.csv of a data export, or the same fields by query."""

from collections.abc import Iterable, Iterator
from itertools import chain

from loaders.build.consent_columns import opted_out
from loaders.build.record_builder import RecordBuilder, joined, snake
from loaders.formats.rows import Row, item_per_row
from profile_service.domain.sources.items import Item, Rejected, SourceDeletion, SourceMerge
from profile_service.domain.sources.records import record_key
from profile_service.domain.values.errors import InvalidInput
from profile_service.domain.values.times import read_time

SOURCE = "salesforce"
COLUMNS = ("Id", "LastName")
MARKS = ("AccountId", "MasterRecordId", "MailingCity", "ReportsToId")
_ATTRIBUTES = {
    "name": "Name",
    "given_name": "FirstName",
    "family_name": "LastName",
    "salutation": "Salutation",
    "birth_date": "Birthdate",
    "title": "Title",
    "department": "Department",
    "lead_source": "LeadSource",
    "note": "Description",
    "account_id": "AccountId",
    "company": "Account.Name",
    "email_bounced_at": "EmailBouncedDate",
}
_ADDRESS = {"street": "Street", "city": "City", "region": "State", "postal_code": "PostalCode", "country": "Country"}
_PHONES = ("MobilePhone", "Phone", "HomePhone", "OtherPhone")
_TIMES = ("LastModifiedDate", "SystemModstamp", "CreatedDate")
_OPT_OUTS = {"HasOptedOutOfEmail": "email", "DoNotCall": "phone"}
_SUFFIX = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"


def items(rows: Iterable[Row], country: str | None) -> Iterator[Item | Rejected]:
    return item_per_row(rows, lambda row: contact(row, country))


def contact(row: Row, country: str | None) -> Item:
    """One record; of a contact that the CRM merged or deleted only that it did so.

    What a merged one had went to its survivor, but its id goes on in old tickets and in other systems.
    """
    id = row.parse("Id", long_id)
    key = record_key(SOURCE, id)
    if survivor := row.parse_or_none("MasterRecordId", long_id):
        return Item(row.line, merges=(SourceMerge(key, record_key(SOURCE, survivor), "merged in the CRM"),))
    if yes(row.get("IsDeleted")):
        return Item(row.line, deletions=(SourceDeletion(key, modified(row)),))
    draft = RecordBuilder(
        row.get("MailingCountryCode") or row.get("MailingCountry") or row.get("OtherCountry"), country
    )
    for name, column in _ATTRIBUTES.items():
        draft.attribute(name, row.get(column))
    _address(row, draft)
    draft.own("salesforce_contact_id", id)
    draft.email(row.get("Email"))
    for column in _PHONES:
        draft.phone(row.get(column))
    add_custom(row, draft)
    withdrawn = (opted_out(row, column, channel, record=key) for column, channel in _OPT_OUTS.items())
    return Item(row.line, (draft.record(SOURCE, id, modified(row)),), consents=tuple(chain.from_iterable(withdrawn)))


def modified(row: Row) -> str | None:
    """The CRM's own time of this version. Raises BadCell where it is no time."""
    return row.parse_or_none(next(filter(row.get, _TIMES), _TIMES[0]), read_time)


def yes(text: str) -> bool:
    return text.casefold() in ("true", "1")


def add_custom(row: Row, draft: RecordBuilder) -> None:
    """The fields that the company added: `Loyalty_Id__c`, for person accounts `Loyalty_Id__pc`."""
    for column, value in row.cells.items():
        if column.endswith(("__c", "__pc")):
            draft.custom(snake(column.rpartition("__")[0]), value)


def long_id(id: str) -> str:
    """The 18-character form: reports give 15 characters, whose case matters; both name the same contact.

    Three letters are added, each telling which of five characters are upper case (documented by Salesforce).
    Raises InvalidInput for what is neither.
    """
    if len(id) not in (15, 18) or not id.isascii() or not id.isalnum():
        raise InvalidInput("not an id of Salesforce; expected 15 or 18 letters and digits")
    if len(id) == 18:
        return id
    chunks = (id[i : i + 5] for i in (0, 5, 10))
    return id + "".join(_SUFFIX[sum(c.isupper() << bit for bit, c in enumerate(chunk))] for chunk in chunks)


def _address(row: Row, draft: RecordBuilder) -> None:
    """The mailing address, or the other one where there is no mailing address."""
    mailing = joined(*(row.get(f"Mailing{part}") for part in _ADDRESS.values()))
    kind = "Mailing" if mailing else "Other"
    for name, part in _ADDRESS.items():
        draft.attribute(name, row.get(kind + part))
