"""The record that an agent's note is attached to."""

from collections.abc import Collection

from profile_service.store.engine.store import WriteTransaction

_LATEST = """
UNWIND $keys AS key
MATCH (r:SourceRecord {key: key})
RETURN r.key AS key
ORDER BY coalesce(r.observed_at, r.updated_at) DESC, r.key
LIMIT 1
"""


async def latest_record(tx: WriteTransaction, keys: Collection[str]) -> str:
    """The key of the record with the newest version, of these records, of which at least one is stored."""
    return str((await tx.run(_LATEST, keys=sorted(keys)))[0]["key"])
