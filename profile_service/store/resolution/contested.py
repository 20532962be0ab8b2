"""Marks of the last resolution: contested identifiers, whose holders were not all merged, and ended claims."""

from collections.abc import Iterable, Mapping

from profile_service.store.engine.store import WriteTransaction

_CONTESTED = """
UNWIND $rows AS row
MATCH (i:Identifier {key: row.key})
SET i.contested = row.since, i.obstacle = row.obstacle
"""


async def mark_contested(tx: WriteTransaction, marks: Mapping[str, tuple[str | None, str | None]]) -> None:
    """Mark identifiers, by key, with the time since when they are contested and the obstacle; None and None take the
    mark away."""
    rows = [{"key": key, "since": since, "obstacle": obstacle} for key, (since, obstacle) in sorted(marks.items())]
    if rows:
        await tx.run(_CONTESTED, rows=rows)


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
