"""Salesforce contacts (CSV with API names): the Contact.csv of a data export, or the same fields by query.

Contacts that were merged or deleted stay in the export, with an id and little else. Fields that the company added end
in `__c`.
"""

from collections.abc import Iterable, Iterator

from loaders.build.consent_columns import consents_from_opt_outs
from loaders.build.items import item_per_row
from loaders.build.record_builder import RecordBuilder
from loaders.build.record_defaults import RecordDefaults
from loaders.formats.rows import Row
from loaders.sources.salesforce import fields
from loaders.sources.salesforce.fields import long_id
from profile_service.domain.sources.items import Item, Rejected
from profile_service.domain.sources.records import record_key

SOURCE = fields.SOURCE
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
_PHONES = ("MobilePhone", "Phone", "HomePhone", "OtherPhone")
_OPT_OUTS = {"HasOptedOutOfEmail": "email", "DoNotCall": "phone"}


def items(rows: Iterable[Row], defaults: RecordDefaults) -> Iterator[Item | Rejected]:
    """One item, or rejection, for each contact."""
    return item_per_row(rows, lambda row: contact(row, defaults))


def contact(row: Row, defaults: RecordDefaults) -> Item:
    """One record and its consents; of a contact that was merged or deleted only that."""
    id = row.parse("Id", long_id)
    key = record_key(SOURCE, id)
    if deleted := fields.deletion(row, key):
        return deleted
    builder = RecordBuilder(row.get_first("MailingCountryCode", "MailingCountry", "OtherCountry"), defaults)
    builder.add_attributes(row, _ATTRIBUTES)
    fields.add_address(builder, row, ("Mailing", "Other"))
    builder.add_identifier("salesforce_contact_id", id)
    builder.add_email(row, "Email")
    for column in _PHONES:
        builder.add_phone(row, column)
    fields.add_custom_fields(builder, row)
    record = builder.build(SOURCE, id, fields.modified_at(row))
    if merged := fields.merge(row, record):
        return merged
    return Item(row.line, (record,), consents=consents_from_opt_outs(row, _OPT_OUTS, record=key))
