"""Every record with the profile that it is in, in the order of the records' keys."""

from collections.abc import AsyncIterator
from typing import TypeAlias

from profile_service.store.engine.store import Store

CrosswalkRow: TypeAlias = tuple[str, str, str]
"""Source, record id and profile id of a record."""

_PAGE = """
MATCH (r:SourceRecord)
WHERE r.key > $after
RETURN r.key AS key, r.source AS source, r.record_id AS record_id, [(r)-[:OF]->(p:Profile) | p.id] AS profiles
ORDER BY r.key
LIMIT $limit
"""


async def pages(store: Store, size: int) -> AsyncIterator[list[CrosswalkRow]]:
    """A row for every record, `size` at a time."""
    after = ""
    while rows := await store.read(_PAGE, after=after, limit=size):
        yield [(row["source"], row["record_id"], row["profiles"][0]) for row in rows]
        after = rows[-1]["key"]
