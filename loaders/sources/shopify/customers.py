"""Shopify customers (CSV): the export of the Customers page, in its present and its older columns.

Ids, zips and phones come with an apostrophe before them. Older exports have no customer id. Metafields are columns such
as `Loyalty ID (customer.metafields.club.loyalty_id)`.
"""

import re
from collections.abc import Iterable, Iterator

from loaders.build.cell_text import join_filled, numeric_id
from loaders.build.consent_columns import consents_from_answers
from loaders.build.items import item_per_row
from loaders.build.record_builder import RecordBuilder
from loaders.build.record_defaults import RecordDefaults
from loaders.formats.rows import Row
from profile_service.domain.sources.items import Item, Rejected

SOURCE = "shopify"
COLUMNS = ("First Name", "Last Name", "Email")
MARKS = ("Customer ID", "Accepts Email Marketing", "Total Spent", "Total Orders", "Tax Exempt")
_METAFIELD = re.compile(r"\(customer\.metafields\.([^()]+)\)\s*$")
_ATTRIBUTES = {
    "given_name": ("First Name",),
    "family_name": ("Last Name",),
    "company": ("Default Address Company", "Company"),
    "city": ("Default Address City", "City"),
    "region": ("Default Address Province Code", "Province Code", "Province"),
    "postal_code": ("Default Address Zip", "Zip"),
    "country": ("Default Address Country Code", "Country Code", "Country"),
    "note": ("Note",),
    "tags": ("Tags",),
    "accepts_email_marketing": ("Accepts Email Marketing",),
    "accepts_sms_marketing": ("Accepts SMS Marketing",),
    "accepts_whatsapp_marketing": ("Accepts WhatsApp Marketing",),
    "tax_exempt": ("Tax Exempt",),
    "total_spent": ("Total Spent",),
    "total_orders": ("Total Orders",),
}
_PHONES = ("Phone", "Default Address Phone")
_CONSENTS = {
    "Accepts Email Marketing": "email",
    "Accepts SMS Marketing": "sms",
    "Accepts WhatsApp Marketing": "whatsapp",
}


def items(rows: Iterable[Row], defaults: RecordDefaults) -> Iterator[Item | Rejected]:
    """One item, or rejection, for each customer."""
    return item_per_row(rows, lambda row: customer(row, defaults))


def customer(row: Row, defaults: RecordDefaults) -> Item:
    """One record and its consents; without an id the record is named by its e-mail or phone."""
    builder = RecordBuilder(row.get_first(*_ATTRIBUTES["country"]), defaults)
    for name, columns in _ATTRIBUTES.items():
        text = row.get_first(*columns)
        builder.add_attribute(name, without_apostrophe(text) if name == "postal_code" else text)
    builder.add_attribute("street", _street(row))
    id = row.parse_or_none("Customer ID", lambda text: numeric_id(without_apostrophe(text))) or ""
    builder.add_identifier("shopify_customer_id", id)
    builder.add_email(row, "Email")
    for column in _PHONES:
        builder.add_phone(row, column, without_apostrophe(row.get(column)))
    for column in row.cells:
        if "metafields" in column and (metafield := _METAFIELD.search(column)):
            builder.add_custom_field(metafield[1], row.get(column))
    record = builder.build(SOURCE, id or builder.account)
    return Item(row.line, (record,), consents=consents_from_answers(row, _CONSENTS, record=record.key))


def without_apostrophe(text: str) -> str:
    """The text without the apostrophe that keeps spreadsheets from reading it as a number."""
    return text.removeprefix("'").strip()


def _street(row: Row) -> str:
    first = row.get_first("Default Address Address1", "Address1")
    return join_filled(first, row.get_first("Default Address Address2", "Address2"))
