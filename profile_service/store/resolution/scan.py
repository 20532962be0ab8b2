"""All records, read in pages in the order of their keys, for the few questions that concern every record."""

from collections.abc import Collection

from profile_service.domain.resolution.stored_records import StoredRecord
from profile_service.store.engine.store import Read, Store
from profile_service.store.resolution.stored_records import STORED_RECORD, WITH_CLAIMS, stored_record

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


_RECORDS = f"""
UNWIND $keys AS key
MATCH (r:SourceRecord {{key: key}})-[:OF]->(p:Profile)
{WITH_CLAIMS}
RETURN collect({STORED_RECORD}) AS records
"""


async def records(store: Store, keys: Collection[str]) -> list[StoredRecord]:
    """The records with these keys, without those that are not stored."""
    if not keys:
        return []
    return [stored_record(values) for values in (await store.read(_RECORDS, keys=sorted(keys)))[0]["records"]]
