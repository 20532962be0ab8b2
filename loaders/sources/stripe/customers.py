"""Stripe customers (CSV): the export of the Dashboard.

A file with card numbers is refused whole. Of cards nothing is read, neither brand nor last digits. The company's own
fields are columns such as `loyalty_id (metadata)`.
"""

import re
from collections.abc import Iterable, Iterator

from loaders.build.cell_text import snake_case
from loaders.build.items import item_per_row
from loaders.build.record_builder import RecordBuilder
from loaders.build.record_defaults import RecordDefaults
from loaders.formats.rows import Row
from profile_service.domain.sources.items import Item, Rejected

SOURCE = "stripe"
COLUMNS = ("id", "Email", "Name")
MARKS = ("Created (UTC)", "Delinquent", "Payment Count", "Refunded Volume", "Dispute Losses", "Total Spend")
CARD_NUMBERS = ("card.number", "card number", "card_number")
_METADATA = re.compile(r"^(.+) \(metadata\)$")
_ATTRIBUTES = {
    "name": "Name",
    "note": "Description",
    "customer_since": "Created (UTC)",
    "delinquent": "Delinquent",
    "plan": "Plan",
    "plan_status": "Status",
    "total_spend": "Total Spend",
    "payment_count": "Payment Count",
    "refunded_volume": "Refunded Volume",
    "dispute_losses": "Dispute Losses",
    "currency": "Currency",
}


def items(rows: Iterable[Row], defaults: RecordDefaults) -> Iterator[Item | Rejected]:
    """One item, or rejection, for each customer."""
    return item_per_row(rows, lambda row: customer(row, defaults))


def customer(row: Row, defaults: RecordDefaults) -> Item:
    """One record."""
    id = row.require("id")
    builder = RecordBuilder(defaults=defaults)
    builder.add_attributes(row, _ATTRIBUTES)
    builder.add_identifier("stripe_customer_id", id)
    builder.add_email(row, "Email")
    builder.add_phone(row, "Phone")
    for column in row.cells:
        if metadata := _METADATA.match(column):
            builder.add_custom_field(snake_case(metadata[1]), row.get(column))
    return Item(row.line, (builder.build(SOURCE, id),))
