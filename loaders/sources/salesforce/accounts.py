"""Salesforce accounts (CSV with API names): the Account.csv of a data export.

Only person accounts become records. An account of a business is not a person: its e-mails and phones are everybody's
there, and as a record it would make one customer of all who work for it (docs/decisions/business-accounts.md).
"""

from collections.abc import Iterable, Iterator
from itertools import chain

from loaders.build.consent_columns import opted_out
from loaders.build.record_builder import RecordBuilder, joined
from loaders.formats.rows import Row, item_per_row
from loaders.sources.salesforce.contacts import add_custom, long_id, modified, yes
from profile_service.domain.sources.items import Item, Rejected, SourceDeletion, SourceMerge
from profile_service.domain.sources.records import record_key

SOURCE = "salesforce"
COLUMNS = ("Id", "Name")
MARKS = ("BillingStreet", "BillingCity", "ShippingCity", "AccountNumber", "IsPersonAccount", "NumberOfEmployees")
_ATTRIBUTES = {
    "given_name": "FirstName",
    "family_name": "LastName",
    "salutation": "Salutation",
    "birth_date": "PersonBirthdate",
    "title": "PersonTitle",
    "note": "Description",
}
_ADDRESS = {"street": "Street", "city": "City", "region": "State", "postal_code": "PostalCode", "country": "Country"}
_PHONES = ("PersonMobilePhone", "Phone", "PersonHomePhone", "PersonOtherPhone")
_OPT_OUTS = {"PersonHasOptedOutOfEmail": "email", "PersonDoNotCall": "phone"}


def items(rows: Iterable[Row], country: str | None) -> Iterator[Item | Rejected]:
    return item_per_row(rows, lambda row: account(row, country))


def account(row: Row, country: str | None) -> Item:
    """One record of a person account, joined to its contact by the contact's id; an item of nothing for a business."""
    id = row.parse("Id", long_id)
    key = record_key(SOURCE, id)
    if not _is_person(row):
        return Item(row.line)
    if survivor := row.parse_or_none("MasterRecordId", long_id):
        return Item(row.line, merges=(SourceMerge(key, record_key(SOURCE, survivor), "merged in the CRM"),))
    if yes(row.get("IsDeleted")):
        return Item(row.line, deletions=(SourceDeletion(key, modified(row)),))
    draft = RecordBuilder(row.get("PersonMailingCountry") or row.get("BillingCountry"), country)
    draft.attribute("name", row.get("Name"))
    for name, column in _ATTRIBUTES.items():
        draft.attribute(name, row.get(column))
    _address(row, draft)
    draft.own("salesforce_account_id", id)
    draft.own("salesforce_contact_id", row.parse_or_none("PersonContactId", long_id) or "")
    draft.email(row.get("PersonEmail"))
    for column in _PHONES:
        draft.phone(row.get(column))
    add_custom(row, draft)
    withdrawn = (opted_out(row, column, channel, record=key) for column, channel in _OPT_OUTS.items())
    return Item(row.line, (draft.record(SOURCE, id, modified(row)),), consents=tuple(chain.from_iterable(withdrawn)))


def _is_person(row: Row) -> bool:
    """By the flag; an export without it knows persons by the contact or the e-mail that only they have."""
    flag = row.get("IsPersonAccount")
    return yes(flag) if flag else bool(row.get("PersonContactId") or row.get("PersonEmail"))


def _address(row: Row, draft: RecordBuilder) -> None:
    """The mailing address, or the billing one where there is no mailing address."""
    mailing = joined(*(row.get(f"PersonMailing{part}") for part in _ADDRESS.values()))
    kind = "PersonMailing" if mailing else "Billing"
    for name, part in _ADDRESS.items():
        draft.attribute(name, row.get(kind + part))
