"""Salesforce contacts (CSV with API names): the Contact.csv of a data export, or the same fields by query."""

from collections.abc import Iterable, Iterator

from loaders.drafts import Draft, joined, snake
from loaders.reading import Row, each
from profile_service.domain.errors import InvalidInput
from profile_service.domain.items import Item, Rejected
from profile_service.domain.times import read_time

SOURCE = "salesforce"
COLUMNS = ("Id", "LastName")
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
    "email_bounced_at": "EmailBouncedDate",
}
_ADDRESS = {"street": "Street", "city": "City", "region": "State", "postal_code": "PostalCode", "country": "Country"}
_PHONES = ("MobilePhone", "Phone", "HomePhone", "OtherPhone")
_TIMES = ("LastModifiedDate", "SystemModstamp", "CreatedDate")
_SUFFIX = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"


def items(rows: Iterable[Row], country: str | None) -> Iterator[Item | Rejected]:
    return each(rows, lambda row: contact(row, country))


def contact(row: Row, country: str | None) -> Item:
    """One record. A contact that the CRM has deleted is rejected: it is not to come to life here."""
    id = long_id(row.need("Id"))
    if row.get("IsDeleted").casefold() in ("true", "1"):
        merged = "merged into another contact" if row.get("MasterRecordId") else "deleted"
        raise InvalidInput(f"the contact was {merged} in the CRM (IsDeleted) and is not loaded")
    draft = Draft(row.get("MailingCountryCode") or row.get("MailingCountry") or row.get("OtherCountry"), country)
    for name, column in _ATTRIBUTES.items():
        draft.attribute(name, row.get(column))
    _address(row, draft)
    draft.own("salesforce_contact_id", id)
    draft.email(row.get("Email"))
    for column in _PHONES:
        draft.phone(row.get(column))
    for column, value in row.cells.items():
        if column.endswith("__c"):
            draft.custom(snake(column.removesuffix("__c")), value)
    observed = next(filter(row.get, _TIMES), _TIMES[0])
    return Item(row.line, (draft.record(SOURCE, id, row.parse_or_none(observed, read_time)),))


def long_id(id: str) -> str:
    """The 18-character form: reports give 15 characters, whose case matters; both name the same contact.

    Three letters are added, each telling which of five characters are upper case (documented by Salesforce).
    """
    if len(id) != 15 or not id.isascii() or not id.isalnum():
        return id
    chunks = (id[i : i + 5] for i in (0, 5, 10))
    return id + "".join(_SUFFIX[sum(c.isupper() << bit for bit, c in enumerate(chunk))] for chunk in chunks)


def _address(row: Row, draft: Draft) -> None:
    """The mailing address, or the other one where there is no mailing address."""
    mailing = joined(*(row.get(f"Mailing{part}") for part in _ADDRESS.values()))
    kind = "Mailing" if mailing else "Other"
    for name, part in _ADDRESS.items():
        draft.attribute(name, row.get(kind + part))
