"""Magento 2 customer addresses (CSV): the file beside the customers main file, one row per address.

Only the default billing address is surely the customer's own; presents are sent to the others, and their names and
phones are the receivers'. It is a record beside the customer's, which it does not overwrite, joined to it by the
customer's id.
"""

from collections.abc import Iterable, Iterator

from loaders.build.record_builder import RecordBuilder
from loaders.formats.rows import Row, item_per_row
from loaders.sources.magento.customers import record_id
from profile_service.domain.sources.items import Item, Rejected

SOURCE = "magento"
COLUMNS = ("_website", "_email", "firstname", "lastname", "telephone")
MARKS = ("_entity_id", "_address_default_billing_", "_address_default_shipping_", "country_id", "postcode", "vat_id")
_ATTRIBUTES = {
    "given_name": "firstname",
    "family_name": "lastname",
    "company": "company",
    "street": "street",
    "city": "city",
    "region": "region",
    "postal_code": "postcode",
    "country": "country_id",
}


def items(rows: Iterable[Row], country: str | None) -> Iterator[Item | Rejected]:
    return item_per_row(rows, lambda row: address(row, country))


def address(row: Row, country: str | None) -> Item:
    """One record; an item of nothing for an address that is not the default billing one."""
    id = record_id(row, "_email")
    if row.get("_address_default_billing_") != "1":
        return Item(row.line)
    draft = RecordBuilder(row.get("country_id"), country)
    for name, column in _ATTRIBUTES.items():
        draft.attribute(name, row.get(column))
    draft.own("magento_customer_id", id)
    draft.email(row.get("_email"))
    draft.phone(row.get("telephone"))
    return Item(row.line, (draft.record(SOURCE, f"{id}:billing"),))
