"""The sources of explanations: profiles with their records, ids and locks, and the changes in their history."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from profile_service.domain.explanation.evidence import Side
from profile_service.domain.resolution.stored_records import StoredRecord
from profile_service.domain.stewardship.changes import Change, RecordedChange
from profile_service.store.engine.change_rows import recorded_changes
from profile_service.store.engine.store import Row, Store
from profile_service.store.resolution.stored_records import STORED_RECORD, WITH_CLAIMS, stored_record


@dataclass(frozen=True, slots=True)
class ProfileHeader:
    """`former`: ids that lead to the profile, sorted; `lock`: by whom and when it was locked, None where it is not."""

    id: str
    created_at: str
    former: tuple[str, ...]
    lock: tuple[str, str] | None


# A key is a record's key, the id of a living profile, or an id that was merged away, in one step or several.
_SIDES = """
UNWIND $keys AS key
MATCH (r:SourceRecord {key: key})-[:OF]->(p:Profile)
RETURN key, p.id AS profile, [r.key] AS records
UNION ALL
UNWIND $keys AS key
MATCH (p:Profile {id: key})
WHERE NOT (p)-[:MERGED_INTO]->(:Profile)
RETURN key, p.id AS profile, [] AS records
UNION ALL
UNWIND $keys AS key
MATCH (old:Profile {id: key})-[:MERGED_INTO*1..]->(p:Profile)
WHERE NOT (p)-[:MERGED_INTO]->(:Profile)
MATCH (old)-[m:MERGED_INTO]->(:Profile)
RETURN key, p.id AS profile, m.records AS records
"""


async def sides(store: Store, keys: Collection[str]) -> dict[str, Side]:
    """By key (of a record, or a profile's id, which may be an old one) the profile that it leads to, with the records
    that it stands for: the record itself, those that the old id brought into the merge, or none for a profile's own id.
    Unknown keys are absent."""
    rows = await store.read(_SIDES, keys=sorted(set(keys)))
    return {row["key"]: Side(row["key"], row["profile"], frozenset(row["records"] or ())) for row in rows}


_HEADERS = """
UNWIND $ids AS id
MATCH (p:Profile {id: id})
RETURN p.id AS id, p.created_at AS created_at, p.locked_by AS locked_by, p.locked_at AS locked_at,
  [(p)<-[:MERGED_INTO*1..]-(old:Profile) | old.id] AS former
"""


async def profile_headers(store: Store, ids: Collection[str]) -> dict[str, ProfileHeader]:
    """By id; without unknown ids."""
    rows = await store.read(_HEADERS, ids=sorted(set(ids)))
    return {row["id"]: _profile_header(row) for row in rows}


def _profile_header(row: Row) -> ProfileHeader:
    lock = (row["locked_by"] or "", row["locked_at"]) if row["locked_at"] else None
    return ProfileHeader(row["id"], row["created_at"], tuple(sorted(row["former"])), lock)


_RECORDS = f"""
UNWIND $ids AS id
MATCH (p:Profile {{id: id}})<-[:OF]-(r:SourceRecord)
{WITH_CLAIMS}
RETURN {STORED_RECORD} AS record
"""


async def records(store: Store, profiles: Collection[str]) -> dict[str, StoredRecord]:
    """The records of the profiles (ids), by record key."""
    rows = await store.read(_RECORDS, ids=sorted(set(profiles)))
    return {record.key: record for record in (stored_record(row["record"]) for row in rows)}


_CHANGES = """
UNWIND $ids AS id
MATCH (:Profile {id: id})<-[:CHANGED]-(c:Change)
WHERE c.first < $before
WITH DISTINCT c
RETURN c.first AS first, c.seq AS seq, c.at AS at, c.actor AS actor, c.reason AS reason,
  c.decision AS decision, c.entries AS entries
ORDER BY c.seq DESC
LIMIT $limit
"""


async def changes(store: Store, profiles: Sequence[str], before: int, limit: int) -> list[RecordedChange]:
    """The latest `limit` changes numbered below `before` that belong to the history of any of the profiles, newest
    first. The cost grows with their number, not with what else was committed in the same transactions."""
    # The newest transaction may have all changes of these profiles from `before` on: hence one more.
    rows = await store.read(_CHANGES, ids=list(profiles), before=before, limit=limit + 1)
    recorded = [change for row in rows for change in reversed(recorded_changes(row)) if change.seq < before]
    return [change for change in recorded if _belongs_to_history(change.change, set(profiles))][:limit]


def _belongs_to_history(change: Change, profiles: Collection[str]) -> bool:
    return change.is_lasting and any(id in profiles for id in (change.profile, *change.others))
