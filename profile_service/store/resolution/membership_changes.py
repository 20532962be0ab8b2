"""Changes of profiles and of the records in them: created, moved, merged away and brought back."""

from collections.abc import Collection, Iterable, Mapping

from profile_service.domain.resolution.profile_ids import FormerProfile
from profile_service.store.engine.store import Read, WriteTransaction

_CREATE = """
UNWIND $ids AS id
CREATE (:Profile {id: id, version: 1, created_at: $now, updated_at: $now})
"""


async def create(tx: WriteTransaction, ids: Iterable[str], now: str) -> None:
    """Create profiles without records."""
    rows = sorted(ids)
    if rows:
        await tx.run(_CREATE, ids=rows, now=now)


_LEAVE = """
UNWIND $rows AS row
MATCH (:SourceRecord {key: row.record})-[of:OF]->(:Profile)
DELETE of
"""
_JOIN = """
UNWIND $rows AS row
MATCH (r:SourceRecord {key: row.record})
MATCH (p:Profile {id: row.profile})
CREATE (r)-[:OF]->(p)
"""


async def move(tx: WriteTransaction, moves: Mapping[str, str]) -> None:
    """Move stored records, record key → profile id. Their events move with them, untouched."""
    rows = [{"record": record, "profile": profile} for record, profile in sorted(moves.items())]
    if rows:
        await tx.run(_LEAVE, rows=rows)
        await tx.run(_JOIN, rows=rows)


_MERGED = """
UNWIND $rows AS row
MATCH (old:Profile {id: row.old})
MATCH (survivor:Profile {id: row.survivor})
CREATE (old)-[:MERGED_INTO {at: $now, records: row.records}]->(survivor)
"""


async def retire(
    tx: WriteTransaction, merged: Mapping[str, str], records: Mapping[str, Collection[str]], now: str
) -> None:
    """Let emptied ids, each given with its survivor, lead to the survivor from now on. `records`: old id → keys of the
    records that it brought into the merge, by which a later split finds the id again."""
    rows = [
        {"old": old, "survivor": survivor, "records": sorted(records[old])} for old, survivor in sorted(merged.items())
    ]
    if rows:
        await tx.run(_MERGED, rows=rows, now=now)


_FORMER = """
UNWIND $ids AS id
MATCH (:Profile {id: id})<-[:MERGED_INTO*1..]-(old:Profile)
MATCH (old)-[m:MERGED_INTO]->(:Profile)
RETURN old.id AS id, m.records AS records, m.at AS at
"""


async def former(read: Read, ids: Collection[str]) -> dict[str, FormerProfile]:
    """The ids that were merged into these profiles, in one step or several, each with its records at that time."""
    rows = await read(_FORMER, ids=sorted(ids))
    return {row["id"]: FormerProfile(frozenset(row["records"] or ()), row["at"]) for row in rows}


_REVIVE = """
UNWIND $ids AS id
MATCH (p:Profile {id: id})-[m:MERGED_INTO]->(:Profile)
SET p.version = p.version + 1, p.updated_at = $now
DELETE m
"""


async def revive(tx: WriteTransaction, ids: Collection[str], now: str) -> None:
    """Make profiles again of ids that were merged away."""
    if ids:
        await tx.run(_REVIVE, ids=sorted(ids), now=now)
