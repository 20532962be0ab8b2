"""What a load run told of records beside what they say: merges and consents, which are taken back with it."""

from collections.abc import Collection, Iterable
from typing import NamedTuple

from profile_service.store.engine.store import Read, WriteTransaction


class StatedMerge(NamedTuple):
    """A judgement in force that the run's source stated: its id, and its records (keys)."""

    id: str
    left: str
    right: str


_MERGES = """
UNWIND $keys AS key
MATCH (a:SourceRecord {key: key})-[j:SAME_AS {run: $run}]->(b:SourceRecord)
WHERE j.retracted_at IS NULL
RETURN j.id AS id, a.key AS left, b.key AS right
"""


async def merges(ask: Read, run: str, keys: Collection[str]) -> list[StatedMerge]:
    """Those of which one of the records is the left one."""
    rows = await ask(_MERGES, run=run, keys=sorted(keys)) if keys else []
    return sorted(StatedMerge(*row.values()) for row in rows)


_UNDO_MERGES = """
UNWIND $rows AS row
MATCH (:SourceRecord {key: row.left})-[j:SAME_AS {id: row.id}]->(:SourceRecord)
SET j.retracted_at = $at, j.retracted_by = $by, j.undone = true
"""


async def undo_merges(tx: WriteTransaction, told: Iterable[StatedMerge], at: str, by: str) -> None:
    """Retracted, they stay readable; the source may state them again."""
    rows = [{"id": each.id, "left": each.left} for each in told]
    if rows:
        await tx.run(_UNDO_MERGES, rows=rows, at=at, by=by)


# A withdrawal stands, whoever brought it: taking it back would subscribe somebody again.
_GRANTS = """
UNWIND $keys AS key
MATCH (r:SourceRecord {key: key})-[c:CONSENTED {run: $run}]->(:Purpose)
WHERE c.status = 'granted'
"""
_COUNT_GRANTS = f"{_GRANTS}RETURN count(c) AS granted"
_DELETE_GRANTS = f"{_GRANTS}AND c.before IS NULL\nDELETE c"
_RESTORE_GRANTS = f"""{_GRANTS}AND c.before IS NOT NULL
WITH c, c.before AS before
SET c.status = before[0], c.at = CASE before[1] WHEN '' THEN null ELSE before[1] END, c.evidence = before[2],
  c.run = CASE before[3] WHEN '' THEN null ELSE before[3] END, c.before = null
"""


async def grants(ask: Read, run: str, keys: Collection[str]) -> int:
    """How many permissions the run told of these records."""
    return int((await ask(_COUNT_GRANTS, run=run, keys=sorted(keys)))[0]["granted"]) if keys else 0


async def undo_grants(tx: WriteTransaction, run: str, keys: Collection[str]) -> None:
    """What was said before them holds again; that may be nothing."""
    if keys:
        await tx.run(_DELETE_GRANTS, run=run, keys=sorted(keys))
        await tx.run(_RESTORE_GRANTS, run=run, keys=sorted(keys))
