"""WooCommerce customers (CSV): the download of Analytics, Customers, in English.

A customer has no id there, and guests have no user name, so a record is named by its e-mail. A shipping phone may be
the receiver's and is not read.
"""

from collections.abc import Iterable, Iterator

from loaders.build.items import item_per_row
from loaders.build.record_builder import RecordBuilder
from loaders.build.record_defaults import RecordDefaults
from loaders.formats.rows import Row
from profile_service.domain.sources.items import Item, Rejected

SOURCE = "woocommerce"
COLUMNS = ("Name", "Username", "Email")
MARKS = ("Last Active", "Sign Up", "Total Spend", "AOV", "Country / Region", "Billing Phone", "Role")
_ATTRIBUTES = {
    "name": "Name",
    "city": "City",
    "region": "Region",
    "postal_code": "Postal Code",
    "country": "Country / Region",
    "customer_since": "Sign Up",
    "last_active": "Last Active",
    "total_orders": "Orders",
    "total_spent": "Total Spend",
    "role": "Role",
}


def items(rows: Iterable[Row], defaults: RecordDefaults) -> Iterator[Item | Rejected]:
    """One item, or rejection, for each customer."""
    return item_per_row(rows, lambda row: customer(row, defaults))


def customer(row: Row, defaults: RecordDefaults) -> Item:
    """One record."""
    builder = RecordBuilder(row.get("Country / Region"), defaults)
    builder.add_attributes(row, _ATTRIBUTES)
    builder.add_email(row, "Email")
    builder.add_identifier("woocommerce_username", row.get("Username"))
    builder.add_phone(row, "Billing Phone")
    return Item(row.line, (builder.build(SOURCE, builder.account),))
