"""Magento 2 customer addresses (CSV): the file beside the customers main file, one row per address.

Only the default billing address is surely the customer's own; presents are sent to the others, and their names and
phones are the receivers'. It is a record of its own, which does not overwrite the customer's and is linked to it by the
customer's id.
"""

from collections.abc import Iterable, Iterator

from loaders.build.items import item_per_row
from loaders.build.record_builder import RecordBuilder
from loaders.build.record_defaults import RecordDefaults
from loaders.formats.rows import Row
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


def items(rows: Iterable[Row], defaults: RecordDefaults) -> Iterator[Item | Rejected]:
    """One item, or rejection, for each address."""
    return item_per_row(rows, lambda row: address(row, defaults))


def address(row: Row, defaults: RecordDefaults) -> Item:
    """One record of the default billing address; an empty item for any other."""
    id = record_id(row, "_email")
    if row.get("_address_default_billing_") != "1":
        return Item(row.line)
    builder = RecordBuilder(row.get("country_id"), defaults)
    builder.add_attributes(row, _ATTRIBUTES)
    builder.add_identifier("magento_customer_id", id)
    builder.add_email(row, "_email")
    builder.add_phone(row, "telephone")
    return Item(row.line, (builder.build(SOURCE, f"{id}:billing"),))
