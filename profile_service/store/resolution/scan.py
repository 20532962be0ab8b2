"""All records, read in pages in the order of their keys, for the few questions that concern every record."""

from profile_service.store.engine.store import Read, Store

_COUNT = """
MATCH (r:SourceRecord)
RETURN count(r) AS records
"""


async def count(store: Store) -> int:
    """The number of records."""
    return int((await store.read(_COUNT))[0]["records"])


# One label, one range, one order: both engines walk this along the index, however far `after` is.
_KEYS = """
MATCH (r:SourceRecord)
WHERE r.key > $after
RETURN r.key AS key
ORDER BY r.key
LIMIT $limit
"""


async def keys(read: Read, after: str, limit: int) -> list[str]:
    """The next record keys behind `after`, in order; none where `after` is the last one."""
    return [row["key"] for row in await read(_KEYS, after=after, limit=limit)]
