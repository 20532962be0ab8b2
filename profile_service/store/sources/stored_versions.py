"""What is stored of records and events: as much as it takes to see whether those that are loaded change them."""

from collections.abc import Sequence
from dataclasses import dataclass

from profile_service.domain.sources.records import RecordVersion
from profile_service.store.engine.store import Read


@dataclass(frozen=True, slots=True)
class StoredVersions:
    """Of those that are stored: record key → version, event key → digest."""

    records: dict[str, RecordVersion]
    events: dict[str, str]


_RECORDS = """
UNWIND $records AS key
MATCH (r:SourceRecord {key: key})
RETURN 'records' AS what, collect([r.key, r.digest, r.observed_at, r.stub, r.retired_at]) AS stored
"""
_EVENTS = """
UNWIND $events AS key
MATCH (e:Event {key: key})
RETURN 'events' AS what, collect([e.key, e.digest]) AS stored
"""


async def stored_versions(ask: Read, records: Sequence[str], events: Sequence[str]) -> StoredVersions:
    """By their keys; in one statement."""
    asked = {"records": list(records), "events": list(events)}
    texts = [text for name, text in (("records", _RECORDS), ("events", _EVENTS)) if asked[name]]
    rows = await ask("UNION ALL".join(texts), **{name: keys for name, keys in asked.items() if keys}) if texts else []
    found = {row["what"]: row["stored"] for row in rows}
    return StoredVersions(
        {key: RecordVersion(digest, at, bool(stub), gone) for key, digest, at, stub, gone in found.get("records", ())},
        dict(found.get("events", ())),
    )
