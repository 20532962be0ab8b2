"""The customer's value to the retailer, in the currency that they spend most in. Totals come from the tallies."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from profile_service.domain.context.history import History
from profile_service.domain.profile.tallies import Tally, purchase_count, spend_by_currency
from profile_service.domain.sources.events import Transaction
from profile_service.domain.values.quantities import counted

FREQUENCY_YEARS = 1
"""Frequency and monetary value count so many years of months, with the present one."""


@dataclass(frozen=True, slots=True)
class Value:
    """Of the orders that count as purchases, in every currency. Money in minor units of `currency`, of what was paid in
    it; all is None or 0 where nothing was bought.

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
    by_record = [[tally for tally in tallies if _is_past(tally, history)] for tallies in history.record_tallies]
    tallies = [tally for tallies in by_record for tally in tallies]
    purchases = [tally for tally in tallies if tally.is_purchases]
    currency = _main_currency(tally for tally in purchases if tally.has_amount)
    in_currency = [tally for tally in purchases if tally.cell.currency == currency]
    recent = [tally for tally in purchases if tally.cell.month > _month_before(history.now)]
    latest = [order for order in history.purchases if order.currency == currency]
    return Value(
        currency=currency,
        recency_days=int(history.days_since(history.purchases[0].occurred_at)) if history.purchases else None,
        frequency=_count(recent),
        monetary_minor=_total_minor(tally for tally in recent if tally.cell.currency == currency),
        orders=_count(purchases),
        lifetime_minor=spend_by_currency(by_record).get(currency, 0) if currency else 0,
        average_minor=round(_total_minor(in_currency) / _count(in_currency)) if in_currency else None,
        discount_share=_discount_share(latest),
        return_rate=_return_rate(tallies),
        reason=_reason(purchases, len(latest)),
        evidence=tuple(order.key for order in history.purchases),
    )


def _reason(purchases: Sequence[Tally], latest: int) -> str:
    unknown = _count(tally for tally in purchases if not tally.has_amount)
    of_unknown_amount = f", {unknown} of unknown amount" if unknown else ""
    orders = f"{counted(_count(purchases), 'order')} by the tallies{of_unknown_amount}"
    return f"{orders}; discounts and recency by the latest {latest}"


def _is_past(tally: Tally, history: History) -> bool:
    return bool(tally.cell.currency) and tally.cell.month <= history.now[:7]


def _return_rate(tallies: Sequence[Tally]) -> float | None:
    """Returns for each order that was paid, whether its money was given back since or not; None without one. An order
    that its source calls refunded is a return, where no return is told of beside it."""
    refunded = sum(tally.count for tally in tallies if tally.is_refunded and tally.cell.kind == "order")
    returns = sum(tally.count for tally in tallies if tally.counts and tally.cell.kind == "return")
    paid = purchase_count(tallies) + refunded
    return round(max(returns, refunded) / paid, 2) if paid else None


def _main_currency(purchases: Iterable[Tally]) -> str | None:
    """The currency of most orders, of equals the first by name; None without orders."""
    orders: Counter[str] = Counter()
    for tally in purchases:
        orders[tally.cell.currency] += tally.count
    return min(orders, key=lambda currency: (-orders[currency], currency)) if orders else None


def _count(tallies: Iterable[Tally]) -> int:
    return sum(tally.count for tally in tallies)


def _total_minor(tallies: Iterable[Tally]) -> int:
    return sum(tally.total_minor for tally in tallies)


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
