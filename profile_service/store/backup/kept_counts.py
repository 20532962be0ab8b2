"""What the store keeps of itself beside the graph, compared with the graph: holders, tallies, memberships, changes."""

from collections.abc import AsyncIterator, Sequence
from typing import NamedTuple

from profile_service.store.engine.statements import NamedValues
from profile_service.store.engine.store import Store
from profile_service.store.sources.tallies import COUNTED_COLUMNS

_PAGE_KEYS = 500

_KEYS = """
MATCH (n:{label})
WHERE n.key > $after
RETURN n.key AS key
ORDER BY n.key
LIMIT $limit
"""


async def key_pages(store: Store, label: str) -> AsyncIterator[list[str]]:
    """The keys of all nodes of the label, which is SourceRecord, Identifier or Event, in their order."""
    statement, after = _KEYS.replace("{label}", label), ""
    while rows := await store.read(statement, after=after, limit=_PAGE_KEYS):
        yield [row["key"] for row in rows]
        after = rows[-1]["key"]


_MISCOUNTED = """
UNWIND $keys AS key
MATCH (i:Identifier {key: key})
OPTIONAL MATCH (i)<-[claim:HAS]-(:SourceRecord)
WITH i, count(claim) AS claims
WHERE coalesce(i.holders, 0) <> claims
RETURN i.key AS key
"""


async def miscounted_identifiers(store: Store, keys: Sequence[str]) -> list[str]:
    """The keys of those identifiers of which `holders` is not the number of records that have them."""
    return [row["key"] for row in await store.read(_MISCOUNTED, keys=keys)]


_HOMELESS = """
UNWIND $keys AS key
MATCH (r:SourceRecord {key: key})
OPTIONAL MATCH (r)-[of:OF]->(:Profile)
WITH r, count(of) AS profiles
WHERE profiles <> 1
RETURN r.key AS key
"""


async def homeless_records(store: Store, keys: Sequence[str]) -> list[str]:
    """The keys of those records that do not belong to exactly one profile."""
    return [row["key"] for row in await store.read(_HOMELESS, keys=keys)]


_LOST = """
UNWIND $keys AS key
MATCH (e:Event {key: key})
OPTIONAL MATCH (e)-[by:BY]->(:SourceRecord)
WITH e, count(by) AS records
WHERE records <> CASE WHEN e.timeline IS NULL THEN 0 ELSE 1 END
RETURN e.key AS key
"""


async def lost_events(store: Store, keys: Sequence[str]) -> list[str]:
    """The keys of those events that are not by exactly one record, or by one though their source deleted them."""
    return [row["key"] for row in await store.read(_LOST, keys=keys)]


class CountedRecord(NamedTuple):
    """A record, its tally text, and the columns by which each of its events is counted."""

    key: str
    tally: str
    events: list[NamedValues]


_TALLIES = """
UNWIND $keys AS key
MATCH (r:SourceRecord {key: key})
RETURN r.key AS key, r.tally AS tally
"""
_EVENTS = f"""
UNWIND $keys AS key
MATCH (r:SourceRecord {{key: key}})<-[:BY]-(e:Event)
RETURN r.key AS key, {COUNTED_COLUMNS}
"""


async def counted_records(store: Store, keys: Sequence[str]) -> list[CountedRecord]:
    """The records with what they count, and what there is to be counted."""
    records = {
        row["key"]: CountedRecord(row["key"], row["tally"] or "", []) for row in await store.read(_TALLIES, keys=keys)
    }
    for row in await store.read(_EVENTS, keys=keys):
        if row["key"] in records:
            records[row["key"]].events.append(row)
    return list(records.values())


_CHANGES = """
MATCH (c:Change)
WHERE c.seq > $after
RETURN c.first AS first, c.seq AS seq
ORDER BY c.seq
LIMIT $limit
"""


async def change_gaps(store: Store) -> tuple[int, int]:
    """How many gaps the numbers of the changes have, and the number of the last."""
    gaps, last = 0, 0
    while rows := await store.read(_CHANGES, after=last, limit=_PAGE_KEYS):
        for row in rows:
            gaps += row["first"] != last + 1
            last = row["seq"]
    return gaps, last
