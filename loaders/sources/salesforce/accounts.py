"""Salesforce accounts (CSV with API names): the Account.csv of a data export.

Only person accounts become records. An account of a business is not a person: its e-mails and phones are everybody's
there, and as a record it would make one customer of all who work for it (docs/decisions/business-accounts.md).
"""

from collections.abc import Iterable, Iterator

from loaders.build.consent_columns import consents_from_opt_outs
from loaders.build.items import item_per_row
from loaders.build.record_builder import RecordBuilder
from loaders.build.record_defaults import RecordDefaults
from loaders.formats.rows import Row
from loaders.sources.salesforce import fields
from loaders.sources.salesforce.fields import is_true, long_id
from profile_service.domain.sources.items import Item, Rejected
from profile_service.domain.sources.records import record_key

SOURCE = fields.SOURCE
COLUMNS = ("Id", "Name")
MARKS = ("BillingStreet", "BillingCity", "ShippingCity", "AccountNumber", "IsPersonAccount", "NumberOfEmployees")
_ATTRIBUTES = {
    "name": "Name",
    "given_name": "FirstName",
    "family_name": "LastName",
    "salutation": "Salutation",
    "birth_date": "PersonBirthdate",
    "title": "PersonTitle",
    "note": "Description",
}
_PHONES = ("PersonMobilePhone", "Phone", "PersonHomePhone", "PersonOtherPhone")
_OPT_OUTS = {"PersonHasOptedOutOfEmail": "email", "PersonDoNotCall": "phone"}


def items(rows: Iterable[Row], defaults: RecordDefaults) -> Iterator[Item | Rejected]:
    """One item, or rejection, for each account."""
    return item_per_row(rows, lambda row: account(row, defaults))


def account(row: Row, defaults: RecordDefaults) -> Item:
    """One record and the consents of a person account, linked to its contact by the contact's id.

    Of a person account that was merged or deleted only that; an empty item for a business.
    """
    id = row.parse("Id", long_id)
    key = record_key(SOURCE, id)
    if not _is_person_account(row):
        return Item(row.line)
    if deleted := fields.deletion(row, key):
        return deleted
    builder = RecordBuilder(row.get_first("PersonMailingCountry", "BillingCountry"), defaults)
    builder.add_attributes(row, _ATTRIBUTES)
    fields.add_address(builder, row, ("PersonMailing", "Billing"))
    builder.add_identifier("salesforce_account_id", id)
    builder.add_identifier("salesforce_contact_id", row.parse_or_none("PersonContactId", long_id) or "")
    builder.add_email(row, "PersonEmail")
    for column in _PHONES:
        builder.add_phone(row, column)
    fields.add_custom_fields(builder, row)
    record = builder.build(SOURCE, id, fields.modified_at(row))
    if merged := fields.merge(row, record):
        return merged
    return Item(row.line, (record,), consents=consents_from_opt_outs(row, _OPT_OUTS, record=key))


def _is_person_account(row: Row) -> bool:
    """Whether the flag says so, or, in an export without it, a contact or e-mail that only persons have."""
    flag = row.get("IsPersonAccount")
    return is_true(flag) if flag else bool(row.get("PersonContactId") or row.get("PersonEmail"))
