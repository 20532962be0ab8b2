"""The counts of all records' events, in the order of the records' keys."""

from collections.abc import AsyncIterator

from profile_service.store.engine.store import Store

_PAGE = """
MATCH (r:SourceRecord)
WHERE r.key > $after
RETURN r.key AS key, r.tally AS tally
ORDER BY r.key
LIMIT $limit
"""


async def tallies(store: Store, size: int) -> AsyncIterator[list[str]]:
    """The texts of the tallies, so many records at a time; to be read by domain/profile/tallies.py."""
    after = ""
    while rows := await store.read(_PAGE, after=after, limit=size):
        yield [row["tally"] for row in rows if row["tally"]]
        after = rows[-1]["key"]
