"""The ids of all profiles, in their order."""

from collections.abc import AsyncIterator

from profile_service.store.engine.store import Store

_PAGE = """
MATCH (p:Profile)
WHERE p.id > $after
WITH p.id AS id
ORDER BY id
LIMIT $limit
RETURN collect(id) AS ids
"""


async def all_ids(store: Store, page: int) -> AsyncIterator[list[str]]:
    """`page` at a time; those of profiles that were merged away too."""
    after = ""
    while (rows := await store.read(_PAGE, after=after, limit=page)) and (ids := rows[0]["ids"]):
        yield ids
        after = max(ids)
