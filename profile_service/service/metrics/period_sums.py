"""What the metrics of a period are made of: sums of money by currency, counts, and customers by what they did in it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Protocol, TypeAlias

from profile_service.domain.metrics.periods import PeriodRange
from profile_service.domain.sources.events import UNKNOWN_CURRENCY
from profile_service.service.metrics.fact_macros import SO_FAR


class MetricGroup(Enum):
    """By what the customers' acts are split: a customer may be in several groups, and is new in each."""

    CHANNEL = "channel"
    SOURCE = "source"


class Facts(Protocol):
    """A table of facts, of months or of days."""

    def rows(self, query: str, parameters: object = ()) -> list[tuple[Any, ...]]:
        """What a query over `facts` gives."""
        ...


Cell: TypeAlias = tuple[int, str, str]
"""Period, group and currency; the latter two may be empty."""
_MONEY = ("kept_sales", "sales", "refunds", "orders_with_amount", "first_orders")
_SUMS_OF_MONEY = """
WITH first_order AS (
  SELECT grp, currency, period, count(*) AS customers FROM (
    SELECT profile, grp, currency, min(period) AS period FROM fact_of($1, $2, $3::VARCHAR[]) WHERE orders > 0
    GROUP BY ALL
  ) GROUP BY ALL
), sums AS (
  SELECT period, grp, currency, sum(kept_sales)::BIGINT AS kept_sales, sum(sales)::BIGINT AS sales,
    sum(refunds)::BIGINT AS refunds, sum(orders)::BIGINT AS orders
  FROM fact_of($1, $2, $3::VARCHAR[]) GROUP BY ALL
)
SELECT period, grp, currency, kept_sales, sales, refunds, orders, coalesce(customers, 0)
FROM sums LEFT JOIN first_order USING (period, grp, currency)
WHERE period < $4 AND currency NOT IN ('', $5)
"""
_COUNTS = ("orders", "returns", "contacts", "paid_orders")
_SUMS_OF_COUNTS = """
SELECT period, grp, sum(orders)::BIGINT, sum(returns)::BIGINT, sum(contacts)::BIGINT, sum(paid_orders)::BIGINT
FROM fact_of($1, $2, $3::VARCHAR[]) WHERE period < $4 GROUP BY ALL
"""
_CUSTOMERS = """
SELECT period, grp, mark, count(*) FROM customer_mark_of($1, $2, $3::VARCHAR[]) WHERE period < $4 GROUP BY ALL
"""
_CUSTOMERS_BEHIND = """
SELECT DISTINCT profile FROM (
  FROM customer_mark_of($1, $2, $3::VARCHAR[]) UNION ALL FROM act_mark_of($1, $2, $3::VARCHAR[])
)
WHERE mark = $4 AND (period = $5 OR mark = $6 AND period < $5) AND grp = $7 AND profile > $8
ORDER BY profile
LIMIT $9
"""


@dataclass(slots=True)
class PeriodSums:
    """Cell → column → sum. `groups` and `currencies`: of all that is counted, sorted."""

    cells: dict[Cell, dict[str, int]] = field(default_factory=lambda: defaultdict(dict))
    groups: list[str] = field(default_factory=list)
    currencies: list[str] = field(default_factory=list)

    def value(self, cell: Cell, column: str) -> int:
        return self.cells.get(cell, {}).get(column, 0)


def period_sums(
    table: Facts, periods: PeriodRange, group: MetricGroup | None, ids: Sequence[str] | None = None
) -> PeriodSums:
    """Of the periods of the range, from all that came before their end; `ids`: of these profiles alone. The table has
    days, or months, as the periods do."""
    sums = PeriodSums()
    asked = [*_asked(periods, group, ids), periods.end]
    for period, name, *counts in table.rows(_SUMS_OF_COUNTS, asked):
        sums.cells[period, name, ""] |= dict(zip(_COUNTS, counts, strict=True))
    for period, name, mark, customers in table.rows(_CUSTOMERS, asked):
        sums.cells[period, name, ""][mark] = customers
    for period, name, currency, *money in table.rows(_SUMS_OF_MONEY, [*asked, UNKNOWN_CURRENCY]):
        columns = dict(zip(_MONEY, money, strict=True))
        sums.cells[period, name, currency] |= columns | {"revenue": columns["sales"] - columns["refunds"]}
    sums.groups = sorted({name for _, name, _ in sums.cells}) or ([] if group else [""])
    sums.currencies = sorted({currency for _, _, currency in sums.cells if currency})
    _accumulate(sums, periods)
    return sums


@dataclass(frozen=True, slots=True)
class Behind:
    """Customers with a mark in the first period of the range, in a group of this name; `ids`: of these alone."""

    mark: str
    periods: PeriodRange
    group: MetricGroup | None = None
    name: str = ""
    ids: Sequence[str] | None = None


def customers_behind(table: Facts, behind: Behind, after: str, first: int) -> list[str]:
    """Their ids, in the order of ids, after one of them."""
    asked = _asked(behind.periods, behind.group, behind.ids)
    parameters = [*asked, behind.mark, behind.periods.start, SO_FAR, behind.name, after, first]
    return [id for (id,) in table.rows(_CUSTOMERS_BEHIND, parameters)]


def _asked(periods: PeriodRange, group: MetricGroup | None, ids: Sequence[str] | None) -> list[object]:
    return [periods.length.slots, group.value if group else "", ids]


def _accumulate(sums: PeriodSums, periods: PeriodRange) -> None:
    """Give the periods what came to them from the beginning on."""
    so_far: Mapping[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    earliest = min((period for period, _, _ in sums.cells), default=periods.start)
    for period in range(min(earliest, periods.start), periods.end):
        for group in sums.groups:
            for currency in sums.currencies:
                cell, total = (period, group, currency), so_far[group, currency]
                total[0] += sums.value(cell, "revenue")
                total[1] += sums.value(cell, "first_orders")
                sums.cells[cell] |= {"revenue_so_far": total[0], "customers_so_far": total[1]}
