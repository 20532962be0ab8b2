"""Claims on identifiers as a steward moves them from record to record."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from profile_service.domain.values.identifiers import Identifier
from profile_service.store.engine.store import WriteTransaction


@dataclass(frozen=True, slots=True)
class StoredClaim:
    """`disowned`: a steward took it from this record; `given`: a steward put it there."""

    record: str
    identifier: Identifier
    first_seen: str
    last_seen: str
    disowned: bool
    given: bool


_OF = """
UNWIND $keys AS key
MATCH (r:SourceRecord {key: key})-[h:HAS]->(i:Identifier)
RETURN r.key AS record, i.type AS type, i.value AS value, h.first_seen AS first, h.last_seen AS last,
  h.disowned_at IS NOT NULL AS disowned, h.by IS NOT NULL AS given
"""
_HOLDERS = """
UNWIND $keys AS key
MATCH (i:Identifier {key: key})
WHERE i.holders <= $cap
MATCH (i)<-[:HAS]-(r:SourceRecord)
RETURN r.key AS record
"""


async def of(tx: WriteTransaction, records: Collection[str]) -> list[StoredClaim]:
    rows = await tx.run(_OF, keys=sorted(records))
    return [
        StoredClaim(r["record"], Identifier(r["type"], r["value"]), r["first"], r["last"], r["disowned"], r["given"])
        for r in rows
    ]


async def holders(tx: WriteTransaction, identifiers: Iterable[Identifier], cap: int) -> list[str]:
    """Keys of the records that hold one of the identifiers, without those that more than `cap` hold."""
    keys = sorted(identifier.key for identifier in identifiers)
    return [row["record"] for row in await tx.run(_HOLDERS, keys=keys, cap=cap)]


_DISOWN = """
UNWIND $rows AS row
MATCH (:SourceRecord {key: row.record})-[h:HAS]->(:Identifier {key: row.identifier})
SET h.disowned_at = $at, h.disowned_by = $by
"""
_DROP = """
UNWIND $rows AS row
MATCH (:SourceRecord {key: row.record})-[h:HAS]->(:Identifier {key: row.identifier})
DELETE h
"""
_GIVE = """
UNWIND $rows AS row
MATCH (r:SourceRecord {key: row.record})
MATCH (i:Identifier {key: row.identifier})
CREATE (r)-[:HAS {first_seen: row.first, last_seen: row.last, by: $by}]->(i)
"""


async def disown(tx: WriteTransaction, claims: Sequence[StoredClaim], at: str | None, by: str | None) -> None:
    """Mark claims as taken from their records; without a time: as theirs again."""
    if claims:
        await tx.run(_DISOWN, rows=_rows(claims), at=at, by=by)


async def drop(tx: WriteTransaction, claims: Iterable[tuple[str, Identifier]]) -> None:
    """Delete claims, each by its record and identifier; the identifiers' counts are the caller's."""
    rows = [{"record": record, "identifier": identifier.key} for record, identifier in claims]
    if rows:
        await tx.run(_DROP, rows=rows)


async def give(tx: WriteTransaction, claims: Sequence[StoredClaim], by: str) -> None:
    """New claims on stored identifiers, whose counts are the caller's."""
    if claims:
        await tx.run(_GIVE, rows=_rows(claims), by=by)


def _rows(claims: Sequence[StoredClaim]) -> list[dict[str, str]]:
    return [
        {"record": c.record, "identifier": c.identifier.key, "first": c.first_seen, "last": c.last_seen} for c in claims
    ]
