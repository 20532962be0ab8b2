"""Notes of people who serve a customer, written down as events of one of the customer's records."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from profile_service.domain.access.caller import Caller
from profile_service.domain.profile.notes import SOURCE, Note, NoteVersion, RecordedNote, corrected_event, note_event
from profile_service.domain.sources.events import Interaction
from profile_service.domain.sources.items import EventDeletion, Item
from profile_service.domain.values.errors import InvalidInput, NotFound
from profile_service.service.declared.actions import actions
from profile_service.service.declared.touchpoints import touchpoints
from profile_service.service.ingestion.ingest import ingest
from profile_service.service.stewardship.command_execution import CommandExecution
from profile_service.store.engine.store import Read
from profile_service.store.profile import notes


async def record(execution: CommandExecution, profile: str, note: Note, key: str, caller: Caller) -> Sequence[str]:
    """Write the note as an event of the record that it names, or else of the record with the latest version, of those
    that the caller sees; after a split it stays with that record. It is about the cases of its thread too. The identity
    of the caller is kept where there is one. Raises NotFound where the profile has no such record, or no event that the
    thread began with, InvalidInput where no rule makes such an offer."""
    _check_offer(note.offer)
    all_records = (await execution.profiles([profile]))[profile]
    records = {key: each for key, each in all_records.items() if caller.rights.shows_source(key.partition(":")[0])}
    if not records:
        raise NotFound("there is no such profile; look the customer up again")
    chosen = note.record or await notes.latest_record(execution.tx, records)
    if chosen not in records:
        raise NotFound("the profile has no such record; name one of its own, or none")
    execution.stated.add(chosen)
    if note.thread:
        cases = await notes.thread_cases(execution.tx, note.thread, records)
        if cases is None:
            raise NotFound("the customer has no such thread; take the key of one of their open threads")
        note = replace(note, about=tuple(dict.fromkeys([*note.about, *cases])))
    event = note_event(note, key, chosen, (execution.command.actor, execution.now), touchpoints())
    await ingest(execution.tx, [Item(1, events=(event,))])
    if caller.identity:
        await notes.keep_writer(execution.tx, event.key, caller.identity)
    return []


async def correct(execution: CommandExecution, key: str, words: Mapping[str, str | None]) -> Sequence[str]:
    """Replace words of a note; what it said before stays in its history."""
    stored, event = await _note(execution.tx.run, key)
    execution.stated.add(event.record)
    corrected = corrected_event(event, words)
    if corrected == event:
        return []
    await ingest(execution.tx, [Item(1, events=(corrected,))])
    await _keep(execution, stored, event)
    return []


async def withdraw(execution: CommandExecution, key: str) -> Sequence[str]:
    """Take a note back: it is no longer shown or counted, and stays in its history."""
    stored, event = await _note(execution.tx.run, key)
    execution.stated.add(event.record)
    at = max(execution.now, event.occurred_at)
    await ingest(execution.tx, [Item(1, event_deletions=(EventDeletion(key, at),))])
    await _keep(execution, stored, event)
    return []


def _check_offer(name: str | None) -> None:
    """Raises InvalidInput where a name is no action's: its answer would count for nothing, and nobody would notice."""
    if name is not None and name not in {rule.name for rule in actions()}:
        raise InvalidInput("there is no action of this name; take the name of one of the customer's next actions")


async def _note(read: Read, key: str) -> tuple[RecordedNote, Interaction]:
    stored = await notes.recorded_note(read, key) if key.startswith(f"{SOURCE}:") else None
    if stored is None:
        raise NotFound("there is no interaction with this key that was recorded here; the timeline names it")
    if stored.event is None:
        raise NotFound("this interaction was withdrawn; record it again where it did happen")
    return stored, stored.event


async def _keep(execution: CommandExecution, stored: RecordedNote, event: Interaction) -> None:
    """Keep what the note said until now, beside the event that the change has made anew."""
    versions = [*stored.versions, _version(execution, event)]
    await notes.keep_versions(execution.tx, event.key, versions, stored.writer)


def _version(execution: CommandExecution, event: Interaction) -> NoteVersion:
    by = execution.command
    return NoteVersion(execution.now, by.actor, by.reason, dict(event.details))
