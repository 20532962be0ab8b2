"""Writing down what somebody who served a customer tells, as an event of one of the customer's records."""

from collections.abc import Sequence

from profile_service.domain.profile.notes import Note, note_event
from profile_service.domain.sources.items import Item
from profile_service.domain.values.errors import NotFound
from profile_service.service.declared.touchpoints import touchpoints
from profile_service.service.ingestion.ingest import ingest
from profile_service.service.stewardship.command_execution import CommandExecution
from profile_service.store.profile import notes


async def record(act: CommandExecution, profile: str, told: Note, key: str) -> Sequence[str]:
    """The event hangs on the record that is named, else on the one that its source spoke of last; after a split it
    stays with that record."""
    records = (await act.profiles([profile]))[profile]
    of = told.record or await notes.latest(act.tx, records)
    if of not in records:
        raise NotFound("the profile has no such record; name one of its own, or none")
    happened = note_event(told, key, of, (act.command.actor, act.now), touchpoints())
    await ingest(act.tx, [Item(1, events=(happened,))])
    return []
