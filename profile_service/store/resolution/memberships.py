"""Where records stand at this moment: in which profile, and whether it is locked."""

from collections.abc import Collection
from dataclasses import dataclass

from profile_service.store.engine.store import WriteTransaction


@dataclass(frozen=True, slots=True)
class Membership:
    """A record's profile, and the lock that it is under."""

    profile: str
    lock: str | None


_RECORDS = """
UNWIND $keys AS key
MATCH (r:SourceRecord {key: key})-[:OF]->(p:Profile)
RETURN r.key AS record, p.id AS profile, r.lock AS lock
"""
_PROFILES = """
UNWIND $ids AS asked
MATCH (:Profile {id: asked})-[:MERGED_INTO*0..]->(p:Profile)<-[:OF]-(r:SourceRecord)
RETURN asked, r.key AS record, p.id AS profile, r.lock AS lock
"""


async def of_records(tx: WriteTransaction, keys: Collection[str]) -> dict[str, Membership]:
    """By record key; without those that are not stored."""
    rows = await tx.run(_RECORDS, keys=sorted(keys)) if keys else []
    return {row["record"]: Membership(row["profile"], row["lock"]) for row in rows}


async def of_profiles(tx: WriteTransaction, ids: Collection[str]) -> dict[str, dict[str, Membership]]:
    """By the asked id, which may be an old one, the records of the profile that it leads to; without unknown ids."""
    found: dict[str, dict[str, Membership]] = {}
    for row in await tx.run(_PROFILES, ids=sorted(ids)):
        found.setdefault(row["asked"], {})[row["record"]] = Membership(row["profile"], row["lock"])
    return found


@dataclass(frozen=True, slots=True)
class ProfileVersion:
    """`into`: the profile that this one was merged into."""

    version: int
    into: str | None


_VERSIONS = """
UNWIND $ids AS id
MATCH (p:Profile {id: id})
RETURN p.id AS id, p.version AS version, [(p)-[:MERGED_INTO]->(survivor:Profile) | survivor.id] AS into
"""
_LIVING = """
UNWIND $ids AS id
MATCH (p:Profile {id: id})<-[:OF]-(:SourceRecord)
RETURN DISTINCT p.id AS id
"""


async def versions(tx: WriteTransaction, ids: Collection[str]) -> dict[str, ProfileVersion]:
    rows = await tx.run(_VERSIONS, ids=sorted(ids)) if ids else []
    return {row["id"]: ProfileVersion(row["version"], next(iter(row["into"]), None)) for row in rows}


async def living(tx: WriteTransaction, ids: Collection[str]) -> tuple[str, ...]:
    """Those of the ids that hold records, sorted."""
    rows = await tx.run(_LIVING, ids=sorted(ids)) if ids else []
    return tuple(sorted(row["id"] for row in rows))


_LOCK = """
UNWIND $keys AS key
MATCH (r:SourceRecord {key: key})
SET r.lock = $lock
"""
_SHOW_LOCK = """
MATCH (p:Profile {id: $id})
SET p.locked_by = $by, p.locked_at = $at
"""


async def lock(tx: WriteTransaction, records: Collection[str], lock: str | None) -> None:
    """Put records under a lock; None takes it away."""
    await tx.run(_LOCK, keys=sorted(records), lock=lock)


async def show_lock(tx: WriteTransaction, profile: str, by: str | None, at: str | None) -> None:
    """Say who locked a profile and when; None: that nobody did."""
    await tx.run(_SHOW_LOCK, id=profile, by=by, at=at)
