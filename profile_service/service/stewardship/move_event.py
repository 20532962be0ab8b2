"""Moving an event from one record to another, and back."""

from collections.abc import Collection, Sequence

from profile_service.domain.sources.event_moves import EventMove, EventMoves
from profile_service.domain.sources.records import stub
from profile_service.domain.stewardship.changes import Change, ChangeKind, event_moved_note
from profile_service.domain.stewardship.decisions import Decision
from profile_service.domain.values.errors import Conflict, NotFound
from profile_service.service.resolution.arriving_records import ResolutionInput
from profile_service.service.resolution.resolve import resolve
from profile_service.service.stewardship.command_execution import CommandExecution, refuse_locked
from profile_service.store.resolution import memberships
from profile_service.store.sources import event_moves
from profile_service.store.sources.event_moves import MovableEvent
from profile_service.store.sources.record_rows import record_row
from profile_service.store.stewardship import decisions


async def move_event(execution: CommandExecution, key: str, record: str) -> Sequence[str]:
    """Let the event belong to the record (key). Moved to the one that its source names, it belongs to that again,
    whichever the source names later."""
    event = await event_moves.movable_event(execution.tx.run, key)
    if event is None or event.record is None:
        raise NotFound("there is no event with this key; the timeline names it")
    ends = await memberships.of_records(execution.tx, {event.record, record})
    if record not in ends:
        raise NotFound("there is no source record with this key; a key is source:record_id")
    refuse_locked(ends)
    if event.record == record:
        return []
    by = execution.command
    chosen = None if record == event.moves.source_record else record
    move = EventMove(execution.decision, chosen, by.actor, by.reason, execution.now)
    await _place(execution, event, event.moves.after(move))
    execution.stated.update(ends)
    execution.moved.append(key)
    return []


async def turn_event(execution: CommandExecution, decision: Decision) -> None:
    """Let the event that the decision moved belong to the record that the other decisions about it leave it. Raises
    Conflict where the decision is made to hold again, and nothing is stored of the event any more."""
    if decision.event is None:
        return
    event = await event_moves.movable_event(execution.tx.run, decision.event)
    if event is None:
        if decision.is_undone:
            raise Conflict("the event that this decision moved is gone; decide anew")
        return
    undone = await decisions.undone(execution.tx, {move.decision for move in event.moves.statements})
    await _place(execution, event, event.moves.without(undone))


async def _place(execution: CommandExecution, event: MovableEvent, moves: EventMoves) -> None:
    """Keep the moves, and let the event belong to the record of the one that holds. One change for each profile."""
    await event_moves.keep_moves(execution.tx, {event.key: moves})
    if event.record is None or event.record == moves.record:
        return
    ends = {event.record, moves.record}
    placed = await memberships.of_records(execution.tx, ends)
    refuse_locked(placed)
    if moves.record not in placed:
        # An event without its record: taken back with the load run that brought it.
        await resolve(execution.tx, ResolutionInput([record_row(stub(moves.record))]), execution.now)
    await event_moves.move(execution.tx, event, moves.record)
    await _note_changes(execution, event.key, ends)


async def _note_changes(execution: CommandExecution, key: str, records: Collection[str]) -> None:
    placed = await memberships.of_records(execution.tx, records)
    profiles = {membership.profile for membership in placed.values()}
    note = event_moved_note(key)
    execution.tx.changes += [Change(id, ChangeKind.EVENTS, note=note) for id in sorted(profiles)]
