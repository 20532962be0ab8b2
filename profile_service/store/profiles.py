"""Profiles as groupings of records: who belongs together now, and regrouping them."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from profile_service.domain.identifiers import Identifier
from profile_service.store.door import Transaction


@dataclass(frozen=True, slots=True)
class Member:
    """A stored record with its profile and identifiers."""

    record: str
    profile: str
    identifiers: frozenset[Identifier]


# Both start at a unique key, and lead to whole profiles: a person is resolved from all that is known of them.
_BY_IDENTIFIER = """
UNWIND $keys AS key
MATCH (:Identifier {key: key})<-[:HAS]-(:SourceRecord)-[:OF]->(p:Profile)
RETURN collect(DISTINCT p.id) AS ids
"""
_BY_RECORD = """
UNWIND $keys AS key
MATCH (:SourceRecord {key: key})-[:OF]->(p:Profile)
RETURN collect(DISTINCT p.id) AS ids
"""
_MEMBERS = """
UNWIND $ids AS id
MATCH (p:Profile {id: id})<-[:OF]-(r:SourceRecord)
OPTIONAL MATCH (r)-[:HAS]->(i:Identifier)
WITH p, r, collect([i.type, i.value]) AS identifiers
RETURN collect([r.key, p.id, identifiers]) AS members
"""


async def touched_members(tx: Transaction, records: Collection[str], identifiers: Collection[str]) -> list[Member]:
    """All members of every profile that holds one of the records or one of the identifiers, by their keys."""
    ids: set[str] = set()
    if identifiers:
        ids.update((await tx.run(_BY_IDENTIFIER, keys=sorted(identifiers)))[0]["ids"])
    if records:
        ids.update((await tx.run(_BY_RECORD, keys=sorted(records)))[0]["ids"])
    if not ids:
        return []
    rows = (await tx.run(_MEMBERS, ids=sorted(ids)))[0]["members"]
    return [Member(record, profile, _identifiers(pairs)) for record, profile, pairs in rows]


def _identifiers(pairs: list[list[str | None]]) -> frozenset[Identifier]:
    return frozenset(Identifier(type, value) for type, value in pairs if type is not None and value is not None)


_CREATE = """
UNWIND $ids AS id
CREATE (:Profile {id: id, version: 1, created_at: $now, updated_at: $now})
"""


async def create(tx: Transaction, ids: Iterable[str], now: str) -> None:
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


async def move(tx: Transaction, moves: Mapping[str, str]) -> None:
    """Re-point stored records, record key → profile id. Their events go with them, untouched."""
    rows = [{"record": record, "profile": profile} for record, profile in sorted(moves.items())]
    if rows:
        await tx.run(_LEAVE, rows=rows)
        await tx.run(_JOIN, rows=rows)


_MERGED = """
UNWIND $rows AS row
MATCH (old:Profile {id: row.old})
MATCH (survivor:Profile {id: row.survivor})
CREATE (old)-[:MERGED_INTO {at: $now}]->(survivor)
"""


async def retire(tx: Transaction, merged: Mapping[str, str], now: str) -> None:
    """Let an emptied id lead to its survivor from now on."""
    rows = [{"old": old, "survivor": survivor} for old, survivor in sorted(merged.items())]
    if rows:
        await tx.run(_MERGED, rows=rows, now=now)


_TOUCH = """
UNWIND $ids AS id
MATCH (p:Profile {id: id})
SET p.version = p.version + 1, p.updated_at = $now
"""


async def touch(tx: Transaction, ids: Collection[str], now: str) -> None:
    """Count up the version of profiles that show something new."""
    if ids:
        await tx.run(_TOUCH, ids=sorted(ids), now=now)
