"""Shopify orders (CSV): one row per line item, the cells of the order itself on its first row only.

An order is one transaction of kind `order`; a cancelled one has the status `cancelled`, and what became of the money
in its details. Where money was given back there is a second one of kind `return`, whose total is the refunded amount as
a positive number; the export does not say when, so it takes the time of the cancellation or else of the order, and says
so in its details. The customer is known by the order's e-mail or phone alone, so an implicit record stands for them:
`shopify:email:ann@x.org`, or the order's own where it names nobody.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import groupby

from loaders.build.amounts import quantity
from loaders.build.record_builder import RecordBuilder, joined, tidy
from loaders.formats.rows import BadCell, Row, item_from_rows
from loaders.sources.shopify.customers import unquoted
from profile_service.domain.sources.events import Json, Line, Subject, Transaction
from profile_service.domain.sources.items import Item, Rejected
from profile_service.domain.sources.records import SourceRecord
from profile_service.domain.values.money import currency_code, minor_units
from profile_service.domain.values.times import read_time

SOURCE = "shopify"
COLUMNS = (
    "Name", "Email", "Created at", "Currency", "Total", "Lineitem quantity", "Lineitem name", "Lineitem price",
)  # fmt: skip
MARKS = ("Financial Status", "Fulfillment Status", "Lineitem sku", "Created at")
_ADDRESS = {
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
    "source": "Source",
    "location": "Location",
    "tags": "Tags",
    "note": "Notes",
    "order_id": "Id",
}


def items(rows: Iterable[Row], country: str | None) -> Iterator[Item | Rejected]:
    """One item per order. An order of which any row is unfit is rejected whole, so that no half order is loaded."""
    for _, group in groupby(rows, lambda row: row.get("Name") or f"line {row.line}"):
        order = list(group)
        yield item_from_rows(order, partial(_item, order, country))


def _item(order: Sequence[Row], country: str | None) -> Item:
    head = order[0]
    name = head.need("Name")
    created = head.parse("Created at", read_time)
    record = _customer(head, name, created, country)
    sale = _sale(order, name, record.key, created)
    given_back = _refund(head, sale)
    return Item(head.line, (record,), (sale, *given_back), len(order))


def _customer(head: Row, name: str, created: str, country: str | None) -> SourceRecord:
    draft = RecordBuilder(head.get("Billing Country"), country)
    for attribute, column in _ADDRESS.items():
        draft.attribute(attribute, head.get(column))
    street = head.get("Billing Street") or joined(head.get("Billing Address1"), head.get("Billing Address2"))
    draft.attribute("street", street)
    draft.attribute("postal_code", unquoted(head.get("Billing Zip")))
    draft.email(head.get("Email"))
    for column in ("Phone", "Billing Phone"):
        draft.phone(unquoted(head.get(column)))
    return draft.record(SOURCE, "" if draft.telling else f"order:{_bare(name)}", created)


def _sale(order: Sequence[Row], name: str, record: str, created: str) -> Transaction:
    head = order[0]
    currency = head.parse("Currency", currency_code)
    in_store = head.get("Source").casefold() in ("pos", "shopify_pos")
    return Transaction(
        key=f"shopify:order:{_bare(name)}",
        record=record,
        kind="order",
        occurred_at=created,
        channel="store" if in_store else "web",
        task="purchase",
        direction="two-way",
        details=_details(head),
        number=tidy(name),
        status="cancelled" if head.get("Cancelled at") else head.get("Financial Status") or None,
        currency=currency,
        total_minor=_amount(head, "Total", currency),
        discount_minor=_amount(head, "Discount Amount", currency),
        lines=tuple(_line(row, currency) for row in order),
    )


def _details(head: Row) -> dict[str, Json]:
    kept = dict(_DETAILS)
    if head.get("Cancelled at"):
        kept["financial_status"] = "Financial Status"
    return {detail: tidy(head.get(column)) for detail, column in kept.items() if head.get(column)}


def _line(row: Row, currency: str) -> Line:
    name = tidy(row.need("Lineitem name"))
    return Line(
        Subject("Product", f"shopify:{tidy(row.get('Lineitem sku')) or name}", name),
        row.parse("Lineitem quantity", quantity),
        row.parse("Lineitem price", lambda text: minor_units(text, currency)),
        _amount(row, "Lineitem discount", currency),
    )


def _refund(head: Row, sale: Transaction) -> tuple[Transaction, ...]:
    refunded = _amount(head, "Refunded Amount", sale.currency)
    if refunded <= 0:
        return ()
    cancelled = head.parse_or_none("Cancelled at", read_time)
    details: dict[str, Json] = {"order": sale.number, "time_of": "cancellation" if cancelled else "order"}
    given_back = replace(
        sale,
        key=f"shopify:return:{_bare(head.get('Name'))}",
        kind="return",
        task="return",
        occurred_at=cancelled or sale.occurred_at,
        details=details,
        status=head.get("Financial Status") or None,
        total_minor=refunded,
        discount_minor=0,
        lines=(),
    )
    return (given_back,)


def _amount(row: Row, column: str, currency: str) -> int:
    return row.parse_or_none(column, lambda text: minor_units(text, currency)) or 0


def _bare(name: str) -> str:
    """`#1001` → `1001`"""
    bare = name.removeprefix("#").strip()
    if not bare:
        raise BadCell("Name", "Name holds no order number")
    return tidy(bare)
