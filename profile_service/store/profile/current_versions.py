"""Which version a profile has now: what it costs to learn that nothing has changed."""

from profile_service.domain.profile.current_version import CurrentVersion
from profile_service.domain.values.identifiers import Identifier
from profile_service.store.engine.store import Store
from profile_service.store.profile.profiles import SHARED_LIMIT

# A profile that was merged away has no records.
_OF_ID = """
MATCH (p:Profile {id: $key})<-[:OF]-(:SourceRecord)
WITH p LIMIT 1
WITH p.id AS profile, p.version AS version, p.updated_at AS updated_at, 1 AS shared
"""
_OF_IDENTIFIER = f"""
MATCH (:Identifier {{key: $key}})<-[h:HAS]-(:SourceRecord)-[:OF]->(p:Profile)
WHERE h.ended_at IS NULL AND h.disowned_at IS NULL
WITH p LIMIT {SHARED_LIMIT}
WITH min(p.id) AS profile, min(p.version) AS version, min(p.updated_at) AS updated_at, count(DISTINCT p.id) AS shared
"""
_RETURN = """
OPTIONAL MATCH (lock:Lock {name: 'write'})
RETURN profile, version, updated_at, shared, coalesce(lock.renamings, 0) AS renamings
"""


async def current_version(store: Store, key: str | Identifier) -> CurrentVersion | None:
    """That of the profile with this id, or of the only one that holds the identifier; None where there is none, where
    several hold it, and where the profile was merged away."""
    if isinstance(key, Identifier):
        rows = await store.read(_OF_IDENTIFIER + _RETURN, key=key.key)
    else:
        rows = await store.read(_OF_ID + _RETURN, key=key)
    if not rows or rows[0]["shared"] != 1:
        return None
    row = rows[0]
    return CurrentVersion(row["profile"], row["version"], row["updated_at"], row["renamings"])
