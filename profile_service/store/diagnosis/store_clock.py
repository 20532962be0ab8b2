"""The store's own clock, and the time of its newest change."""

from datetime import UTC, datetime

from profile_service.store.engine.store import Store

_NOW = "RETURN timestamp() AS milliseconds"


async def store_time(store: Store) -> datetime:
    """What time it is for the store."""
    milliseconds = (await store.read(_NOW))[0]["milliseconds"]
    return datetime.fromtimestamp(milliseconds / 1_000, UTC)


_NEWEST = """
MATCH (lock:Lock {name: 'write'})
MATCH (c:Change)
WHERE c.seq >= lock.seq
RETURN c.at AS at
LIMIT 1
"""


async def newest_change_at(store: Store) -> str | None:
    """When the latest change was written (fixed-width UTC text); None where there is none."""
    rows = await store.read(_NEWEST)
    return rows[0]["at"] if rows else None
