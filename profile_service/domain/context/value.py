"""The customer's value to the retailer, in the currency that they spend most in. Totals come from the tallies."""

from collections import Counter
from dataclasses import dataclass

from profile_service.domain.context.history import History
from profile_service.domain.profile.tallies import Tally
from profile_service.domain.sources.events import Transaction

FREQUENCY_YEARS = 1
"""Frequency and monetary value count so many years of months, with the present one."""


@dataclass(frozen=True, slots=True)
class Value:
    """Money in minor units of `currency`; all is None or 0 where nothing was bought.

    `recency_days` since the last order; `frequency`: orders of the last twelve months; `monetary_minor`: their total.
    RFM: Hughes, "Strategic Database Marketing" (1994); as plain values, because ranks of five need all customers.
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
    tallies = [tally for tally in history.tallies if tally.cell.currency and tally.cell.month <= history.now[:7]]
    currency = _main_currency(tallies)
    orders = [tally for tally in tallies if tally.cell.currency == currency and tally.cell.kind == "order"]
    returns = [tally for tally in tallies if tally.cell.currency == currency and tally.cell.kind == "return"]
    recent = [tally for tally in orders if tally.cell.month > _month_before(history.now)]
    latest = [order for order in history.orders if order.currency == currency]
    count, paid = _count(orders), _paid_minor(orders)
    return Value(
        currency=currency,
        recency_days=int(history.days_since(latest[0].occurred_at)) if latest else None,
        frequency=_count(recent),
        monetary_minor=_paid_minor(recent),
        orders=count,
        lifetime_minor=paid + _paid_minor(returns),
        average_minor=round(paid / count) if count else None,
        discount_share=_discount_share(latest),
        return_rate=round(_count(returns) / count, 2) if count else None,
        reason=f"{count} orders by the tallies; discounts and recency by the latest {len(latest)}",
        evidence=tuple(order.key for order in latest),
    )


def _main_currency(tallies: list[Tally]) -> str | None:
    """The currency of most orders, of equals the first by name; None without orders."""
    orders: Counter[str] = Counter()
    for tally in tallies:
        if tally.cell.kind == "order":
            orders[tally.cell.currency] += tally.count
    return min(orders, key=lambda currency: (-orders[currency], currency)) if orders else None


def _count(tallies: list[Tally]) -> int:
    return sum(tally.count for tally in tallies)


def _paid_minor(tallies: list[Tally]) -> int:
    return sum(tally.paid_minor for tally in tallies)


def _month_before(now: str) -> str:
    """The month before the first one that counts for the frequency: `2025-11` of a time in November 2026."""
    return f"{int(now[:4]) - FREQUENCY_YEARS:04d}{now[4:7]}"


def _discount_share(orders: list[Transaction]) -> float | None:
    """Discounts in what the orders would have cost without them; None where that is nothing."""
    discounts = sum(_discount(order) for order in orders)
    full = sum(order.total_minor for order in orders) + discounts
    return round(discounts / full, 2) if full > 0 else None


def _discount(order: Transaction) -> int:
    return order.discount_minor or sum(line.discount_minor for line in order.lines)
