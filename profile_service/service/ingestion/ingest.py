"""Bring items into the graph inside one transaction: compare with what is stored, resolve, write what differs."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from profile_service.domain.sources.counts import Counts
from profile_service.domain.sources.event_moves import EventMoves
from profile_service.domain.sources.events import Subject
from profile_service.domain.sources.items import Item, Rejected
from profile_service.domain.sources.quality.validation import validate
from profile_service.domain.sources.records import stub
from profile_service.domain.stewardship.changes import Change, ChangeKind
from profile_service.domain.values.errors import StoreRejected
from profile_service.domain.values.times import utc_now
from profile_service.service.ingestion.changes.batch_changes import BatchChanges, batch_changes, without_suppressed
from profile_service.service.ingestion.changes.source_merges import merge_judgements
from profile_service.service.ingestion.prepared_items import PreparedItem, prepare_item
from profile_service.service.resolution.arriving_records import ResolutionInput
from profile_service.service.resolution.profile_changes import further_changes
from profile_service.service.resolution.resolve import resolve
from profile_service.service.resolution.rules_in_force import rules_in_force
from profile_service.store.engine.store import WriteTransaction
from profile_service.store.sources import consents, event_moves
from profile_service.store.sources import events as stored_events
from profile_service.store.sources import records as stored_records
from profile_service.store.sources.event_rows import EventRow
from profile_service.store.sources.record_rows import record_row
from profile_service.store.sources.tallies import compact_tallies
from profile_service.store.stewardship import decisions


async def ingest(tx: WriteTransaction, items: Iterable[Item], run: str | None = None) -> Counts:
    """Load items; returns how their rows fared. Loading the same again changes nothing. Raises InvalidInput where an
    item cannot be stored."""
    ready = []
    for item in items:
        validate(item)
        ready.append(prepare_item(item))
    return (await ingest_prepared(tx, ready, run=run)).counts


class Ingested(NamedTuple):
    """`counts`: how the rows fared; `rejected`: those that contradict what is stored, which are among the counts;
    `subjects`: those of the events that were written, which are sure to be stored now. `changed_orders`: whether
    orders may be others than before."""

    counts: Counts
    rejected: Sequence[Rejected]
    subjects: Collection[Subject]
    changed_orders: bool


async def ingest_prepared(
    tx: WriteTransaction,
    arriving: Sequence[PreparedItem],
    known_subjects: Collection[Subject] = frozenset(),
    run: str | None = None,
) -> Ingested:
    """Load items that were prepared before; returns how their rows fared.

    `known_subjects` are sure to be stored already and are not written again. `run` is the load run that brings them.
    """
    admitted = await without_suppressed(tx.run, tx.secret, tx.suppressions, arriving)
    changes = await batch_changes(tx.run, admitted.items)
    await _write_records(tx, changes, run)
    concerned = await consents.keep(tx, changes.consents, changes.stored.records, run)
    tx.changes += further_changes(tx.changes, concerned)
    former = await stored_events.remove(tx, changes.superseded)
    tx.changes += [Change(id, ChangeKind.EVENTS) for id in sorted(former)]
    subjects = await _write_events(tx, changes, known_subjects)
    left_out = Counts(read=admitted.suppressed, suppressed=admitted.suppressed)
    return Ingested(changes.counts + left_out, changes.rejected, subjects, changes.may_change_orders)


async def _write_records(tx: WriteTransaction, changes: BatchChanges, run: str | None) -> None:
    before = changes.stored.records
    new = [r for r in changes.records.latest.values() if r.key not in before]
    changed = [r for r in changes.records.latest.values() if r.key in before]
    confirmed = await _confirm(tx, changes.records.confirmed_at)
    merges = merge_judgements(changes.merges, changes.now)
    if new or changed or confirmed or merges or changes.earlier:
        arriving = ResolutionInput(
            new, changed, revisited=confirmed, judgements=merges, run=run, earlier=changes.earlier
        )
        await resolve(tx, arriving, changes.now)


async def _confirm(tx: WriteTransaction, times: Mapping[str, str]) -> set[str]:
    """Record when records were seen again; returns the keys of those that may be resolved differently for that."""
    if not times:
        return set()
    rules = await rules_in_force(tx)
    confirmed = await stored_records.confirm(tx, times, rules.hub_cap)
    tx.changes += further_changes(tx.changes, confirmed.profiles)
    return {
        claim.record
        for claim in confirmed.claims
        if (claim.was_given_up or rules.type_rule(claim.identifier.type).reissued) and rules.joins(claim.identifier)
    }


async def _write_events(
    tx: WriteTransaction, changes: BatchChanges, known_subjects: Collection[Subject]
) -> set[Subject]:
    """The subjects of the events that were written."""
    latest, deletions = changes.events.latest, changes.events.deletions
    replaced = (latest.keys() | deletions.keys()) & changes.stored.events.keys()
    profiles = await stored_events.remove(tx, sorted(replaced))
    await stored_events.keep_deletions(tx, deletions, changes.events.merged)
    subjects = {subject for event in latest.values() for subject in event.subjects}
    await stored_events.keep_subjects(tx, subjects.difference(known_subjects))
    moves = changes.event_moves
    placed = [_placed(event, moves.get(event.key)) for event in latest.values()] if moves else list(latest.values())
    profiles |= await _attach_events(tx, placed)
    await event_moves.keep_moves(tx, moves)
    if changes.superseded:
        await decisions.set_events(tx, {m.decision: key for key, stated in moves.items() for m in stated.statements})
    tx.changes += [Change(id, ChangeKind.EVENTS) for id in sorted(profiles)]
    return subjects


def _placed(event: EventRow, moves: EventMoves | None) -> EventRow:
    """The event on the record that a steward chose for it, or else on its source's."""
    return event.moved_to(moves.record) if moves and moves.is_moved else event


async def _attach_events(tx: WriteTransaction, events: Sequence[EventRow]) -> set[str]:
    """Ids of the profiles that have new events."""
    if not events:
        return set()
    attached = await stored_events.attach(tx, events)
    long, profiles = attached.long, attached.profiles
    if attached.missing:
        await resolve(tx, ResolutionInput([record_row(stub(key)) for key in sorted(attached.missing)]), utc_now())
        attached_later = await stored_events.attach(tx, [e for e in events if e.record in attached.missing])
        if attached_later.missing:
            raise StoreRejected("the store no longer holds what an event is about; load the file again")
        long, profiles = long | attached_later.long, profiles | attached_later.profiles
    await compact_tallies(tx, long)
    return {*profiles}
