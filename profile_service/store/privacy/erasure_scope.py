"""What an erasure concerns, before anything is destroyed: records, former ids, moved events, shared identifiers."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from profile_service.domain.privacy.erasures import FormerId
from profile_service.domain.resolution.stored_records import StoredRecord
from profile_service.domain.sources.event_moves import event_moves
from profile_service.store.engine.store import Read
from profile_service.store.resolution.stored_records import STORED_RECORD, WITH_CLAIMS, stored_record

_RECORDS = f"""
MATCH (p:Profile {{id: $id}})<-[:OF]-(r:SourceRecord)
{WITH_CLAIMS}
RETURN {STORED_RECORD} AS record
"""


async def records_of(read: Read, profile: str) -> list[StoredRecord]:
    """The records of a profile (id), sorted by key."""
    rows = await read(_RECORDS, id=profile)
    return sorted((stored_record(row["record"]) for row in rows), key=lambda record: record.key)


_SURVIVOR = """
MATCH (p:Profile {id: $id})-[:MERGED_INTO*0..]->(survivor:Profile)<-[:OF]-(:SourceRecord)
RETURN survivor.id AS id
LIMIT 1
"""
_OF_RECORD = """
MATCH (:SourceRecord {key: $key})-[:OF]->(p:Profile)
RETURN p.id AS id
"""


async def living_profile(read: Read, id: str) -> str | None:
    """The profile to which an id leads, which may be a former one; None where it has no records."""
    rows = await read(_SURVIVOR, id=id)
    return rows[0]["id"] if rows else None


async def profile_of(read: Read, record: str) -> str | None:
    """The profile of a record (key); None where there is none."""
    rows = await read(_OF_RECORD, key=record)
    return rows[0]["id"] if rows else None


_FORMER = """
MATCH (:Profile {id: $id})<-[:MERGED_INTO*1..]-(old:Profile)
MATCH (old)-[m:MERGED_INTO]->(:Profile)
RETURN DISTINCT old.id AS id, m.records AS records
"""


async def former_ids(read: Read, profile: str) -> list[FormerId]:
    """The ids that lead to a profile (id), sorted."""
    rows = await read(_FORMER, id=profile)
    return sorted((FormerId(row["id"], frozenset(row["records"] or ())) for row in rows), key=lambda f: f.id)


_MOVED = """
UNWIND $keys AS key
MATCH (:SourceRecord {key: key})<-[:BY]-(e:Event)
WHERE e.moves IS NOT NULL
RETURN e.key AS key, e.moves AS moves
"""


async def moved_events(read: Read, records: Collection[str]) -> list[str]:
    """Keys of the events that stewards moved to these records (keys) from others: their sources state them of those
    still."""
    rows = await read(_MOVED, keys=sorted(records))
    return sorted(row["key"] for row in rows if event_moves(row["moves"]).source_record not in records)


class EventCount(NamedTuple):
    """How many events a record (key) has, and how many of them are transactions."""

    record: str
    events: int
    transactions: int


_EVENTS = """
UNWIND $keys AS key
MATCH (:SourceRecord {key: key})<-[:BY]-(e:Event)
RETURN key, count(e) AS events, count(e.currency) AS transactions
"""


async def event_counts(read: Read, records: Collection[str]) -> list[EventCount]:
    """Of those of the records that have events."""
    rows = await read(_EVENTS, keys=sorted(records))
    return [EventCount(row["key"], row["events"], row["transactions"]) for row in rows]


_RELATED = """
UNWIND $keys AS key
MATCH (:SourceRecord {key: key})-[c:CONSENTED]->()
RETURN 'CONSENTED' AS what, count(c) AS count
UNION ALL
UNWIND $keys AS key
MATCH (:SourceRecord {key: key})-[h:HAS]->(:Identifier)
RETURN 'HAS' AS what, count(h) AS count
UNION ALL
UNWIND $keys AS key
MATCH (:SourceRecord {key: key})-[j:SAME_AS|NOT_SAME_AS|MAYBE_SAME_AS]->(:SourceRecord)
RETURN 'judgements' AS what, count(j) AS count
UNION ALL
MATCH (d:Decision)
WHERE any(key IN coalesce(d.records, []) WHERE key IN $keys)
RETURN 'Decision' AS what, count(d) AS count
"""


async def related_counts(read: Read, records: Sequence[str]) -> dict[str, int]:
    """How many claims, consents, judgements and decisions there are of these records (keys)."""
    return {row["what"]: row["count"] for row in await read(_RELATED, keys=list(records)) if row["count"]}


_KEYS = """
MATCH (r:SourceRecord)
WHERE r.key > $after
RETURN r.key AS key
ORDER BY r.key
LIMIT $limit
"""


async def record_keys(read: Read, after: str, limit: int) -> list[str]:
    """The next keys of all records, in their order."""
    return [row["key"] for row in await read(_KEYS, after=after, limit=limit)]
