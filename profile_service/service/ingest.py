"""Bring items into the graph inside one transaction: compare with what is stored, resolve, write what differs."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from profile_service.domain.changes import Change, ChangeKind
from profile_service.domain.counts import Counts, Outcome
from profile_service.domain.errors import StoreRejected
from profile_service.domain.events import Subject
from profile_service.domain.items import Item
from profile_service.domain.records import SourceRecord, stub
from profile_service.domain.times import utc_now
from profile_service.service.prepared import Prepared, prepared
from profile_service.service.resolve import Arrival, resolve
from profile_service.service.rules_in_force import rules_in_force
from profile_service.store import events as stored_events
from profile_service.store import records as stored_records
from profile_service.store.door import Transaction
from profile_service.store.event_rows import EventRow


async def ingest(tx: Transaction, items: Iterable[Item], run: str | None = None) -> Counts:
    """Load items; returns how their rows fared. Loading the same again changes nothing. Raises InvalidInput where an
    item cannot be stored."""
    return await take_in(tx, [prepared(item) for item in items], run=run)


async def take_in(
    tx: Transaction,
    items: Sequence[Prepared],
    known_subjects: Collection[Subject] = frozenset(),
    run: str | None = None,
) -> Counts:
    """The same of items that were prepared before.

    `known_subjects` are sure to be stored already and are not written again. `run` is the load run that brings them.
    """
    outcomes = [Outcome.UNCHANGED] * len(items)
    await _records(tx, items, outcomes, run)
    await _events(tx, items, outcomes, known_subjects)
    return Counts.of(zip(outcomes, (item.rows for item in items), strict=True))


async def _records(tx: Transaction, items: Sequence[Prepared], outcomes: list[Outcome], run: str | None) -> None:
    keys = dict.fromkeys(r.key for item in items for r in item.records)
    before = await stored_records.stored(tx, list(keys))
    latest: dict[str, SourceRecord] = {}
    confirmed: dict[str, str] = {}
    now: dict[str, stored_records.StoredRecord] = dict(before)
    for position, item in enumerate(items):
        for record in item.records:
            outcome = _outcome(now.get(record.key), record)
            outcomes[position] = max(outcomes[position], outcome)
            if outcome is not Outcome.UNCHANGED:
                latest[record.key] = record
                confirmed.pop(record.key, None)
                now[record.key] = stored_records.StoredRecord(record.digest, record.observed_at, record.stub)
            elif at := _later(now[record.key], record):
                now[record.key] = replace(now[record.key], observed_at=at)
                if record.key in latest:
                    latest[record.key] = record
                else:
                    confirmed[record.key] = at
    new = [r for r in latest.values() if r.key not in before]
    changed = [r for r in latest.values() if r.key in before]
    again = await _confirm(tx, confirmed)
    if latest or again:
        await resolve(tx, Arrival(new, changed, again=again, run=run), utc_now())


async def _confirm(tx: Transaction, times: Mapping[str, str]) -> set[str]:
    """Note when records were seen again; the keys of those by whom that may change who is who."""
    if not times:
        return set()
    rules = await rules_in_force(tx)
    shared = await stored_records.confirm(tx, times, rules.hub_cap)
    return {key for key, identifier in shared if rules.of(identifier.type).reissued and rules.joins(identifier)}


def _outcome(stored: stored_records.StoredRecord | None, record: SourceRecord) -> Outcome:
    """An older version, by the source's own time, never overwrites a newer one; a stub never overwrites anything.

    Of two versions of the same time one wins by its digest, so that loading both again changes nothing.
    Where the source tells no time, the version that is loaded last wins: it may be a correction.
    """
    if stored is None or (stored.stub and not record.stub):
        return Outcome.LOADED
    if record.stub or stored.digest == record.digest:
        return Outcome.UNCHANGED
    timed = record.observed_at is not None and stored.observed_at is not None
    newer = (record.observed_at, record.digest) > (stored.observed_at, stored.digest) if timed else True
    return Outcome.CHANGED if newer else Outcome.UNCHANGED


def _later(stored: stored_records.StoredRecord, record: SourceRecord) -> str | None:
    """The time at which the source said again what is stored: a version from before it must not win any more."""
    at = record.observed_at
    return at if at and not record.stub and at > (stored.observed_at or "") else None


async def _events(
    tx: Transaction, items: Sequence[Prepared], outcomes: list[Outcome], known: Collection[Subject]
) -> None:
    before = await stored_events.stored(tx, list(dict.fromkeys(e.key for item in items for e in item.events)))
    latest: dict[str, EventRow] = {}
    now: dict[str, str] = dict(before)
    for position, item in enumerate(items):
        for event in item.events:
            if now.get(event.key) != event.digest:
                outcome = Outcome.CHANGED if event.key in now else Outcome.LOADED
                outcomes[position] = max(outcomes[position], outcome)
                latest[event.key] = event
                now[event.key] = event.digest
    await stored_events.remove(tx, sorted(latest.keys() & before.keys()))
    wanted = {s for event in latest.values() for s in event.subjects}
    await stored_events.keep_subjects(tx, [s for s in wanted if s not in known])
    await _hang(tx, list(latest.values()))


async def _hang(tx: Transaction, events: Sequence[EventRow]) -> None:
    if not events:
        return
    hung = await stored_events.create(tx, events)
    long, profiles = hung.long, hung.profiles
    if hung.missing:
        await resolve(tx, Arrival([stub(key) for key in sorted(hung.missing)]), utc_now())
        again = await stored_events.create(tx, [e for e in events if e.record in hung.missing])
        if again.missing:
            raise StoreRejected("the store no longer holds what an event is about; load the file again")
        long, profiles = long | again.long, profiles | again.profiles
    await stored_events.fold_tallies(tx, long)
    tx.changes += [Change(id, ChangeKind.EVENTS) for id in sorted(profiles)]
