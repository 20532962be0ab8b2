"""Retention: of the customers who ordered first in a period, how many ordered in each later one. By calendar periods of
UTC: who orders on the 31st and on the 1st orders in two of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from profile_service.domain.metrics.periods import PeriodRange
from profile_service.service.metrics.period_sums import Facts

_COHORTS = """
SELECT first, period - first AS later, count(*) FROM (
  SELECT period, min(period) OVER (PARTITION BY profile) AS first FROM visit_of($1, '', $5::VARCHAR[])
)
WHERE first >= $2 AND first < $3 AND period < $4
GROUP BY ALL ORDER BY ALL
"""


@dataclass(frozen=True, slots=True)
class CohortPeriod:
    """`later`: so many periods after the first one. `customers` of the cohort ordered in it."""

    later: int
    period: str
    customers: int
    is_over: bool


@dataclass(frozen=True, slots=True)
class Cohort:
    """`customers`: who ordered first in the period. `periods`: from that one, of which all are, to the present one."""

    period: str
    customers: int
    periods: tuple[CohortPeriod, ...]


def cohorts(table: Facts, periods: PeriodRange, now: str, ids: Sequence[str] | None = None) -> list[Cohort]:
    """Of each period of the range in which somebody ordered first; `ids`: of these profiles alone. `now`: fixed-width
    UTC text."""
    end = PeriodRange.between(now, now, periods.length).end
    rows = table.rows(_COHORTS, [periods.length.slots, periods.start, min(periods.end, end), end, ids])
    found = []
    for first, cells in groupby(rows, itemgetter(0)):
        counts = {later: count for _, later, count in cells}
        later = tuple(
            CohortPeriod(
                number, periods.name(first + number), counts.get(number, 0), periods.is_over(first + number, now)
            )
            for number in range(end - first)
        )
        found.append(Cohort(periods.name(first), counts[0], later))
    return found
