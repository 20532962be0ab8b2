"""WooCommerce orders (CSV): the download of Analytics, Orders, in English.

An order names its customer by name alone, which is no identifier: two Ann Smiths are two people. So each order has a
record of its own, `woocommerce:order:1001`, for a steward to merge. The export has quantities but no prices of
products, and a currency only as a sign; `$` is the dollar of the country that is given with --country, or else of the
United States.
"""

import re
from collections.abc import Iterable, Iterator

from loaders.build.amounts import cell_amount, quantity
from loaders.build.items import item_per_row
from loaders.build.record_builder import RecordBuilder
from loaders.build.record_defaults import RecordDefaults
from loaders.formats.rows import BadCell, Row
from profile_service.domain.sources.events import Json, Line, Subject, Transaction
from profile_service.domain.sources.items import Item, Rejected
from profile_service.domain.values.times import read_time

SOURCE = "woocommerce"
COLUMNS = ("Date", "Order #", "Status", "Customer", "Product(s)", "Net Sales")
MARKS = ("N. Revenue (formatted)", "Customer type", "Items sold", "Coupon(s)", "Attribution")
_REVENUE = "N. Revenue (formatted)"
_PRODUCT = re.compile(r"(\d+(?:\.\d+)?)\s*[×x]\s+(.+)", re.DOTALL)
_SIGNS = {
    "€": "EUR",
    "£": "GBP",
    "¥": "JPY",
    "₹": "INR",
    "zł": "PLN",
    "₺": "TRY",
    "R$": "BRL",
    "Kč": "CZK",
    "CHF": "CHF",
}
_DOLLARS = {"AU": "AUD", "CA": "CAD", "NZ": "NZD", "SG": "SGD", "HK": "HKD", "MX": "MXN"}
_CROWNS = {"SE": "SEK", "NO": "NOK", "DK": "DKK", "IS": "ISK"}
_DETAILS = {
    "customer_type": "Customer type",
    "items": "Items sold",
    "coupons": "Coupon(s)",
    "attribution": "Attribution",
}
_NO_PRICES: dict[str, Json] = {"prices": "not in the export"}


def items(rows: Iterable[Row], defaults: RecordDefaults) -> Iterator[Item | Rejected]:
    """One item, or rejection, for each order."""
    return item_per_row(rows, lambda row: order(row, defaults))


def order(row: Row, defaults: RecordDefaults) -> Item:
    """One record and one transaction; where money was given back, a negative amount, it is a `return`."""
    number = row.require("Order #").removeprefix("#").strip()
    ordered_at = row.parse("Date", read_time)
    currency = _currency(row, defaults.country)
    row.require("Net Sales")
    total = cell_amount(row, "Net Sales", currency) or 0
    builder = RecordBuilder(defaults=defaults)
    builder.add_attribute("name", row.get("Customer"))
    record = builder.build(SOURCE, f"order:{number}", ordered_at)
    kind = "return" if total < 0 else "order"
    sale = Transaction(
        key=f"{SOURCE}:{kind}:{number}",
        record=record.key,
        kind=kind,
        occurred_at=ordered_at,
        channel="web",
        task="return" if total < 0 else "purchase",
        direction="two-way",
        details={detail: text for detail, column in _DETAILS.items() if (text := row.get(column))} | _NO_PRICES,
        number=f"#{number}",
        status=row.get("Status").casefold() or None,
        currency=currency,
        total_minor=abs(total),
        lines=tuple(product_lines(row.get("Product(s)"))),
    )
    return Item(row.line, (record,), (sale,))


def product_lines(cell: str) -> Iterator[Line]:
    """`2× Mug, blue, 1× Tent` → two of `Mug, blue`, one Tent: a comma separates products only before a quantity.

    Raises BadCell where a part is not of this form.
    """
    for part in re.split(r",\s*(?=\d+(?:\.\d+)?\s*×\s)", cell):
        if not (match := _PRODUCT.fullmatch(part.strip())):
            if part.strip():
                raise BadCell("Product(s)", "Product(s): not of the form 2× Name, 1× Name")
            continue
        name = match[2].strip()
        yield Line(Subject("Product", f"{SOURCE}:{name}", name), quantity(match[1]), 0)


def _currency(row: Row, country: str | None) -> str:
    """The currency (ISO 4217) of the sign that stands with the formatted revenue."""
    text = row.get(_REVENUE)
    sign = re.sub(r"[\d.,\s'’-]", "", text)
    if sign in _SIGNS:
        return _SIGNS[sign]
    if re.fullmatch(r"[A-Z]{3}", sign):
        return sign
    if sign == "kr" and country in _CROWNS:
        return _CROWNS[country]
    if sign == "$":
        return _DOLLARS.get(country or "", "USD")
    raise BadCell(_REVENUE, f"{_REVENUE}: its currency is not known; give the shop's country with --country")
