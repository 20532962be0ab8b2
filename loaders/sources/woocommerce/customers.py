"""WooCommerce customers (CSV): the download of Analytics, Customers, in English. A customer has no id there."""

from collections.abc import Iterable, Iterator

from loaders.build.record_builder import RecordBuilder
from loaders.formats.rows import Row, item_per_row
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


def items(rows: Iterable[Row], country: str | None) -> Iterator[Item | Rejected]:
    return item_per_row(rows, lambda row: customer(row, country))


def customer(row: Row, country: str | None) -> Item:
    """One record, named by its e-mail: guests have no user name. A shipping phone may be the receiver's: not read."""
    draft = RecordBuilder(row.get("Country / Region"), country)
    for name, column in _ATTRIBUTES.items():
        draft.attribute(name, row.get(column))
    draft.email(row.get("Email"))
    draft.own("woocommerce_username", row.get("Username"))
    draft.phone(row.get("Billing Phone"))
    return Item(row.line, (draft.record(SOURCE),))
