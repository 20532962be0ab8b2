"""`python -m tests.bench.next_step`: how often the likely next step is the one that was taken.

Real steps of The Complete Journey: baskets and coupon redemptions, once by their kind, once by their kind and the
department that most of the basket's money went to. Every step of November and December is foretold from the 30 before.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from math import log2
from typing import TypeAlias

import duckdb

from loaders.demo.real_households import source_dir
from profile_service.domain.context.history import WINDOWS
from profile_service.domain.context.next_step import LEAST_STEPS, CandidateStep, probabilities
from tests.bench.figures import Figures

Chances: TypeAlias = Mapping[CandidateStep, float]
_HELD_BACK = "2017-11"
_STEPS = """
SELECT household, strftime(moment, '%Y-%m') AS month, kind, department
FROM (
  SELECT t.household_id AS household, t.transaction_timestamp AS moment, 'order' AS kind,
         arg_max(department, spent) AS department
  FROM (
    SELECT household_id, basket_id, min(transaction_timestamp) AS transaction_timestamp,
           coalesce(p.department, '') AS department, sum(sales_value) AS spent
    FROM read_parquet($transactions) LEFT JOIN read_parquet($products) p USING (product_id)
    GROUP BY household_id, basket_id, coalesce(p.department, '')
  ) t
  GROUP BY t.household_id, t.basket_id, t.transaction_timestamp
  UNION ALL
  SELECT household_id, redemption_date, 'coupon_redemption', ''
  FROM read_parquet($coupon_redemptions)
)
ORDER BY household, moment, kind
"""


def measure(figures: Figures, households: int | None = None) -> None:
    """Of all households, or of the first so many: hits of ours beside those of each plain guess, and the surprise."""
    for title, of in (("kind", _kind), ("kind and department", _kind_and_department)):
        hits, bits, count = _foretell(_journeys(of, households))
        for guess in ("most frequent", "last"):
            name = f"next step, {title}: foretold (floor: {guess})"
            figures.add(name, "none", 100 * hits["ours"] / count, "%", 100 * hits[guess] / count)
        name = f"next step, {title}: surprise (floor: frequencies)"
        figures.add(name, "none", bits["ours"] / count, "bits", bits["most frequent"] / count)


def _journeys(of: Callable[[str, str], CandidateStep], households: int | None) -> list[list[tuple[str, CandidateStep]]]:
    """Of each household the months and steps, oldest first."""
    tables = {
        name: str(source_dir() / f"{name}.parquet") for name in ("transactions", "products", "coupon_redemptions")
    }
    found: dict[int, list[tuple[str, CandidateStep]]] = defaultdict(list)
    with duckdb.connect() as db:
        db.execute("SET enable_progress_bar = false")
        for household, month, kind, department in db.execute(_STEPS, tables).fetchall():
            found[household].append((month, of(kind, department)))
    return list(found.values())[:households]


def _foretell(journeys: Sequence[Sequence[tuple[str, CandidateStep]]]) -> tuple[Counter[str], dict[str, float], int]:
    """Hits of each guess, its surprise in bits, and how many steps were foretold."""
    hits: Counter[str] = Counter()
    bits = {"ours": 0.0, "most frequent": 0.0}
    count = 0
    for journey in journeys:
        for n, (month, taken) in enumerate(journey):
            if month < _HELD_BACK or n < LEAST_STEPS:
                continue
            before = [step for _, step in journey[max(0, n - WINDOWS["latest"]) : n]]
            frequencies = {step: times / len(before) for step, times in Counter(before).items()}
            chances = probabilities(before)
            count += 1
            hits["ours"] += _likely(chances) == taken
            hits["most frequent"] += _likely(frequencies) == taken
            hits["last"] += before[-1] == taken
            bits["ours"] += _surprise(chances, taken)
            bits["most frequent"] += _surprise(frequencies, taken)
    return hits, bits, count


def _likely(chances: Chances) -> CandidateStep:
    return max(sorted(chances), key=lambda step: chances[step])


def _surprise(chances: Chances, taken: CandidateStep) -> float:
    """Of a step that never occurred before, 1 in 1,000."""
    return -log2(max(chances.get(taken, 0.0), 0.001))


def _kind(kind: str, _: str) -> CandidateStep:
    return CandidateStep(kind, "")


def _kind_and_department(kind: str, department: str) -> CandidateStep:
    return CandidateStep(kind, department)


if __name__ == "__main__":
    measure(Figures())
