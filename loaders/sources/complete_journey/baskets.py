"""Baskets of the Complete Journey as transactions, one row per line of a basket.

Its money: `sales_value` is what the store received for the line, taken as paid; `retail_disc` and `coupon_match_disc`
are what the store itself took off the shelf price; `coupon_disc` is paid by manufacturers, so it is part of
`sales_value` and stands in the details. A line's price is the shelf price of one unit, rounded to cents; where that
loses something (fuel is sold in thousandths), the exact totals of the lines are in the details. Rows of quantity 0
(coupons and corrections) are kept as lines of quantity 0. Times have no zone and are taken as UTC.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache, partial

from loaders.build.amounts import quantity
from loaders.build.items import item_from_rows
from loaders.formats.row_groups import RowGroup
from loaders.formats.rows import Row
from loaders.sources.complete_journey.households import SOURCE, Households
from profile_service.domain.sources.events import Json, Line, Subject, Transaction
from profile_service.domain.sources.items import Item, Rejected
from profile_service.domain.sources.records import record_key
from profile_service.domain.values.errors import InvalidInput
from profile_service.domain.values.money import minor_units
from profile_service.domain.values.times import read_time

_NUMBERS = (float, int)


def basket_id(row: Row) -> str:
    """What the rows of one basket have in common."""
    return row.get("basket_id") or f"line {row.line}"


def items(groups: Iterable[RowGroup], households: Households, products: Mapping[str, str]) -> Iterator[Item | Rejected]:
    """One item per basket, wherever its rows lie; a basket of which any row is flawed is rejected whole."""
    for runs in groups:
        rows = [row for run in runs for row in run]
        yield item_from_rows(rows, partial(basket, rows, households, products))


def basket(rows: Sequence[Row], households: Households, products: Mapping[str, str]) -> Item:
    """One order. Raises InvalidInput where its rows name several households."""
    head = rows[0]
    if len({row.get("household_id") for row in rows}) > 1:
        raise InvalidInput("the rows of this basket name several households")
    household, id = head.require("household_id"), head.require("basket_id")
    totals = [_cents(row, "sales_value") for row in rows]
    lines = tuple(_line(row, total, products) for row, total in zip(rows, totals, strict=True))
    sale = Transaction(
        key=f"{SOURCE}:basket:{id}",
        record=record_key(SOURCE, household),
        kind="order",
        occurred_at=head.parse("transaction_timestamp", read_time),
        channel="store",
        task="purchase",
        direction="two-way",
        details=_details(rows, lines, totals),
        number=id,
        currency="USD",
        total_minor=sum(totals),
        discount_minor=sum(line.discount_minor for line in lines),
        lines=lines,
    )
    return Item(head.line, households.first_seen(household), (sale,), len(rows))


def _line(row: Row, total: int, products: Mapping[str, str]) -> Line:
    units = _units(row)
    discount = _cents(row, "retail_disc") + _cents(row, "coupon_match_disc")
    product = row.require("product_id")
    price = round((total + discount) / units) if units else 0
    return Line(_product(product, products.get(product, "")), units, price, discount)


def _units(row: Row) -> float:
    """The quantity. Raises BadCell where it is blank or no number."""
    value = row.cells.get("quantity")
    if isinstance(value, _NUMBERS) and not isinstance(value, bool):
        return float(value)
    return row.parse("quantity", quantity)


@lru_cache(maxsize=65_536)
def _product(id: str, name: str) -> Subject:
    return Subject("Product", f"{SOURCE}:{id}", name)


def _details(rows: Sequence[Row], lines: Sequence[Line], totals: Sequence[int]) -> dict[str, Json]:
    details: dict[str, Json] = {"store_id": rows[0].get("store_id"), "week": rows[0].get("week")}
    if coupons := sum(_cents(row, "coupon_disc") for row in rows):
        details["manufacturer_coupons_minor"] = coupons
    if any(x.quantity * x.price_minor - x.discount_minor != total for x, total in zip(lines, totals, strict=True)):
        details["line_totals_minor"] = list(totals)
    return details


def _cents(row: Row, column: str) -> int:
    value = row.cells.get(column)
    if isinstance(value, _NUMBERS) and abs(value) < 1e13:
        return round(value * 100)
    return row.parse(column, lambda text: minor_units(text, "USD"))
