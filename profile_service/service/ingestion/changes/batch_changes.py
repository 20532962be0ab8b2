"""The changes of a batch: all that its items change of what is stored, by reads alone, so that a dry run reports what a
load does."""

from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple, TypeAlias

from profile_service.domain.privacy.hashes import HashKind, PrivacyKeys
from profile_service.domain.sources.consents import Consent
from profile_service.domain.sources.counts import Counts, Outcome
from profile_service.domain.sources.event_moves import EventMoves, event_moves
from profile_service.domain.sources.events import EventVersion
from profile_service.domain.sources.items import Rejected, SourceMerge
from profile_service.domain.stewardship.split import Pair
from profile_service.domain.values.times import utc_now
from profile_service.service.access.privacy_keys import privacy_keys
from profile_service.service.ingestion.changes.change_detection import (
    DetectedChanges,
    DetectedEventChanges,
    detect_changes,
    detect_event_changes,
)
from profile_service.service.ingestion.changes.consents import consents_to_keep
from profile_service.service.ingestion.changes.earlier_versions import earlier_versions
from profile_service.service.ingestion.changes.event_identity import (
    superseded_events,
    without_contradictions,
    without_former_records,
)
from profile_service.service.ingestion.changes.source_merges import new_merges
from profile_service.service.ingestion.prepared_items import PreparedItem
from profile_service.store.engine.store import Read
from profile_service.store.engine.write_lock import Suppressions
from profile_service.store.places.address import SecretPlace
from profile_service.store.privacy import suppressions
from profile_service.store.sources.event_moves import moves_of_each
from profile_service.store.sources.record_rows import RecordRow
from profile_service.store.sources.stored_versions import StoredVersions, stated_times, stored_versions

VersionsReader: TypeAlias = Callable[[Sequence[str], Sequence[str]], Awaitable[StoredVersions]]
"""Reads the stored versions of records and events, given by their keys."""


@dataclass(frozen=True, slots=True)
class BatchChanges:
    """`counts`: how the rows fare; `rejected`: those that contradict what is stored, which are among the counts.

    `stored`: the versions before. `earlier`: record key → earlier versions that say more; `merges`: the pairs that the
    items state for the first time; `consents`: those to keep; `superseded`: the keys of events to remove, for they are
    kept under others now; `event_moves`: event key → what stewards stated of the events that are written or deleted,
    which goes along with them. `now`: the time of the comparison (fixed-width UTC text).
    """

    now: str
    counts: Counts
    rejected: Sequence[Rejected]
    stored: StoredVersions
    records: DetectedChanges
    earlier: Mapping[str, list[RecordRow]]
    merges: Mapping[Pair, SourceMerge]
    consents: Sequence[Consent]
    events: DetectedEventChanges
    superseded: Sequence[str]
    event_moves: Mapping[str, EventMoves]

    @property
    def may_change_orders(self) -> bool:
        """Whether a transaction is written, or an event removed, of which the kind is not looked up."""
        written = any(event.label == "Transaction" for event in self.events.latest.values())
        return written or bool(self.events.deletions or self.superseded)


async def batch_changes(
    ask: Read, arriving: Sequence[PreparedItem], read_versions: VersionsReader | None = None
) -> BatchChanges:
    """The changes that the items bring. `read_versions`: where the stored versions are not the store's alone."""
    now = utc_now()
    stored = await _stored(ask, arriving, read_versions)
    items, rejected = without_contradictions(arriving, stored.events)
    superseded = superseded_events(items, stored.events)
    if superseded:
        items = without_former_records(items, superseded, stored.events)
        stored = await _stored(ask, items, read_versions)
    records = detect_changes(items, stored.records, now)
    earlier = await earlier_versions(ask, records, now)
    merges = await new_merges(ask, items, stored.records, records.outcomes)
    consents = await consents_to_keep(ask, items, stored.records, records.outcomes)
    deletions = [deletion.event for item in items for deletion in item.event_deletions]
    stored.stated_at.update(await stated_times(ask, [key for key in deletions if key in stored.events]))
    events = detect_event_changes(items, stored, records.outcomes, now)
    for position in superseded:
        records.outcomes[position] = min(records.outcomes[position], Outcome.CHANGED)
    counts = _counts(items, records.outcomes, rejected)
    gone = sorted(chain.from_iterable(superseded.values()))
    moves = _event_moves(events, stored.events, await _former_moves(ask, items, superseded))
    return BatchChanges(now, counts, rejected, stored, records, earlier, merges, consents, events, gone, moves)


async def _former_moves(
    ask: Read, items: Sequence[PreparedItem], superseded: Mapping[int, Sequence[str]]
) -> dict[str, EventMoves]:
    """By the keys under which events are kept now what stewards stated of them under their former ones."""
    if not superseded:
        return {}
    pairs = [pair for position, keys in superseded.items() for pair in zip(keys, items[position].events, strict=False)]
    moves = await moves_of_each(ask, [former for former, _ in pairs])
    return {event.key: stated for (_, event), stated in zip(pairs, moves, strict=True) if stated}


def _event_moves(
    events: DetectedEventChanges, stored: Mapping[str, EventVersion], former: Mapping[str, EventMoves]
) -> dict[str, EventMoves]:
    moves = dict(former)
    for key in chain(events.latest, events.deletions):
        version = stored.get(key)
        if version and version.moves_text:
            moves[key] = event_moves(version.moves_text)
    written = events.latest
    return {k: stated.stated_of(written[k].record) if k in written else stated for k, stated in moves.items()}


async def _stored(ask: Read, items: Sequence[PreparedItem], read_versions: VersionsReader | None) -> StoredVersions:
    records = list(dict.fromkeys(chain.from_iterable([item.all_records for item in items])))
    events = list(dict.fromkeys(chain.from_iterable([item.event_keys for item in items])))
    return await (read_versions(records, events) if read_versions else stored_versions(ask, records, events))


def _counts(items: Sequence[PreparedItem], outcomes: Sequence[Outcome], rejected: Sequence[Rejected]) -> Counts:
    count = sum(reject.rows for reject in rejected)
    return Counts.of(zip(outcomes, [item.rows for item in items], strict=True)) + Counts(read=count, rejected=count)


class Admitted(NamedTuple):
    """The items that may come in, and the number of rows that were left out as a whole."""

    items: Sequence[PreparedItem]
    suppressed: int = 0


async def without_suppressed(
    read: Read, secret: SecretPlace | None, state: Suppressions, items: Sequence[PreparedItem]
) -> Admitted:
    """The items without what is suppressed: a record whose key or one of whose identifiers is, with its events and all
    else that is stated of it. Costs nothing where nothing is suppressed, and one statement where something is.

    Raises LedgerUnavailable where the secret that made the hashes is not here.
    """
    if not state.hashes:
        return Admitted(items)
    hashes = _Hashes(privacy_keys(secret, state.mark))
    asked = {value for item in items for value in hashes.of_item(item)}
    suppressed = await suppressions.among(read, asked)
    if not suppressed:
        return Admitted(items)
    left = [(item, _without(item, hashes, suppressed)) for item in items]
    return Admitted(
        [kept for _, kept in left if kept is not None], sum(item.rows for item, kept in left if kept is None)
    )


class _Hashes:
    """Keyed hashes, each made once for a batch: a record may be named by hundreds of events."""

    def __init__(self, keys: PrivacyKeys) -> None:
        self._keys = keys
        self._made: dict[tuple[HashKind, str], str] = {}

    def record(self, key: str) -> str:
        return self._hash(HashKind.RECORD, key)

    def event(self, key: str) -> str:
        return self._hash(HashKind.EVENT, key)

    def identifier(self, key: str) -> str:
        return self._hash(HashKind.IDENTIFIER, key)

    def of_record(self, record: RecordRow) -> Iterator[str]:
        yield self.record(record.key)
        for stated in record.identifiers:
            yield self.identifier(stated.key)

    def of_item(self, item: PreparedItem) -> Iterator[str]:
        for record in item.records:
            yield from self.of_record(record)
        yield from map(self.record, item.all_records)
        for event in item.events:
            yield self.record(event.record)
            yield self.event(event.key)
        for deletion in item.event_deletions:
            yield self.event(deletion.event)
            if deletion.record:
                yield self.record(deletion.record)
        for consent in item.consents:
            if consent.address:
                yield self.identifier(consent.address.key)

    def _hash(self, kind: HashKind, key: str) -> str:
        made = self._made.get((kind, key))
        if made is None:
            made = self._made[kind, key] = self._keys.hash(kind, key)
        return made


def _without(item: PreparedItem, hashes: _Hashes, suppressed: Collection[str]) -> PreparedItem | None:
    """The item without what is suppressed; None where nothing is left that it came for."""
    if not any(value in suppressed for value in hashes.of_item(item)):
        return item
    gone = {
        record.key for record in item.records if any(value in suppressed for value in hashes.of_record(record))
    }  # fmt: skip

    def is_gone(record: str | None) -> bool:
        return record is not None and (record in gone or hashes.record(record) in suppressed)

    left = item._replace(
        records=tuple(record for record in item.records if record.key not in gone),
        events=tuple(e for e in item.events if not is_gone(e.record) and hashes.event(e.key) not in suppressed),
        merges=tuple(merge for merge in item.merges if not is_gone(merge.record) and not is_gone(merge.survivor)),
        deletions=tuple(deletion for deletion in item.deletions if not is_gone(deletion.record)),
        consents=tuple(
            consent
            for consent in item.consents
            if not is_gone(consent.record)
            and not (consent.address and hashes.identifier(consent.address.key) in suppressed)
        ),
        event_deletions=tuple(
            deletion
            for deletion in item.event_deletions
            if not is_gone(deletion.record) and hashes.event(deletion.event) not in suppressed
        ),
        referenced_records=tuple(key for key in item.referenced_records if not is_gone(key)),
        all_records=tuple(key for key in item.all_records if not is_gone(key)),
        paid_orders=tuple(order for order in item.paid_orders if not is_gone(order.record)),
    )
    if item.events and not left.events and not left.event_deletions:
        return None  # its records only stand for whose events they are
    kept = (left.records, left.events, left.merges, left.deletions, left.consents, left.event_deletions)
    return left if any(kept) else None
