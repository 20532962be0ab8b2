"""The profile that each record is in, and whether it is locked there."""

from collections.abc import Collection
from dataclasses import dataclass

from profile_service.store.engine.store import Rows, Store, WriteTransaction


@dataclass(frozen=True, slots=True)
class Membership:
    """A record's profile (id), and the lock that the record is under."""

    profile: str
    lock: str | None


_RECORDS = """
UNWIND $keys AS key
MATCH (r:SourceRecord {key: key})-[:OF]->(p:Profile)
RETURN r.key AS record, p.id AS profile, r.lock AS lock
"""


async def of_records(tx: WriteTransaction, keys: Collection[str]) -> dict[str, Membership]:
    """By record key; without records that are not stored."""
    rows = await tx.run(_RECORDS, keys=sorted(keys)) if keys else []
    return {row["record"]: Membership(row["profile"], row["lock"]) for row in rows}


_PROFILES = """
UNWIND $ids AS id
MATCH (:Profile {id: id})-[:MERGED_INTO*0..]->(p:Profile)<-[:OF]-(r:SourceRecord)
RETURN id, r.key AS record, p.id AS profile, r.lock AS lock
"""


async def of_profiles(tx: WriteTransaction, ids: Collection[str]) -> dict[str, dict[str, Membership]]:
    """By id, which may be an old one, the memberships of the records of the profile that it leads to; without unknown
    ids."""
    memberships: dict[str, dict[str, Membership]] = {}
    for row in await tx.run(_PROFILES, ids=sorted(ids)):
        memberships.setdefault(row["id"], {})[row["record"]] = Membership(row["profile"], row["lock"])
    return memberships


@dataclass(frozen=True, slots=True)
class ProfileVersion:
    """`survivor`: the profile that this one was merged into, None where it was not."""

    version: int
    survivor: str | None


_VERSIONS = """
UNWIND $ids AS id
MATCH (p:Profile {id: id})
RETURN p.id AS id, p.version AS version, [(p)-[:MERGED_INTO]->(survivor:Profile) | survivor.id] AS survivors
"""


async def versions(tx: WriteTransaction, ids: Collection[str]) -> dict[str, ProfileVersion]:
    """By id; without unknown ids."""
    return _by_id(await tx.run(_VERSIONS, ids=sorted(ids)) if ids else [])


async def latest_versions(store: Store, ids: Collection[str]) -> dict[str, ProfileVersion]:
    """The same, read apart from any change."""
    return _by_id(await store.read(_VERSIONS, ids=sorted(ids)) if ids else [])


def _by_id(rows: Rows) -> dict[str, ProfileVersion]:
    return {row["id"]: ProfileVersion(row["version"], next(iter(row["survivors"]), None)) for row in rows}


_WITH_RECORDS = """
UNWIND $ids AS id
MATCH (p:Profile {id: id})<-[:OF]-(:SourceRecord)
RETURN DISTINCT p.id AS id
"""


async def with_records(tx: WriteTransaction, ids: Collection[str]) -> tuple[str, ...]:
    """The ids of the profiles that have records, sorted."""
    rows = await tx.run(_WITH_RECORDS, ids=sorted(ids)) if ids else []
    return tuple(sorted(row["id"] for row in rows))


_LOCK = """
UNWIND $keys AS key
MATCH (r:SourceRecord {key: key})
SET r.lock = $lock
"""


async def lock_records(tx: WriteTransaction, records: Collection[str], lock: str | None) -> None:
    """Put records under a lock; None takes the lock away."""
    await tx.run(_LOCK, keys=sorted(records), lock=lock)


_SHOW_PROFILE_LOCK = """
MATCH (p:Profile {id: $id})
SET p.locked_by = $by, p.locked_at = $at
"""


async def show_profile_lock(tx: WriteTransaction, profile: str, by: str | None, at: str | None) -> None:
    """Show who locked a profile and when; None and None where nobody did."""
    await tx.run(_SHOW_PROFILE_LOCK, id=profile, by=by, at=at)
