"""The contacts of a customer that are about the same as others, found by their cases and by what they are about."""

from collections.abc import Sequence

from profile_service.domain.context.conversations import ContactNames
from profile_service.domain.profile.timelines import EventFilter
from profile_service.domain.sources.events import Event
from profile_service.domain.values.times import EARLIEST, LATEST
from profile_service.store.engine.store import Store
from profile_service.store.profile.timeline_events import event, event_columns
from profile_service.store.sources.event_rows import matter_key

_WANTED = (
    """e.kind IN $kinds AND r.key IN $records AND e.occurred_at >= $since AND e.occurred_at < $until
RETURN r.key AS record, """
    + event_columns(with_lines=False)
    + " AS event\n"
)
_RELATED = f"""
UNWIND $cases AS key
MATCH (:Case {{key: key}})<-[:ABOUT]-(e:Event)-[:BY]->(r:SourceRecord)
WHERE {_WANTED}
UNION ALL
UNWIND $matters AS key
MATCH (e:Event {{matter: key}})-[:BY]->(r:SourceRecord)
WHERE {_WANTED}
UNION ALL
UNWIND $matters AS key
MATCH (:Event {{matter: key}})-[:ABOUT]->(:Case)<-[:ABOUT]-(e:Event)-[:BY]->(r:SourceRecord)
WHERE {_WANTED}
"""


async def related_contacts(
    store: Store, records: Sequence[str], names: ContactNames, wanted: EventFilter
) -> dict[str, Event]:
    """Key → contact, of those of the records that have one of the names, or the case of one that has. Costs one
    statement, by the number of names, records and such contacts."""
    rows = await store.read(
        _RELATED,
        cases=sorted(names.cases),
        matters=sorted(matter_key(record, matter) for record in records for matter in names.matters),
        records=list(records),
        kinds=sorted(wanted.kinds or ()),
        since=wanted.since or EARLIEST,
        until=wanted.until or LATEST,
    )
    contacts = (event(row["record"], row["event"]) for row in rows)
    return {contact.key: contact for contact in contacts}
