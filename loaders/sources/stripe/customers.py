"""Stripe customers (CSV): the export of the Dashboard. A file with card numbers is refused whole."""

import re
from collections.abc import Iterable, Iterator

from loaders.build.record_builder import RecordBuilder, snake
from loaders.formats.rows import Row, item_per_row
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


def items(rows: Iterable[Row], country: str | None) -> Iterator[Item | Rejected]:
    return item_per_row(rows, lambda row: customer(row, country))


def customer(row: Row, country: str | None) -> Item:
    """One record. Of cards nothing is read, neither brand nor last digits."""
    id = row.need("id")
    draft = RecordBuilder(default_country=country)
    for name, column in _ATTRIBUTES.items():
        draft.attribute(name, row.get(column))
    draft.own("stripe_customer_id", id)
    draft.email(row.get("Email"))
    draft.phone(row.get("Phone"))
    for column in row.cells:
        if metadata := _METADATA.match(column):
            draft.custom(snake(metadata[1]), row.get(column))
    return Item(row.line, (draft.record(SOURCE, id),))
