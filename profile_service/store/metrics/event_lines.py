"""Events as lines of text, of all customers or of some: what is counted of them, and nothing of what they say.

One text for each event and one row for each page: the driver takes as long for a row as for ten of its values.
"""

from collections.abc import AsyncIterator, Sequence
from typing import NamedTuple

from profile_service.store.engine.store import Store

SEPARATOR = "\x1f"
"""Between the parts of a line; loaders let no such sign into a kind, a channel or a key."""
# Record (key), time (fixed-width UTC text), kind, channel, device, task, currency, total in minor units, settlement,
# and the part of the total that was given back; what an event lacks is empty.
_LINE = " + $separator + ".join(
    (
        "left(e.timeline, size(e.timeline) - size(e.occurred_at) - size(e.key) - 2)",
        "e.occurred_at",
        *(f"coalesce(e.{name}, '')" for name in ("kind", "channel", "device", "task", "currency")),
        "coalesce(toString(e.total_minor), '')",
        "coalesce(e.settlement, '')",
        "coalesce(toString(e.given_back_minor), '')",
    )
)
# A deleted event has no timeline.
_PAGE = f"""
MATCH (e:Event)
WHERE e.timeline > $after
WITH e
ORDER BY e.timeline
LIMIT $limit
RETURN collect({_LINE}) AS lines, max(e.timeline) AS last
"""
_OF_PROFILES = f"""
UNWIND $ids AS id
MATCH (p:Profile {{id: id}})<-[:OF]-(r:SourceRecord)<-[:BY]-(e:Event)
WHERE e.timeline IS NOT NULL
RETURN collect({_LINE}) AS lines
"""
_OWNERS = """
RETURN collect([r.key, r.source, p.id, r.restricted_at IS NOT NULL]) AS owners
"""
_OWNER_PAGE = f"""
MATCH (r:SourceRecord)
WHERE r.key > $after
WITH r
ORDER BY r.key
LIMIT $limit
MATCH (r)-[:OF]->(p:Profile)
{_OWNERS}
"""
_OWNERS_OF_PROFILES = f"""
UNWIND $ids AS id
MATCH (p:Profile {{id: id}})<-[:OF]-(r:SourceRecord)
{_OWNERS}
"""


class RecordOwner(NamedTuple):
    """A record (key) with the profile (id) that it is in. `restricted`: whether the processing of its person's data
    is."""

    record: str
    source: str
    profile: str
    restricted: bool


async def all_lines(store: Store, page: int) -> AsyncIterator[list[str]]:
    """Those of all events, `page` at a time."""
    after = ""
    while (rows := await store.read(_PAGE, after=after, limit=page, separator=SEPARATOR)) and rows[0]["lines"]:
        yield rows[0]["lines"]
        after = rows[0]["last"]


async def lines_of(store: Store, profiles: Sequence[str]) -> list[str]:
    """Those of some profiles (ids)."""
    rows = await store.read(_OF_PROFILES, ids=list(profiles), separator=SEPARATOR)
    return rows[0]["lines"] if rows else []


async def all_owners(store: Store, page: int) -> AsyncIterator[list[RecordOwner]]:
    """Of all records, `page` at a time."""
    after = ""
    while (rows := await store.read(_OWNER_PAGE, after=after, limit=page)) and rows[0]["owners"]:
        owners = [RecordOwner(*each) for each in rows[0]["owners"]]
        yield owners
        after = max(each.record for each in owners)


async def owners_of(store: Store, profiles: Sequence[str]) -> list[RecordOwner]:
    """Of the records of some profiles (ids)."""
    rows = await store.read(_OWNERS_OF_PROFILES, ids=list(profiles))
    return [RecordOwner(*each) for each in rows[0]["owners"]] if rows else []
