"""Repurchase: how often the customers of this store order again, by the orders they have and the months since the last.

A life table in months: of the customers who were silent for so many months, the share that ordered in the next one
(discrete-time hazards: Allison, "Discrete-Time Methods for the Analysis of Event Histories", Sociological Methodology
13, 1982). Counted from tallies, so that it needs no event.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import NamedTuple

from profile_service.domain.profile.tallies import Tally

HORIZON_MONTHS = 9
"""Who does not order within so many months has left."""
LEAST_AT_RISK = 100
"""A share of fewer customers than this says nothing."""
LONGEST_SILENCE_MONTHS = 36
_BANDS = (15, 8, 5, 3, 2, 1)
"""Customers are compared with those who have about as many orders: 1, 2, 3 or 4, 5 to 7, 8 to 14, 15 or more."""


class Silence(NamedTuple):
    """The least orders of the band, and the months since the last order."""

    orders: int
    months: int


@dataclass(frozen=True)
class RepurchaseTable:
    """`at_risk`: how many customers were silent for so many months; `bought`: how many of them ordered in the last of
    these months."""

    at_risk: Counter[Silence] = field(default_factory=Counter)
    bought: Counter[Silence] = field(default_factory=Counter)

    def add(self, orders: Mapping[int, int], last_month: int) -> None:
        """Count one customer: month number → orders, up to the last full month (see `month_number`)."""
        months = sorted(month for month, count in orders.items() if count > 0 and month <= last_month)
        total = 0
        for month, following in zip_longest(months, months[1:]):
            total += orders[month]
            self._add_silence(_band(total), (following or last_month) - month, ordered=following is not None)

    def _add_silence(self, band: int, months: int, *, ordered: bool) -> None:
        self.at_risk.update(Silence(band, month) for month in range(1, min(months, LONGEST_SILENCE_MONTHS) + 1))
        if ordered and months <= LONGEST_SILENCE_MONTHS:
            self.bought[Silence(band, months)] += 1

    def leave_chance(self, orders: int, silent_months: int) -> float | None:
        """The chance that a customer does not order within the HORIZON_MONTHS to come; None where too few customers
        were counted, or the customer has no order."""
        if orders < 1 or self.at_risk[Silence(1, 1)] < LEAST_AT_RISK:
            return None
        band = next(b for b in _BANDS if b <= orders and self.at_risk[Silence(b, 1)] >= LEAST_AT_RISK)
        chance = 1.0
        for month in range(silent_months + 1, silent_months + HORIZON_MONTHS + 1):
            chance *= 1 - self._share(band, month)
        return chance

    def _share(self, band: int, month: int) -> float:
        """The share that orders after so long a silence. Beyond what enough customers were seen in, it falls with the
        length of the silence, as where customers differ in how often they buy (Lomax hazard)."""
        seen = min(month, LONGEST_SILENCE_MONTHS)
        while self.at_risk[Silence(band, seen)] < LEAST_AT_RISK:
            seen -= 1
        silence = Silence(band, seen)
        return (self.bought[silence] + 0.5) / (self.at_risk[silence] + 1) * seen / month


def orders_by_month(tallies: Iterable[Tally]) -> Counter[int]:
    """Month number → orders that count as purchases."""
    counts: Counter[int] = Counter()
    for tally in tallies:
        if tally.is_purchases:
            counts[month_number(tally.cell.month)] += tally.count
    return counts


def month_number(time: str) -> int:
    """Months since the year 0 of a month or time as ISO text."""
    return int(time[:4]) * 12 + int(time[5:7])


def table_text(table: RepurchaseTable) -> str:
    """The table as lines of band, months, customers at risk and customers that bought, separated by tabs."""
    return "\n".join(
        f"{silence.orders}\t{silence.months}\t{count}\t{table.bought[silence]}"
        for silence, count in sorted(table.at_risk.items())
    )


def table_from(text: str) -> RepurchaseTable:
    table = RepurchaseTable()
    for line in text.splitlines():
        orders, months, at_risk, bought = map(int, line.split("\t"))
        table.at_risk[Silence(orders, months)] = at_risk
        table.bought[Silence(orders, months)] = bought
    return table


def _band(orders: int) -> int:
    return next(least for least in _BANDS if least <= orders)
