"""Shopify orders (CSV): one row per line item, the cells of the order itself on one of its rows only.

An order is one transaction of kind `order`; a cancelled one has the status `cancelled`, and what became of the money
in its details. Where money was given back there is a second one of kind `return`, whose total is the refunded amount as
a positive number; the export does not say when, so it takes the time of the cancellation or else of the order, and says
so in its details. The customer is known by the order's e-mail or phone alone, so an implicit record stands for them:
`shopify:email:ann@x.org/ann`, or the order's own where it names nobody.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial

from loaders.build.amounts import cell_amount, quantity
from loaders.build.cell_text import join_filled, numeric_id
from loaders.build.items import item_from_rows
from loaders.build.record_builder import RecordBuilder
from loaders.build.record_defaults import RecordDefaults
from loaders.formats.row_groups import RowGroup
from loaders.formats.rows import BadCell, Row
from loaders.sources.shopify.customers import without_apostrophe
from profile_service.domain.sources.events import Json, Line, Subject, Transaction
from profile_service.domain.sources.items import Item, Rejected
from profile_service.domain.sources.records import SourceRecord
from profile_service.domain.values.money import currency_code
from profile_service.domain.values.times import read_time

SOURCE = "shopify"
COLUMNS = (
    "Name", "Email", "Created at", "Currency", "Total", "Lineitem quantity", "Lineitem name", "Lineitem price",
)  # fmt: skip
MARKS = ("Financial Status", "Fulfillment Status", "Lineitem sku", "Created at")
_ATTRIBUTES = {
    "name": "Billing Name",
    "company": "Billing Company",
    "city": "Billing City",
    "region": "Billing Province",
    "country": "Billing Country",
}
_DETAILS = {
    "fulfillment_status": "Fulfillment Status",
    "paid_at": "Paid at",
    "fulfilled_at": "Fulfilled at",
    "cancelled_at": "Cancelled at",
    "refunded_amount": "Refunded Amount",
    "shipping": "Shipping",
    "taxes": "Taxes",
    "discount_code": "Discount Code",
    "shipping_method": "Shipping Method",
    "payment_method": "Payment Method",
    "payment_reference": "Payment Reference",
    "receipt_number": "Receipt Number",
    "source": "Source",
    "location": "Location",
    "tags": "Tags",
    "note": "Notes",
    "order_id": "Id",
}
_SHIPPING = {
    "name": "Shipping Name",
    "company": "Shipping Company",
    "street": "Shipping Street",
    "street_2": "Shipping Address2",
    "city": "Shipping City",
    "region": "Shipping Province",
    "postal_code": "Shipping Zip",
    "country": "Shipping Country",
}


def order_name(row: Row) -> str:
    """What the rows of one order have in common."""
    return row.get("Name") or f"line {row.line}"


def items(groups: Iterable[RowGroup], defaults: RecordDefaults) -> Iterator[Item | Rejected]:
    """One item per order. An order of which any row is flawed is rejected whole, so that no half order is loaded."""
    for runs in groups:
        for rows in _statements(runs):
            yield item_from_rows(rows, partial(order, rows, defaults))


def _statements(runs: RowGroup) -> Iterable[Sequence[Row]]:
    """The rows of each statement of the order. Where its rows lie apart they are one, in a file that was sorted by
    another column; where exports were joined, each run states the order anew."""
    heads = [run[0] for run in runs if _is_head(run[0])]
    rows = [row for run in runs for row in run]
    if len(runs) == 1 or len(heads) < len(runs) or (all(map(_is_head, rows)) and _are_lines_of_one(rows)):
        return (rows,)
    return runs


def _is_head(row: Row) -> bool:
    """Whether the row has the cells of the order itself."""
    return bool(row.get("Currency"))


def _are_lines_of_one(rows: Sequence[Row]) -> bool:
    """Whether rows that all have the cells of the order have the same ones, and are different lines."""
    orders = {tuple(map(row.get, ("Id", "Created at", "Total", "Financial Status"))) for row in rows}
    lines = {tuple(map(row.get, ("Lineitem sku", "Lineitem name", "Lineitem price"))) for row in rows}
    return len(orders) == 1 and len(lines) == len(rows)


def order(rows: Sequence[Row], defaults: RecordDefaults) -> Item:
    """The implicit record of the customer, the order, and the return where money was given back."""
    head = _head(rows)
    name = head.require("Name")
    key = _key(head, name)
    created_at = head.parse("Created at", read_time)
    record = _customer(head, key, created_at, defaults)
    sale = _sale(head, rows, record.key, created_at)
    events = (sale, *_refunds(head, sale))
    return Item(rows[0].line, (record,), events, len(rows), former_events=_former_events(name, key))


def _key(head: Row, name: str) -> str:
    """Shopify's id of the order, which no other shop has; where an export has none, the number within this shop."""
    id = head.parse_or_none("Id", lambda text: numeric_id(without_apostrophe(text)))
    return id or _number(name)


def _former_events(name: str, key: str) -> tuple[str, ...]:
    """The keys by number, of stores that were loaded before orders were known by their ids."""
    number = _number(name)
    return () if key == number else (f"{SOURCE}:order:{number}", f"{SOURCE}:return:{number}")


def _customer(head: Row, key: str, created_at: str, defaults: RecordDefaults) -> SourceRecord:
    builder = RecordBuilder(head.get("Billing Country"), defaults)
    builder.add_attributes(head, _ATTRIBUTES)
    street = head.get("Billing Street") or join_filled(head.get("Billing Address1"), head.get("Billing Address2"))
    builder.add_attribute("street", street)
    builder.add_attribute("postal_code", without_apostrophe(head.get("Billing Zip")))
    builder.add_email(head, "Email")
    for column in ("Phone", "Billing Phone"):
        builder.add_phone(head, column, without_apostrophe(head.get(column)))
    return builder.build(SOURCE, "" if builder.naming_identifier else f"order:{key}", created_at)


def _head(rows: Sequence[Row]) -> Row:
    """The one row with the cells of the order. Raises BadCell where several rows that lie apart have them."""
    heads = [row for row in rows if _is_head(row)]
    if len(heads) > 1 and not _is_head(rows[0]):
        lines = ", ".join(str(row.line) for row in rows)
        raise BadCell("Name", f"the rows of this order lie apart, and are not one order (lines {lines}); sort by Name")
    return heads[0] if heads else rows[0]


def _sale(head: Row, rows: Sequence[Row], record: str, created_at: str) -> Transaction:
    name = head.get("Name")
    currency = head.parse("Currency", currency_code)
    in_store = head.get("Source").casefold() in ("pos", "shopify_pos")
    return Transaction(
        key=f"{SOURCE}:order:{_key(head, name)}",
        record=record,
        kind="order",
        occurred_at=created_at,
        channel="store" if in_store else "web",
        task="purchase",
        direction="two-way",
        details=_details(head),
        number=name,
        status="cancelled" if head.get("Cancelled at") else head.get("Financial Status") or None,
        currency=currency,
        total_minor=_amount(head, "Total", currency),
        discount_minor=_amount(head, "Discount Amount", currency),
        lines=tuple(_line(row, currency) for row in rows),
    )


def _details(head: Row) -> dict[str, Json]:
    columns = dict(_DETAILS)
    if head.get("Cancelled at"):
        columns["financial_status"] = "Financial Status"
    details: dict[str, Json] = {detail: text for detail, column in columns.items() if (text := head.get(column))}
    if address := _shipping_address(head):
        details["shipping_address"] = address
    return details


def _shipping_address(head: Row) -> dict[str, Json]:
    """Its parts that are not blank; the street with the second line, where the export has no column for each."""
    address: dict[str, Json] = {part: text for part, column in _SHIPPING.items() if (text := head.get(column))}
    if first := head.get("Shipping Address1"):
        address["street"] = first
    else:
        address.pop("street_2", None)
    if "postal_code" in address:
        address["postal_code"] = without_apostrophe(head.get("Shipping Zip"))
    return address


def _line(row: Row, currency: str) -> Line:
    name = row.require("Lineitem name")
    return Line(
        Subject("Product", f"{SOURCE}:{row.get('Lineitem sku') or name}", name),
        row.parse("Lineitem quantity", quantity),
        _price(row, currency),
        _amount(row, "Lineitem discount", currency),
    )


def _refunds(head: Row, sale: Transaction) -> tuple[Transaction, ...]:
    """The return of an order of which money was given back; nothing for any other."""
    refunded = _amount(head, "Refunded Amount", sale.currency)
    if refunded <= 0:
        return ()
    cancelled_at = head.parse_or_none("Cancelled at", read_time)
    details: dict[str, Json] = {"order": sale.number, "time_of": "cancellation" if cancelled_at else "order"}
    refund = replace(
        sale,
        key=f"{SOURCE}:return:{_key(head, head.get('Name'))}",
        kind="return",
        task="return",
        occurred_at=cancelled_at or sale.occurred_at,
        details=details,
        status=head.get("Financial Status") or None,
        total_minor=refunded,
        discount_minor=0,
        lines=(),
    )
    return (refund,)


def _amount(row: Row, column: str, currency: str) -> int:
    """The amount in minor units; 0 where the cell is blank."""
    return cell_amount(row, column, currency) or 0


def _price(row: Row, currency: str) -> int:
    row.require("Lineitem price")
    return _amount(row, "Lineitem price", currency)


def _number(name: str) -> str:
    """`#1001` → `1001`. Raises BadCell where nothing follows the sign."""
    number = name.removeprefix("#").strip()
    if not number:
        raise BadCell("Name", "Name holds no order number")
    return number
