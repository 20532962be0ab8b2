"""What the last resolution left open: identifiers that join less than they name, and claims that have ended."""

from collections.abc import Iterable, Mapping
from typing import Any

from profile_service.store.engine.store import WriteTransaction

_CONTESTED = """
UNWIND $rows AS row
MATCH (i:Identifier {key: row.key})
SET i.contested = row.since, i.obstacle = row.obstacle
"""


async def mark_contested(tx: WriteTransaction, contests: Mapping[str, tuple[str, str] | None]) -> None:
    """Identifier key → since when it is contested and by which obstacle, or None where it is so no more."""
    rows = [
        {"key": key, "since": told[0] if told else None, "obstacle": told[1] if told else None}
        for key, told in sorted(contests.items())
    ]
    if rows:
        await tx.run(_CONTESTED, rows=rows)


_ENDED = """
UNWIND $rows AS row
MATCH (r:SourceRecord {key: row.record})-[h:HAS]->(i:Identifier {key: row.identifier})
SET h.ended_at = row.at
"""


async def end_claims(tx: WriteTransaction, ends: Iterable[tuple[str, str, str | None]]) -> None:
    """Record key, identifier key, and the time from which the claim holds no more; None where it holds again."""
    rows: list[dict[str, Any]] = [{"record": r, "identifier": i, "at": at} for r, i, at in ends]
    if rows:
        await tx.run(_ENDED, rows=rows)
