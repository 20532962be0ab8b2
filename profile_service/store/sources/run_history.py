"""Load runs as they are read: the newest first, or one by its id."""

from dataclasses import dataclass

from profile_service.domain.sources.load_runs import LoadRun
from profile_service.store.engine.store import Store
from profile_service.store.sources.runs import load_run

_NEWEST = """
MATCH (l:LoadRun)
WHERE l.id < $before
RETURN properties(l) AS run
ORDER BY l.id DESC
LIMIT $limit
"""
_AFTER_ALL = "~"


async def newest(store: Store, limit: int, before: str | None = None) -> list[LoadRun]:
    """Runs that started before the one with the id `before`, newest first; ids are UUIDv7, so they sort by time."""
    rows = await store.read(_NEWEST, limit=limit, before=before or _AFTER_ALL)
    return [load_run(row["run"]) for row in rows]


_UNDER_WAY = """
MATCH (l:LoadRun)
WHERE l.state IN ['running', 'undoing']
RETURN properties(l) AS run
"""


async def under_way(store: Store) -> list[LoadRun]:
    """The runs that are neither over nor taken back."""
    return [load_run(row["run"]) for row in await store.read(_UNDER_WAY)]


@dataclass(frozen=True, slots=True)
class RunTotals:
    """All runs in one state: how many, and their rows; `left`: rows that are not read yet."""

    state: str
    runs: int
    batches: int
    read: int
    loaded: int
    changed: int
    unchanged: int
    rejected: int
    left: int


_TOTALS = """
MATCH (l:LoadRun)
RETURN l.state AS state, count(l) AS runs, sum(coalesce(l.batch, 0)) AS batches, sum(coalesce(l.read, 0)) AS read,
  sum(coalesce(l.loaded, 0)) AS loaded, sum(coalesce(l.changed, 0)) AS changed,
  sum(coalesce(l.unchanged, 0)) AS unchanged, sum(coalesce(l.rejected, 0)) AS rejected,
  sum(coalesce(l.rows, l.read, 0) - coalesce(l.read, 0)) AS left
"""


async def totals(store: Store) -> list[RunTotals]:
    """What became of all loads so far, by the state of their runs."""
    return [RunTotals(**row.data()) for row in await store.read(_TOTALS)]


_ONE = """
MATCH (l:LoadRun {id: $id})
RETURN properties(l) AS run
"""


async def one(store: Store, id: str) -> LoadRun | None:
    """The run with this id; None where there is none."""
    rows = await store.read(_ONE, id=id)
    return load_run(rows[0]["run"]) if rows else None
