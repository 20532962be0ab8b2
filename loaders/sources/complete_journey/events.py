"""The Complete Journey: a grocer's loyalty data by household, one row per line of a basket.

Its money: `sales_value` is what the store received for the line, taken as paid; `retail_disc` and `coupon_match_disc`
are what the store itself took off the shelf price; `coupon_disc` is paid by manufacturers, so it is part of
`sales_value` and stands in the details. A line's price is the shelf price of one unit, rounded to cents; where that
loses something (fuel is sold in thousandths), the exact totals of the lines are in the details. Rows of quantity 0
(coupons and corrections) are kept as lines of quantity 0. Times have no zone and are taken as UTC.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby

from loaders.build.amounts import quantity
from loaders.formats.rows import BadCell, Row, item_from_rows, item_per_row
from loaders.sources.complete_journey.households import SOURCE, Households, household
from profile_service.domain.sources.events import Interaction, Json, Line, Subject, Transaction
from profile_service.domain.sources.items import Item, Rejected
from profile_service.domain.sources.records import record_key
from profile_service.domain.values.errors import InvalidInput
from profile_service.domain.values.money import minor_units
from profile_service.domain.values.times import read_time

TRANSACTIONS = (
    "household_id", "store_id", "basket_id", "product_id", "quantity", "sales_value", "retail_disc", "coupon_disc",
    "coupon_match_disc", "week", "transaction_timestamp",
)  # fmt: skip
REDEMPTIONS = ("household_id", "coupon_upc", "campaign_id", "redemption_date")
CAMPAIGNS = ("campaign_id", "household_id")


def demographics(rows: Iterable[Row]) -> Iterator[Item | Rejected]:
    return item_per_row(rows, lambda row: Item(row.line, (household(row),)))


def transactions(rows: Iterable[Row], known: Households, products: Mapping[str, str]) -> Iterator[Item | Rejected]:
    """One item per basket, whose rows lie together; a basket of which any row is unfit is rejected whole."""
    done: set[str] = set()
    for id, group in groupby(rows, lambda row: row.get("basket_id") or f"line {row.line}"):
        basket = list(group)
        yield item_from_rows(basket, partial(_basket, basket, known, products, again=id in done))
        done.add(id)


def redemptions(rows: Iterable[Row], known: Households) -> Iterator[Item | Rejected]:
    def item(row: Row) -> Item:
        id, coupon, campaign = row.need("household_id"), row.need("coupon_upc"), row.need("campaign_id")
        at = row.parse("redemption_date", read_time)
        event = Interaction(
            key=f"{SOURCE}:redemption:{id}:{coupon}:{campaign}:{at[:10]}",
            record=record_key(SOURCE, id),
            kind="coupon_redemption",
            occurred_at=at,
            channel="store",
            task="purchase",
            direction="two-way",
            about=(Subject("Coupon", f"{SOURCE}:{coupon}"),),
            details={"campaign_id": campaign},
        )
        return Item(row.line, known.first_seen(id), (event,))

    return item_per_row(rows, item)


def campaigns(rows: Iterable[Row], known: Households, described: Mapping[str, Row]) -> Iterator[Item | Rejected]:
    def item(row: Row) -> Item:
        id, campaign = row.need("household_id"), row.need("campaign_id")
        description = described.get(campaign)
        if description is None:
            raise BadCell("campaign_id", "campaign_id is not among the campaign_descriptions, so its time is unknown")
        event = Interaction(
            key=f"{SOURCE}:campaign:{campaign}:{id}",
            record=record_key(SOURCE, id),
            kind="campaign",
            occurred_at=description.parse("start_date", read_time),
            channel="mail",
            task="inform",
            direction="one-way",
            details={"campaign_id": campaign} | _described(description),
        )
        return Item(row.line, known.first_seen(id), (event,))

    return item_per_row(rows, item)


def _basket(rows: Sequence[Row], known: Households, products: Mapping[str, str], *, again: bool) -> Item:
    if again:
        raise InvalidInput("the rows of this basket do not lie together; sort the file by basket_id")
    head = rows[0]
    id, basket = head.need("household_id"), head.need("basket_id")
    totals = [_cents(row, "sales_value") for row in rows]
    lines = tuple(_line(row, total, products) for row, total in zip(rows, totals, strict=True))
    sale = Transaction(
        key=f"{SOURCE}:basket:{basket}",
        record=record_key(SOURCE, id),
        kind="order",
        occurred_at=head.parse("transaction_timestamp", read_time),
        channel="store",
        task="purchase",
        direction="two-way",
        details=_details(rows, lines, totals),
        number=basket,
        currency="USD",
        total_minor=sum(totals),
        discount_minor=sum(line.discount_minor for line in lines),
        lines=lines,
    )
    return Item(head.line, known.first_seen(id), (sale,), len(rows))


def _line(row: Row, total: int, products: Mapping[str, str]) -> Line:
    units = row.parse("quantity", quantity)
    discount = _cents(row, "retail_disc") + _cents(row, "coupon_match_disc")
    product = row.need("product_id")
    price = round((total + discount) / units) if units else 0
    return Line(Subject("Product", f"{SOURCE}:{product}", products.get(product, "")), units, price, discount)


def _details(rows: Sequence[Row], lines: Sequence[Line], totals: Sequence[int]) -> dict[str, Json]:
    details: dict[str, Json] = {"store_id": rows[0].get("store_id"), "week": rows[0].get("week")}
    if coupons := sum(_cents(row, "coupon_disc") for row in rows):
        details["manufacturer_coupons_minor"] = coupons
    if any(x.quantity * x.price_minor - x.discount_minor != total for x, total in zip(lines, totals, strict=True)):
        details["line_totals_minor"] = list(totals)
    return details


def _cents(row: Row, column: str) -> int:
    value = row.cells.get(column)
    if isinstance(value, float | int) and abs(value) < 1e13:
        return round(value * 100)
    return row.parse(column, lambda text: minor_units(text, "USD"))


def _described(description: Row) -> dict[str, Json]:
    return {name: text for name in ("campaign_type", "end_date") if (text := description.get(name))}


def _line_of_text(row: Row) -> str:
    return row.text if row.text.endswith("\n") else row.text + "\n"
