"""Source records and their identifiers: what is stored of them, and writing what changed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from profile_service.domain.identifiers import Identifier
from profile_service.domain.records import SourceRecord
from profile_service.store.door import Transaction


@dataclass(frozen=True, slots=True)
class StoredRecord:
    """As much of a stored record as it takes to see whether a newly read one changes it."""

    digest: str
    observed_at: str | None
    stub: bool


_STORED = """
UNWIND $keys AS key
MATCH (r:SourceRecord {key: key})
RETURN collect([r.key, r.digest, r.observed_at, r.stub]) AS stored
"""


async def stored(tx: Transaction, keys: Sequence[str]) -> dict[str, StoredRecord]:
    if not keys:
        return {}
    rows = (await tx.run(_STORED, keys=list(keys)))[0]["stored"]
    return {key: StoredRecord(digest, observed_at, bool(stub)) for key, digest, observed_at, stub in rows}


_KEEP_IDENTIFIERS = """
UNWIND $rows AS row
MERGE (i:Identifier {key: row.key})
ON CREATE SET i.type = row.type, i.value = row.value, i.reversed = row.reversed
"""


async def keep_identifiers(tx: Transaction, identifiers: Iterable[Identifier]) -> None:
    rows = [_identifier_row(i) for i in identifiers]
    if rows:
        await tx.run(_KEEP_IDENTIFIERS, rows=rows)


def _identifier_row(identifier: Identifier) -> dict[str, str | None]:
    # Phones are looked up by their last digits too: the end of a number is the start of its reverse.
    ending = identifier.value[::-1] if identifier.type == "phone" else None
    return {"key": identifier.key, "type": identifier.type, "value": identifier.value, "reversed": ending}


_CREATE = """
UNWIND $rows AS row
MATCH (p:Profile {id: row.profile})
CREATE (r:SourceRecord)
SET r = row.properties
CREATE (r)-[:OF]->(p)
WITH r, row
UNWIND row.identifiers AS key
MATCH (i:Identifier {key: key})
CREATE (r)-[:HAS {first_seen: row.seen, last_seen: row.seen}]->(i)
"""


async def create(tx: Transaction, records: Iterable[SourceRecord], profiles: Mapping[str, str], now: str) -> None:
    """New records with their identifiers, each in the profile that `profiles` names by record key.
    Profiles and identifiers must exist."""
    rows = [_row(r, now) | {"profile": profiles[r.key]} for r in records]
    if rows:
        await tx.run(_CREATE, rows=rows)


_UPDATE = """
UNWIND $rows AS row
MATCH (r:SourceRecord {key: row.key})
SET r += row.properties
SET r.version = coalesce(r.version, 0) + 1
"""
_DROP_CLAIMS = """
UNWIND $rows AS row
MATCH (r:SourceRecord {key: row.key})-[h:HAS]->(i:Identifier)
WHERE NOT i.key IN row.identifiers
DELETE h
"""
_KEEP_CLAIMS = """
UNWIND $rows AS row
MATCH (r:SourceRecord {key: row.key})
UNWIND row.identifiers AS key
MATCH (i:Identifier {key: key})
MERGE (r)-[h:HAS]->(i)
ON CREATE SET h.first_seen = row.seen
SET h.last_seen = row.seen
"""


async def update(tx: Transaction, records: Iterable[SourceRecord], now: str) -> None:
    """Replace what stored records say; their events, profile and tallies stay."""
    rows = [_row(r, now) for r in records]
    for row in rows:
        del row["properties"]["version"]
    if rows:
        await tx.run(_UPDATE, rows=rows)
        await tx.run(_DROP_CLAIMS, rows=rows)
        await tx.run(_KEEP_CLAIMS, rows=rows)


_CONFIRM = """
UNWIND $rows AS row
MATCH (r:SourceRecord {key: row.key})
SET r.observed_at = row.at
WITH r, row
MATCH (r)-[h:HAS]->(:Identifier)
SET h.last_seen = row.at
"""


async def confirm(tx: Transaction, times: Mapping[str, str]) -> None:
    """Note, record key → time, that the source said again what is stored."""
    if times:
        await tx.run(_CONFIRM, rows=[{"key": key, "at": at} for key, at in sorted(times.items())])


def _row(record: SourceRecord, now: str) -> dict[str, Any]:
    forward, backward = record.name_orders
    return {
        "key": record.key,
        "seen": record.observed_at or now,
        "identifiers": sorted({i.key for i in record.identifiers}),
        "properties": {
            "key": record.key,
            "source": record.source,
            "record_id": record.record_id,
            "name": record.name or None,
            "name_forward": forward or None,
            "name_backward": backward if " " in forward else None,
            "attributes": record.attributes_text,
            "digest": record.digest,
            "observed_at": record.observed_at,
            "stub": record.stub,
            "version": 1,
            "updated_at": now,
        },
    }
