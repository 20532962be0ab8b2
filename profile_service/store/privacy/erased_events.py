"""Events destroyed, in batches, with the lines of their orders and with subjects that no other event is about."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from profile_service.domain.stewardship.changes import Change, ChangeKind
from profile_service.store.engine.store import Read, WriteTransaction
from profile_service.store.sources import events

# One row: as rows of their own, the keys take five times as long as the walk to them.
_NEXT = """
MATCH (:SourceRecord {key: $record})<-[:BY]-(e:Event)
WITH e
LIMIT $limit
OPTIONAL MATCH (e)-[:ABOUT|LINE]->(s)
WITH collect(DISTINCT e) AS events, collect(DISTINCT s) AS subjects
RETURN [e IN events | e.key] AS keys, size([e IN events WHERE e.currency IS NOT NULL]) AS sales,
  [s IN subjects | [labels(s)[0], s.key]] AS subjects
"""


class NextEvents(NamedTuple):
    """Keys of events, how many of them are transactions, and by label the keys of what they are about."""

    keys: list[str]
    transactions: int
    subjects: Mapping[str, set[str]]


async def next_events(read: Read, record: str, limit: int) -> NextEvents:
    """Some of the events that a record (key) has still."""
    row = (await read(_NEXT, record=record, limit=limit))[0]
    subjects: dict[str, set[str]] = defaultdict(set)
    for label, key in row["subjects"]:
        subjects[label].add(key)
    return NextEvents(row["keys"], row["sales"], subjects)


_DELETE = """
UNWIND $keys AS key
MATCH (e:Event {key: key})
DETACH DELETE e
"""
_DROP_SUBJECTS = """
UNWIND $keys AS key
MATCH (s:{label} {key: key})
WHERE NOT (s)<-[:ABOUT]-() AND NOT (s)<-[:LINE]-()
DELETE s
RETURN count(s) AS dropped
"""


async def delete_events(tx: WriteTransaction, events: NextEvents) -> dict[str, int]:
    """Delete the events; returns by label how many subjects went with them, for no other event is about them."""
    await delete_keys(tx, events.keys)
    dropped: dict[str, int] = {}
    for label, keys in sorted(events.subjects.items()):
        rows = await tx.run(_DROP_SUBJECTS.replace("{label}", label), keys=sorted(keys))
        dropped[label] = rows[0]["dropped"] if rows else 0
    return dropped


async def delete_keys(tx: WriteTransaction, keys: Sequence[str]) -> None:
    """Delete events (keys) that are about nothing."""
    await tx.run(_DELETE, keys=list(keys))


_REMAINS = """
UNWIND $records AS record
MATCH (e:Event {former_record: record})
RETURN e.key AS key
"""


async def remains(read: Read, records: Collection[str]) -> list[str]:
    """Keys of what is left of events of these records (keys) that their sources deleted."""
    return [row["key"] for row in await read(_REMAINS, records=sorted(records))]


_KEYS = """
MATCH (e:Event)
WHERE e.key > $after
RETURN e.key AS key
ORDER BY e.key
LIMIT $limit
"""


async def event_keys(read: Read, after: str, limit: int) -> list[str]:
    """The next keys of all events, in their order."""
    return [row["key"] for row in await read(_KEYS, after=after, limit=limit)]


async def delete_counted(tx: WriteTransaction, keys: Sequence[str]) -> None:
    """Delete events (keys) of records that stay, which no longer count them."""
    profiles = await events.remove(tx, keys)
    tx.changes += [Change(id, ChangeKind.EVENTS) for id in sorted(profiles)]
