"""A person's events as they are stored, read along their timelines a page at a time."""

from collections.abc import AsyncIterator, Collection

from profile_service.domain.sources.events import timeline_prefix
from profile_service.store.engine.statements import NamedValues
from profile_service.store.engine.store import Store

_PAGE = 500

# One label, one range, one order: both engines walk the index, however long the history.
_EVENTS = """
MATCH (e:Event)
WHERE e.timeline > $after AND e.timeline < $before
RETURN properties(e) AS event, [(e)-[:ABOUT]->(s) | [labels(s)[0], properties(s)]] AS about,
  [(e)-[l:LINE]->(p:Product) | [properties(l), properties(p)]] AS lines
ORDER BY e.timeline
LIMIT $limit
"""


async def stored_events(store: Store, record: str) -> AsyncIterator[NamedValues]:
    """The events of a record (key), the oldest first: of each its properties, what it is `about` and its `lines`."""
    prefix = timeline_prefix(record)
    after, before = prefix, f"{prefix}~"
    while rows := await store.read(_EVENTS, after=after, before=before, limit=_PAGE):
        for row in rows:
            yield row.data()
        after = rows[-1]["event"]["timeline"]


_MERGED = """
UNWIND $keys AS key
MATCH (e:Event {former_record: key})
RETURN properties(e) AS event
"""


async def merged_tickets(store: Store, records: Collection[str]) -> list[NamedValues]:
    """What is left of tickets of these records (keys) that their source merged into others, by their keys."""
    rows = [row.data()["event"] for row in await store.read(_MERGED, keys=sorted(records))]
    return sorted(rows, key=lambda event: str(event["key"]))
