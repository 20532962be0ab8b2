"""Magento 2 customers (CSV): the customers main file, or customers and addresses in one file.

The same e-mail on several websites is several customers, so a record is named by both: `magento:base:ann@x.org`.
In the file with addresses, a customer's further addresses follow in rows whose e-mail is blank. Password hashes and
reset tokens are never read.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from loaders.build.record_builder import RecordBuilder
from loaders.formats.rows import Row, item_from_rows
from profile_service.domain.sources.items import Item, Rejected
from profile_service.domain.sources.records import lookup_form
from profile_service.domain.values.identifiers import clean
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
_ADDRESS = {"company": "company", "street": "street", "city": "city", "region": "region", "postal_code": "postcode"}
_ADDRESS |= {"country": "country_id"}


def items(rows: Iterable[Row], country: str | None) -> Iterator[Item | Rejected]:
    """One item per customer. A customer of whom any row is unfit is rejected whole."""
    for group in _customers(rows):
        yield item_from_rows(group, partial(_item, group, country))


def record_id(row: Row, email: str = "email") -> str:
    """`base:ann@x.org`: the website and the e-mail, in which case makes no difference."""
    return f"{clean(row.need('_website'))}:{clean(row.need(email)).casefold()}"


def _customers(rows: Iterable[Row]) -> Iterator[list[Row]]:
    group: list[Row] = []
    for row in rows:
        if group and (row.flaw or row.get("email") or not _further(row)):
            yield group
            group = []
        group.append(row)
    if group:
        yield group


def _further(row: Row) -> bool:
    """Whether the row holds one more address of the customer above."""
    return any(column.startswith("_address_") and row.get(column) for column in row.cells)


def _item(group: Sequence[Row], country: str | None) -> Item:
    head = group[0]
    id = record_id(head)
    address = next((row for row in group if row.get("_address_default_billing_") == "1"), head)
    draft = RecordBuilder(address.get("_address_country_id"), country)
    for name, column in _ATTRIBUTES.items():
        draft.attribute(name, head.get(column))
    for name, part in _ADDRESS.items():
        draft.attribute(name, address.get(f"_address_{part}"))
    draft.own("magento_customer_id", id)
    draft.email(head.get("email"))
    for row in group:
        if _own(row, head):
            draft.phone(row.get("_address_telephone"), row.get("_address_country_id"))
    return Item(head.line, (draft.record(SOURCE, id, head.parse_or_none("updated_at", read_time)),), rows=len(group))


def _own(row: Row, head: Row) -> bool:
    """Whether the address bears the customer's name; a present is sent to somebody else's, with their phone."""
    named = f"{row.get('_address_firstname')} {row.get('_address_lastname')}".strip()
    return not named or lookup_form(named) == lookup_form(f"{head.get('firstname')} {head.get('lastname')}")
