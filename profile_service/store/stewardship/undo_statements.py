"""Merges and consents that a load run stated, which are taken back with it."""

from collections.abc import Collection, Iterable
from typing import NamedTuple

from profile_service.store.engine.store import Read, WriteTransaction


class StatedMerge(NamedTuple):
    """An active judgement that the run's source stated: its id, and its records (keys)."""

    id: str
    left: str
    right: str


_MERGES = """
UNWIND $keys AS key
MATCH (a:SourceRecord {key: key})-[j:SAME_AS {run: $run}]->(b:SourceRecord)
WHERE j.retracted_at IS NULL
RETURN j.id AS id, a.key AS left, b.key AS right
"""


async def merges(read: Read, run: str, keys: Collection[str]) -> list[StatedMerge]:
    """The run's merges that have one of the records (keys) as the left one, sorted by id."""
    rows = await read(_MERGES, run=run, keys=sorted(keys)) if keys else []
    return sorted(StatedMerge(id=row["id"], left=row["left"], right=row["right"]) for row in rows)


_UNDO_MERGES = """
UNWIND $rows AS row
MATCH (:SourceRecord {key: row.left})-[j:SAME_AS {id: row.id}]->(:SourceRecord)
SET j.retracted_at = $at, j.retracted_by = $by, j.undone = true
"""


async def undo_merges(tx: WriteTransaction, merges: Iterable[StatedMerge], at: str, by: str) -> None:
    """Retract the merges. They stay readable, and the source may state them again."""
    rows = [{"id": merge.id, "left": merge.left} for merge in merges]
    if rows:
        await tx.run(_UNDO_MERGES, rows=rows, at=at, by=by)


# A withdrawal stays, whichever run stated it: taking it back would subscribe somebody again.
_GRANTS = """
UNWIND $keys AS key
MATCH (r:SourceRecord {key: key})-[c:CONSENTED {run: $run}]->()
WHERE c.status = 'granted'
"""
_COUNT_GRANTS = f"""
{_GRANTS}
RETURN count(c) AS granted
"""


async def grants(read: Read, run: str, keys: Collection[str]) -> int:
    """How many permissions of these records (keys) the run stated."""
    return int((await read(_COUNT_GRANTS, run=run, keys=sorted(keys)))[0]["granted"]) if keys else 0


_DELETE_GRANTS = f"""
{_GRANTS}
AND c.before IS NULL
DELETE c
"""
# `before`: status, time, evidence and run of the consent that the permission replaced; '' stands for none.
_RESTORE_GRANTS = f"""
{_GRANTS}
AND c.before IS NOT NULL
WITH c, c.before AS before
SET c.status = before[0], c.at = CASE before[1] WHEN '' THEN null ELSE before[1] END, c.evidence = before[2],
  c.run = CASE before[3] WHEN '' THEN null ELSE before[3] END, c.before = null
"""


async def undo_grants(tx: WriteTransaction, run: str, keys: Collection[str]) -> None:
    """Delete the permissions of these records (keys) that the run stated; a consent that one replaced holds again."""
    if keys:
        await tx.run(_DELETE_GRANTS, run=run, keys=sorted(keys))
        await tx.run(_RESTORE_GRANTS, run=run, keys=sorted(keys))
