"""What the customer is worth to us, in the currency that they spend most in. Totals come from the tallies."""

from collections import Counter
from dataclasses import dataclass

from profile_service.domain.context.history import History
from profile_service.domain.profile.tallies import Tally
from profile_service.domain.sources.events import Transaction
from profile_service.domain.values.times import days_between


@dataclass(frozen=True, slots=True)
class Value:
    """Money in minor units of `currency`; all is None or 0 where nothing was bought.

    `recency_days` since the last order; `frequency`: orders of the last twelve months; `monetary_minor`: their total.
    RFM: Hughes, "Strategic Database Marketing" (1994); as plain values, for ranks of five need all customers.
    `lifetime_minor`: orders less returns so far.
    `discount_share`: discounts in what the latest orders would have cost; `return_rate`: returns for each order.
    """

    currency: str | None
    recency_days: int | None
    frequency: int
    monetary_minor: int
    orders: int
    lifetime_minor: int
    average_minor: int | None
    discount_share: float | None
    return_rate: float | None
    reason: str
    evidence: tuple[str, ...]


def value(history: History) -> Value:
    known = [tally for tally in history.tallies if tally.cell.currency and tally.cell.month <= history.now[:7]]
    currency = _main_currency(known)
    cells = [tally for tally in known if tally.cell.currency == currency]
    orders = sum(tally.count for tally in cells if tally.cell.kind == "order")
    spent, returned = _total(cells, "order"), _total(cells, "return")
    year = [tally for tally in cells if tally.cell.kind == "order" and tally.cell.month > _a_year_before(history.now)]
    latest = [order for order in history.orders if order.currency == currency]
    return Value(
        currency=currency,
        recency_days=int(days_between(latest[0].occurred_at, history.now)) if latest else None,
        frequency=sum(tally.count for tally in year),
        monetary_minor=sum(tally.total_minor for tally in year),
        orders=orders,
        lifetime_minor=spent - returned,
        average_minor=round(spent / orders) if orders else None,
        discount_share=_discount_share(latest),
        return_rate=round(sum(t.count for t in cells if t.cell.kind == "return") / orders, 2) if orders else None,
        reason=f"{orders} orders by the tallies; discounts and recency by the latest {len(latest)}",
        evidence=tuple(order.key for order in latest),
    )


def _main_currency(tallies: list[Tally]) -> str | None:
    spent: Counter[str] = Counter()
    for tally in tallies:
        if tally.cell.kind == "order":
            spent[tally.cell.currency] += tally.count
    return min(spent, key=lambda each: (-spent[each], each)) if spent else None


def _total(cells: list[Tally], kind: str) -> int:
    """Positive: some sources write what was given back as a negative amount."""
    return sum(abs(tally.total_minor) for tally in cells if tally.cell.kind == kind)


def _a_year_before(now: str) -> str:
    """The same month of the year before."""
    return f"{int(now[:4]) - 1:04d}{now[4:7]}"


def _discount_share(orders: list[Transaction]) -> float | None:
    discounts = sum(_discount(order) for order in orders)
    full = sum(order.total_minor for order in orders) + discounts
    return round(discounts / full, 2) if full > 0 else None


def _discount(order: Transaction) -> int:
    return order.discount_minor or sum(line.discount_minor for line in order.lines)
