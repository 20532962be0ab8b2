"""Notes of people who serve a customer, written down as events of one of the customer's records."""

from collections.abc import Sequence

from profile_service.domain.profile.notes import Note, note_event
from profile_service.domain.sources.items import Item
from profile_service.domain.values.errors import NotFound
from profile_service.service.declared.touchpoints import touchpoints
from profile_service.service.ingestion.ingest import ingest
from profile_service.service.stewardship.command_execution import CommandExecution
from profile_service.store.profile import notes


async def record(execution: CommandExecution, profile: str, note: Note, key: str) -> Sequence[str]:
    """Write the note as an event of the record that it names, or else of the record with the latest version; after a
    split it stays with that record. Raises NotFound where the profile has no such record."""
    records = (await execution.profiles([profile]))[profile]
    chosen = note.record or await notes.latest_record(execution.tx, records)
    if chosen not in records:
        raise NotFound("the profile has no such record; name one of its own, or none")
    event = note_event(note, key, chosen, (execution.command.actor, execution.now), touchpoints())
    await ingest(execution.tx, [Item(1, events=(event,))])
    return []
