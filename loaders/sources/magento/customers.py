"""Magento 2 customers (CSV): the customers main file, or customers and addresses in one file.

The same e-mail on several websites is several customers, so a record is named by both: `magento:base:ann@x.org`.
In the file with addresses, a customer's further addresses follow in rows whose e-mail is blank. Password hashes and
reset tokens are never read.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from loaders.build.items import item_from_rows
from loaders.build.record_builder import RecordBuilder
from loaders.build.record_defaults import RecordDefaults
from loaders.formats.rows import Row
from profile_service.domain.sources.items import Item, Rejected
from profile_service.domain.sources.records import lookup_form
from profile_service.domain.values.times import read_time

SOURCE = "magento"
COLUMNS = ("email", "_website", "firstname", "lastname")
MARKS = ("_store", "created_in", "disable_auto_group_change", "group_id", "taxvat", "rp_token", "_address_city")
_ATTRIBUTES = {
    "given_name": "firstname",
    "family_name": "lastname",
    "salutation": "prefix",
    "birth_date": "dob",
    "gender": "gender",
    "website": "_website",
    "store": "_store",
    "group": "group_id",
    "customer_since": "created_at",
    "tax_number": "taxvat",
}
_ADDRESS_PREFIX = "_address_"
_ADDRESS = {
    "company": "_address_company",
    "street": "_address_street",
    "city": "_address_city",
    "region": "_address_region",
    "postal_code": "_address_postcode",
    "country": "_address_country_id",
}


def items(rows: Iterable[Row], defaults: RecordDefaults) -> Iterator[Item | Rejected]:
    """One item per customer. A customer of whom any row is flawed is rejected whole."""
    for customer_rows in _rows_by_customer(rows):
        yield item_from_rows(customer_rows, partial(customer, customer_rows, defaults))


def customer(rows: Sequence[Row], defaults: RecordDefaults) -> Item:
    """One record, with the default billing address or else that of the first row."""
    head = rows[0]
    id = record_id(head)
    address = next((row for row in rows if row.get("_address_default_billing_") == "1"), head)
    builder = RecordBuilder(address.get("_address_country_id"), defaults)
    builder.add_attributes(head, _ATTRIBUTES)
    builder.add_attributes(address, _ADDRESS)
    builder.add_identifier("magento_customer_id", id)
    builder.add_email(head, "email")
    for row in rows:
        if _is_own_address(row, head):
            builder.add_phone(row, "_address_telephone", country=row.get("_address_country_id"))
    return Item(head.line, (builder.build(SOURCE, id, head.parse_or_none("updated_at", read_time)),), rows=len(rows))


def record_id(row: Row, email_column: str = "email") -> str:
    """`base:ann@x.org`: the website and the e-mail, in lower case. Raises BadCell where either is blank."""
    return f"{row.require('_website')}:{row.require(email_column).casefold()}"


def _rows_by_customer(rows: Iterable[Row]) -> Iterator[list[Row]]:
    customer_rows: list[Row] = []
    for row in rows:
        if customer_rows and (row.flaw or row.get("email") or not _is_further_address(row)):
            yield customer_rows
            customer_rows = []
        customer_rows.append(row)
    if customer_rows:
        yield customer_rows


def _is_further_address(row: Row) -> bool:
    """Whether the row holds one more address of the customer above."""
    return any(column.startswith(_ADDRESS_PREFIX) and row.get(column) for column in row.cells)


def _is_own_address(row: Row, head: Row) -> bool:
    """Whether the address bears the customer's name; a present is sent to somebody else's, with their phone."""
    name = f"{row.get('_address_firstname')} {row.get('_address_lastname')}".strip()
    return not name or lookup_form(name) == lookup_form(f"{head.get('firstname')} {head.get('lastname')}")
