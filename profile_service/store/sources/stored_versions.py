"""The stored versions of records and events, by which a load sees what it changes."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import orjson

from profile_service.domain.sources.events import EventVersion, Interaction
from profile_service.domain.sources.records import RecordVersion
from profile_service.store.engine.store import Read


@dataclass(frozen=True, slots=True)
class StoredVersions:
    """`records`: record key → version; `events`: event key → version. Both without keys that are not stored.
    `stated_at`: event key → when its source stated it last, for the events of which that was asked."""

    records: dict[str, RecordVersion]
    events: dict[str, EventVersion]
    stated_at: dict[str, str] = field(default_factory=dict)


_RECORDS = """
UNWIND $records AS key
MATCH (r:SourceRecord {key: key})
RETURN 'records' AS what, collect([r.key, r.digest, r.observed_at, r.stub, r.retired_at, r.merged]) AS stored
"""
_EVENTS = """
UNWIND $events AS key
MATCH (e:Event {key: key})
RETURN 'events' AS what, collect([e.key, e.digest, e.timeline, e.moves]) AS stored
"""


_STATED = """
UNWIND $events AS key
MATCH (e:Event {key: key})-[:BY]->(r:SourceRecord)
RETURN e.key AS key, e.occurred_at AS at, e.details AS details
"""


async def stated_times(read: Read, events: Sequence[str]) -> dict[str, str]:
    """Event key → when its source stated it last, without keys that are not stored or whose events were deleted."""
    rows = await read(_STATED, events=list(events)) if events else []
    return {
        row["key"]: Interaction(
            row["key"], "", "", row["at"], details=orjson.loads(row["details"]) if row["details"] else {}
        ).stated_at
        for row in rows
    }


async def stored_versions(read: Read, records: Sequence[str], events: Sequence[str]) -> StoredVersions:
    """The stored versions of the records and events with these keys, by one statement."""
    statements: list[str] = []
    keys: dict[str, Sequence[str]] = {}
    if records:
        statements.append(_RECORDS)
        keys["records"] = list(records)
    if events:
        statements.append(_EVENTS)
        keys["events"] = list(events)
    rows = await read("UNION ALL".join(statements), **keys) if statements else []
    stored = {row["what"]: row["stored"] for row in rows}
    # By position: a load decodes a version for each record, which takes 0.26 µs so and 0.97 µs by way of a dictionary.
    return StoredVersions(
        {
            key: RecordVersion(digest, at, bool(stub), retired_at, bool(merged))
            for key, digest, at, stub, retired_at, merged in stored.get("records", ())
        },
        {key: EventVersion(digest, timeline or "", moves) for key, digest, timeline, moves in stored.get("events", ())},
    )
