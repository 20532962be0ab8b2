"""Bring items into the graph inside one transaction: compare with what is stored, resolve, write what differs."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

from profile_service.domain.sources.counts import Counts, Outcome
from profile_service.domain.sources.events import Subject
from profile_service.domain.sources.items import Item, Rejected
from profile_service.domain.sources.records import RecordVersion, stub
from profile_service.domain.sources.validation import validate
from profile_service.domain.stewardship.changes import Change, ChangeKind
from profile_service.domain.values.errors import StoreRejected
from profile_service.domain.values.times import utc_now
from profile_service.service.ingestion.change_detection import detect_changes, detect_event_changes
from profile_service.service.ingestion.consents import consents_to_keep
from profile_service.service.ingestion.earlier_versions import earlier_versions
from profile_service.service.ingestion.event_identity import (
    superseded_events,
    without_contradictions,
    without_former_records,
)
from profile_service.service.ingestion.prepared_items import PreparedItem, prepare_item
from profile_service.service.ingestion.source_merges import merge_judgements, new_merges
from profile_service.service.resolution.arriving_records import ResolutionInput
from profile_service.service.resolution.profile_changes import further_changes
from profile_service.service.resolution.resolve import resolve
from profile_service.service.resolution.rules_in_force import rules_in_force
from profile_service.store.engine.store import Read, WriteTransaction
from profile_service.store.sources import consents
from profile_service.store.sources import events as stored_events
from profile_service.store.sources import records as stored_records
from profile_service.store.sources.event_rows import EventRow
from profile_service.store.sources.record_rows import record_row
from profile_service.store.sources.stored_versions import StoredVersions, stated_times, stored_versions
from profile_service.store.sources.tallies import compact_tallies


async def ingest(tx: WriteTransaction, items: Iterable[Item], run: str | None = None) -> Counts:
    """Load items; returns how their rows fared. Loading the same again changes nothing. Raises InvalidInput where an
    item cannot be stored."""
    ready = []
    for item in items:
        validate(item)
        ready.append(prepare_item(item))
    return (await ingest_prepared(tx, ready, run=run)).counts


class Ingested(NamedTuple):
    """`counts`: how the rows fared; `rejected`: those that contradict what is stored, which are among the counts."""

    counts: Counts
    rejected: list[Rejected]


async def ingest_prepared(
    tx: WriteTransaction,
    arriving: Sequence[PreparedItem],
    known_subjects: Collection[Subject] = frozenset(),
    run: str | None = None,
) -> Ingested:
    """Load items that were prepared before; returns how their rows fared.

    `known_subjects` are sure to be stored already and are not written again. `run` is the load run that brings them.
    """
    before = await _stored(tx.run, arriving)
    accepted, rejected = without_contradictions(arriving, before.events)
    superseded = superseded_events(accepted, before.events)
    items: Sequence[PreparedItem] = accepted
    if superseded:
        items = without_former_records(accepted, superseded, before.events)
        before = await _stored(tx.run, items)
    outcomes = await _records(tx, items, before.records, run)
    stated = await consents_to_keep(tx.run, items, before.records, outcomes)
    concerned = await consents.keep(tx, stated, before.records, run)
    tx.changes += further_changes(tx.changes, concerned)
    former = await stored_events.remove(tx, sorted(chain.from_iterable(superseded.values())))
    tx.changes += [Change(id, ChangeKind.EVENTS) for id in sorted(former)]
    deletable = [d.event for item in items for d in item.event_deletions if d.event in before.events]
    before.stated_at.update(await stated_times(tx.run, deletable))
    await _events(tx, items, before, outcomes, known_subjects)
    for position in superseded:
        outcomes[position] = min(outcomes[position], Outcome.CHANGED)
    count = sum(reject.rows for reject in rejected)
    counts = Counts.of(zip(outcomes, (item.rows for item in items), strict=True))
    return Ingested(counts + Counts(read=count, rejected=count), rejected)


async def _stored(ask: Read, items: Sequence[PreparedItem]) -> StoredVersions:
    records = dict.fromkeys(chain.from_iterable(item.all_records for item in items))
    events = dict.fromkeys(chain.from_iterable(item.event_keys for item in items))
    return await stored_versions(ask, list(records), list(events))


async def _records(
    tx: WriteTransaction, items: Sequence[PreparedItem], before: Mapping[str, RecordVersion], run: str | None
) -> list[Outcome]:
    now = utc_now()
    changes = detect_changes(items, before, now)
    new = [r for r in changes.latest.values() if r.key not in before]
    changed = [r for r in changes.latest.values() if r.key in before]
    confirmed = await _confirm(tx, changes.confirmed_at)
    earlier = await earlier_versions(tx.run, changes, now)
    merges = merge_judgements(await new_merges(tx.run, items, before, changes.outcomes), now)
    if new or changed or confirmed or merges or earlier:
        arriving = ResolutionInput(new, changed, revisited=confirmed, judgements=merges, run=run, earlier=earlier)
        await resolve(tx, arriving, now)
    return changes.outcomes


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


async def _events(
    tx: WriteTransaction,
    items: Sequence[PreparedItem],
    before: StoredVersions,
    outcomes: list[Outcome],
    subjects: Collection[Subject],
) -> None:
    changes = detect_event_changes(items, before, outcomes, utc_now())
    latest, deletions = changes.latest, changes.deletions
    profiles = await stored_events.remove(tx, sorted((latest.keys() | deletions.keys()) & before.events.keys()))
    await stored_events.keep_deletions(tx, deletions)
    wanted = {s for event in latest.values() for s in event.subjects}
    await stored_events.keep_subjects(tx, [s for s in wanted if s not in subjects])
    profiles |= await _attach_events(tx, list(latest.values()))
    tx.changes += [Change(id, ChangeKind.EVENTS) for id in sorted(profiles)]


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
