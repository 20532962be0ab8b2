"""The counts of all records' events, read in the order of the records' keys."""

from collections.abc import AsyncIterator

from profile_service.store.engine.store import Store

_PAGE = """
MATCH (r:SourceRecord)
WHERE r.key > $after
RETURN r.key AS key, r.tally AS tally
ORDER BY r.key
LIMIT $limit
"""


async def tally_pages(store: Store, size: int) -> AsyncIterator[list[str]]:
    """The tally texts of all records, `size` records at a time; domain/profile/tallies.py adds them up."""
    after = ""
    while rows := await store.read(_PAGE, after=after, limit=size):
        yield [row["tally"] for row in rows if row["tally"]]
        after = rows[-1]["key"]
