"""Events as lines of text, of all customers or of some: what is counted of them, and nothing of what they say.

One text for each event and one row for each page: the driver takes as long for a row as for ten of its values.
"""

from collections.abc import AsyncIterator, Sequence
from typing import NamedTuple

from profile_service.store.engine.store import Rows, Store

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
# A pattern comprehension, for Neo4j would begin a MATCH at the index of all timelines. A deleted event has none.
_LINES = f"""
RETURN collect([(r)<-[:BY]-(e:Event) WHERE e.timeline IS NOT NULL | {_LINE}]) AS lines
"""
_OF_RECORDS = f"""
UNWIND $keys AS key
MATCH (r:SourceRecord {{key: key}})
{_LINES}
"""
_OF_PROFILES = f"""
UNWIND $ids AS id
MATCH (p:Profile {{id: id}})<-[:OF]-(r:SourceRecord)
{_LINES}
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


async def lines_of_records(store: Store, keys: Sequence[str]) -> list[str]:
    """Those of the events of some records (keys)."""
    return _lines(await store.read(_OF_RECORDS, keys=list(keys), separator=SEPARATOR))


async def lines_of(store: Store, profiles: Sequence[str]) -> list[str]:
    """Those of the events of some profiles (ids)."""
    return _lines(await store.read(_OF_PROFILES, ids=list(profiles), separator=SEPARATOR))


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


def _lines(rows: Rows) -> list[str]:
    return [line for row in rows for of_record in row["lines"] for line in of_record]
