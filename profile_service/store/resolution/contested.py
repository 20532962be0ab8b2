"""Marks of the last resolution: contested identifiers, whose holders were not all merged, and ended claims."""

from collections.abc import Collection, Iterable, Mapping

from profile_service.store.engine.store import WriteTransaction

_CONTESTED = """
UNWIND $rows AS row
MATCH (i:Identifier {key: row.key})
SET i.contested = row.since, i.obstacle = row.obstacle
"""
_SETTLED = """
UNWIND $keys AS key
MATCH (i:Identifier {key: key})
SET i.settled_since = CASE WHEN $decision IS NULL THEN null ELSE i.contested END,
  i.settled_in = $decision
SET i.contested = null, i.obstacle = null
"""


async def mark_contested(tx: WriteTransaction, marks: Mapping[str, tuple[str | None, str | None]]) -> None:
    """Mark identifiers, by key, with the time since when they are contested and the obstacle; None and None take the
    mark away. Where a decision does that, the identifier keeps the time and the decision, for an undo."""
    rows = [
        {"key": key, "since": since, "obstacle": obstacle} for key, (since, obstacle) in sorted(marks.items()) if since
    ]
    if rows:
        await tx.run(_CONTESTED, rows=rows)
    if settled := sorted(key for key, (since, _) in marks.items() if since is None):
        await tx.run(_SETTLED, keys=settled, decision=tx.decision or None)


_SETTLED_IN = """
UNWIND $records AS key
MATCH (:SourceRecord {key: key})-[:HAS]->(i:Identifier)
WHERE i.settled_in IN $decisions
WITH DISTINCT i, i.settled_since AS since, i.contested IS NOT NULL AS waits
SET i.contested = CASE WHEN waits THEN since ELSE null END,
  i.settled_in = CASE WHEN waits THEN null ELSE $decision END,
  i.settled_since = CASE WHEN waits OR $decision IS NULL THEN null ELSE since END
"""


async def keep_waiting_times(tx: WriteTransaction, records: Collection[str], root: str, *, is_undone: bool) -> None:
    """After the decision `root` was undone, or made to hold again: of the identifiers of these records (keys) those
    that it had settled and that are contested again wait since they did before; those that this transaction settled are
    as settled by it, where it holds."""
    settled_by = None if is_undone else root
    await tx.run(_SETTLED_IN, records=sorted(records), decisions=[root, tx.decision], decision=settled_by)


_ENDED = """
UNWIND $rows AS row
MATCH (r:SourceRecord {key: row.record})-[h:HAS]->(i:Identifier {key: row.identifier})
SET h.ended_at = row.at
"""


async def end_claims(tx: WriteTransaction, ends: Iterable[tuple[str, str, str | None]]) -> None:
    """End claims, each given by record key and identifier key, from a time on; with None the claim holds again."""
    rows = [{"record": r, "identifier": i, "at": at} for r, i, at in ends]
    if rows:
        await tx.run(_ENDED, rows=rows)
