"""Shopify customers (CSV): the export of the Customers page, in its present and its older columns."""

import re
from collections.abc import Iterable, Iterator
from itertools import chain

from loaders.build.consent_columns import answered
from loaders.build.record_builder import RecordBuilder, digits, joined
from loaders.formats.rows import Row, item_per_row
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
_CONSENTS = {
    "Accepts Email Marketing": "email",
    "Accepts SMS Marketing": "sms",
    "Accepts WhatsApp Marketing": "whatsapp",
}


def items(rows: Iterable[Row], country: str | None) -> Iterator[Item | Rejected]:
    return item_per_row(rows, lambda row: customer(row, country))


def customer(row: Row, country: str | None) -> Item:
    draft = RecordBuilder(_first(row, _ATTRIBUTES["country"]), country)
    for name, columns in _ATTRIBUTES.items():
        found = _first(row, columns)
        draft.attribute(name, unquoted(found) if name == "postal_code" else found)
    draft.attribute("street", _street(row))
    id = row.parse_or_none("Customer ID", lambda text: digits(unquoted(text))) or ""
    draft.own("shopify_customer_id", id)
    draft.email(row.get("Email"))
    draft.phone(unquoted(row.get("Phone")))
    draft.phone(unquoted(row.get("Default Address Phone")))
    for column in row.cells:
        if metafield := _METAFIELD.search(column):
            draft.custom(metafield[1], row.get(column))
    record = draft.record(SOURCE, id)
    consents = (answered(row, column, channel, record=record.key) for column, channel in _CONSENTS.items())
    return Item(row.line, (record,), consents=tuple(chain.from_iterable(consents)))


def unquoted(text: str) -> str:
    """Ids, zips and phones come with an apostrophe before them, so that spreadsheets leave them alone."""
    return text.removeprefix("'").strip()


def _first(row: Row, columns: Iterable[str]) -> str:
    return next(filter(None, map(row.get, columns)), "")


def _street(row: Row) -> str:
    first = row.get("Default Address Address1") or row.get("Address1")
    return joined(first, row.get("Default Address Address2") or row.get("Address2"))
