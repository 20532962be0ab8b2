"""What explanations are drawn from: profiles with their records, evidence and judgements, and what happened to them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from profile_service.domain.explanation.evidence import Side
from profile_service.domain.resolution.stored_records import StoredRecord
from profile_service.domain.stewardship.changes import LASTING, Change, RecordedChange
from profile_service.store.engine.change_rows import recorded
from profile_service.store.engine.store import Store
from profile_service.store.resolution.stored_records import STORED_RECORD, WITH_CLAIMS, stored_record


@dataclass(frozen=True, slots=True)
class Life:
    """Of a profile: when it was created, the ids that lead to it, and by whom and when it was locked."""

    id: str
    created_at: str
    former: tuple[str, ...]
    lock: tuple[str, str] | None


# Each ask is a record's key, an id that stands for itself, or one that was merged away, by whatever way.
_SIDES = """
UNWIND $asks AS ask
MATCH (r:SourceRecord {key: ask})-[:OF]->(p:Profile)
RETURN ask, p.id AS profile, [r.key] AS records
UNION ALL
UNWIND $asks AS ask
MATCH (p:Profile {id: ask})
WHERE NOT (p)-[:MERGED_INTO]->(:Profile)
RETURN ask, p.id AS profile, [] AS records
UNION ALL
UNWIND $asks AS ask
MATCH (old:Profile {id: ask})-[:MERGED_INTO*1..]->(p:Profile)
WHERE NOT (p)-[:MERGED_INTO]->(:Profile)
MATCH (old)-[m:MERGED_INTO]->(:Profile)
RETURN ask, p.id AS profile, m.records AS records
"""


async def sides(store: Store, asks: Collection[str]) -> dict[str, Side]:
    """What was asked for → the profile that it is in, with the records that it names: one record, those that an old
    id brought, or none where it is a profile's own id. What there never was is absent."""
    rows = await store.read(_SIDES, asks=sorted(set(asks)))
    return {row["ask"]: Side(row["ask"], row["profile"], frozenset(row["records"] or ())) for row in rows}


_LIVES = """
UNWIND $ids AS id
MATCH (p:Profile {id: id})
RETURN p.id AS id, p.created_at AS created_at, p.locked_by AS locked_by, p.locked_at AS locked_at,
  [(p)<-[:MERGED_INTO*1..]-(old:Profile) | old.id] AS former
"""


async def lives(store: Store, ids: Collection[str]) -> dict[str, Life]:
    rows = await store.read(_LIVES, ids=sorted(set(ids)))
    return {row["id"]: _life(row) for row in rows}


def _life(row: Any) -> Life:
    lock = (row["locked_by"] or "", row["locked_at"]) if row["locked_at"] else None
    return Life(row["id"], row["created_at"], tuple(sorted(row["former"])), lock)


_RECORDS = f"""
UNWIND $ids AS id
MATCH (p:Profile {{id: id}})<-[:OF]-(r:SourceRecord)
{WITH_CLAIMS}
RETURN {STORED_RECORD} AS record
"""


async def records(store: Store, profiles: Collection[str]) -> dict[str, StoredRecord]:
    """The records of the profiles by their keys."""
    rows = await store.read(_RECORDS, ids=sorted(set(profiles)))
    return {record.key: record for record in (stored_record(row["record"]) for row in rows)}


_CHANGES = """
UNWIND $ids AS id
MATCH (:Profile {id: id})<-[:CHANGED]-(c:Change)
WHERE c.first < $before
WITH DISTINCT c
RETURN c.first AS first, c.seq AS seq, c.at AS at, c.actor AS actor, c.reason AS reason, c.entries AS entries
ORDER BY c.seq DESC
LIMIT $limit
"""


async def changes(store: Store, profiles: Sequence[str], before: int, limit: int) -> list[RecordedChange]:
    """The latest `limit` changes numbered below `before` that belong to the history of any of the profiles, newest
    first. Costs by how many there are of these, not by what else was committed with them."""
    # The first of the transactions may lie half behind `before`, with nothing of these profiles in the other half.
    rows = await store.read(_CHANGES, ids=list(profiles), before=before, limit=limit + 1)
    told = [each for row in rows for each in reversed(recorded(row)) if each.seq < before]
    return [each for each in told if _belongs(each.change, set(profiles))][:limit]


def _belongs(change: Change, profiles: Collection[str]) -> bool:
    return change.kind in LASTING and any(id in profiles for id in (change.profile, *change.others))
