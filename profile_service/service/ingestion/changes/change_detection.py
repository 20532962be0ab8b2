"""Change detection: what arriving items change of the stored records and events. Comparing alone, so that a dry run
reports what a load would do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from profile_service.domain.sources.counts import Outcome
from profile_service.domain.sources.event_versions import stated_version
from profile_service.domain.sources.items import EventDeletion, SourceMerge
from profile_service.domain.sources.records import RecordVersion, SourceRecord, merged_away, retired, stub
from profile_service.service.ingestion.prepared_items import PreparedItem
from profile_service.store.sources.event_rows import EventRow, deletion_digest, deletion_time
from profile_service.store.sources.record_rows import RecordRow, record_row
from profile_service.store.sources.stored_versions import StoredVersions


@dataclass
class DetectedChanges:
    """`now`: the versions that are stored afterwards, by the record keys that the items name. `latest`: the records to
    write. `confirmed`: record key → the row in which its source stated the stored version again, later. `earlier`:
    record key → versions that are not, or no longer, its present one, each with the position of the item that brings
    it."""

    outcomes: list[Outcome]
    now: dict[str, RecordVersion]
    latest: dict[str, RecordRow] = field(default_factory=dict)
    confirmed: dict[str, tuple[int, RecordRow]] = field(default_factory=dict)
    earlier: dict[str, list[tuple[int, RecordRow]]] = field(default_factory=dict)

    @property
    def confirmed_at(self) -> dict[str, str]:
        """Record key → the time at which its source stated the stored version again."""
        return {key: row.version.observed_at for key, (_, row) in self.confirmed.items() if row.version.observed_at}

    def add(self, position: int, record: RecordRow) -> None:
        """Add one more version of a record, brought by the item at `position`."""
        stored = self.now.get(record.key)
        outcome = _outcome(stored, record.version)
        self.outcomes[position] = max(self.outcomes[position], outcome)
        if outcome is not Outcome.UNCHANGED:
            if record.key in self.latest:
                self._set_aside(position, self.latest[record.key])
            elif record.key in self.confirmed:
                self._set_aside(*self.confirmed[record.key])
            self._keep(record)
        elif stored and stored.digest != record.version.digest:
            self._set_aside(position, record)
        elif stored and (at := _later_time(stored, record.version)):
            self.now[record.key] = stored._replace(observed_at=at, retired_at=stored.retired_at and at)
            if record.key in self.latest:
                self.latest[record.key] = record
            else:
                self.confirmed[record.key] = position, record

    def add_stub(self, key: str) -> None:
        """Add a stub where the record is not stored yet."""
        if key not in self.now:
            self._keep(record_row(stub(key)))

    def add_merge(self, position: int, merge: SourceMerge, own: Sequence[RecordRow], now: str) -> None:
        """Add the end of a record that the item at `position` says was merged. It keeps nothing but its identifiers, as
        former ones: those that the merge names, and those of the item's `own` versions of it."""
        self.add(position, record_row(merged_away(merge.record, merge.at or now, merge.at)))
        source, _, record_id = merge.record.partition(":")
        if merge.identifiers:
            stated = SourceRecord(source, record_id, identifiers=merge.identifiers, observed_at=merge.at)
            self._set_aside(position, record_row(stated))
        for record in own:
            self._set_aside(position, record)

    def _set_aside(self, position: int, record: RecordRow) -> None:
        if not record.version.stub:
            self.earlier.setdefault(record.key, []).append((position, record))

    def _keep(self, record: RecordRow) -> None:
        self.latest[record.key] = record
        self.confirmed.pop(record.key, None)
        self.now[record.key] = record.version


def detect_changes(items: Sequence[PreparedItem], stored: Mapping[str, RecordVersion], now: str) -> DetectedChanges:
    """The changes to records, in the order in which the items bring them. An item's own version of a record that it
    deletes is ignored; one that it merges into another, and deletes too, was merged."""
    changes = DetectedChanges([Outcome.UNCHANGED] * len(items), dict(stored))
    for position, item in enumerate(items):
        deleted_at = {gone.record: gone.at for gone in item.deletions} if item.deletions else {}
        merged = {merge.record: merge for merge in item.merges} if item.merges else {}
        for record in item.records:
            if record.key in deleted_at:
                deleted_at[record.key] = deleted_at[record.key] or record.version.observed_at
            elif record.key not in merged:
                changes.add(position, record)
        for key, merge in merged.items():
            deleted = deleted_at.pop(key, None)
            own = [record for record in item.records if record.key == key]
            changes.add_merge(position, replace(merge, at=merge.at or deleted), own, now)
        for key, at in deleted_at.items():
            changes.add(position, _retired_record(key, at, changes.now.get(key), now))
        for key in item.referenced_records:
            changes.add_stub(key)
    return changes


@dataclass
class DetectedEventChanges:
    """`latest`: the events to write, the last of each key. `digests`: event key → digest of all that is stored
    afterwards. `deletions`: event key → when its source deleted it, of those to delete; `merged`: of these, those that
    were merged into others."""

    outcomes: list[Outcome]
    digests: dict[str, str]
    stated_at: dict[str, str]
    latest: dict[str, EventRow] = field(default_factory=dict)
    deletions: dict[str, str] = field(default_factory=dict)
    merged: dict[str, EventDeletion] = field(default_factory=dict)

    def add(self, position: int, event: EventRow) -> None:
        """Add an event that the item at `position` brings. The newest version wins; one from before its source deleted
        the event says nothing."""
        stored = self.digests.get(event.key)
        if stored == event.digest:
            return
        deleted_at = deletion_time(stored) if stored else None
        if deleted_at and event.stated_at <= deleted_at:
            return
        if stored and not deleted_at and not _replaces(event, stored):
            return
        self._count(position, event.key)
        self.latest[event.key] = event
        self.digests[event.key], self.stated_at[event.key] = event.digest, event.stated_at
        self.deletions.pop(event.key, None)
        self.merged.pop(event.key, None)

    def delete(self, position: int, deletion: EventDeletion, now: str) -> None:
        """Add a deletion that the item at `position` states. It also meets an older row that comes later; an event
        that was stated after it stays."""
        stored = self.digests.get(deletion.event)
        deleted_at = deletion_time(stored) if stored else None
        at = deletion.at or deleted_at or now
        if at <= (deleted_at or "") or at < self.stated_at.get(deletion.event, ""):
            return
        if not deleted_at:
            self._count(position, deletion.event)
        self.deletions[deletion.event] = at
        if deletion.record and deletion.number:
            self.merged[deletion.event] = deletion
        self.digests[deletion.event] = deletion_digest(at)
        self.latest.pop(deletion.event, None)

    def _count(self, position: int, key: str) -> None:
        outcome = Outcome.CHANGED if key in self.digests else Outcome.LOADED
        self.outcomes[position] = max(self.outcomes[position], outcome)


def detect_event_changes(
    items: Sequence[PreparedItem], stored: StoredVersions, outcomes: list[Outcome], now: str
) -> DetectedEventChanges:
    """The changes to events, in the order in which the items bring them."""
    changes = DetectedEventChanges(
        outcomes, {key: version.digest for key, version in stored.events.items()}, dict(stored.stated_at)
    )
    for position, item in enumerate(items):
        for event in item.events:
            changes.add(position, event)
        for deletion in item.event_deletions:
            changes.delete(position, deletion, now)
    return changes


def _replaces(event: EventRow, stored: str) -> bool:
    return stated_version(event.digest).replaces(stated_version(stored), event.occurred_at)


def _retired_record(key: str, at: str | None, stored: RecordVersion | None, now: str) -> RecordRow:
    return record_row(retired(key, at or now, at or (stored.observed_at if stored else None)))


def _outcome(stored: RecordVersion | None, arriving: RecordVersion) -> Outcome:
    """An older version, by the source's own time, never overwrites a newer one; a stub never overwrites anything.

    Of two versions of the same time the end of the record wins, then the greater digest, so that loading both again
    changes nothing. Where the source tells no time, the version that is loaded last wins: it may be a correction. That
    a record was merged is final: only a version of a later time, where both times are told, restores it.
    """
    if stored is None or (stored.stub and not arriving.stub):
        return Outcome.LOADED
    if arriving.stub or stored.digest == arriving.digest:
        return Outcome.UNCHANGED
    return Outcome.CHANGED if _is_newer(stored, arriving) else Outcome.UNCHANGED


def _is_newer(stored: RecordVersion, arriving: RecordVersion) -> bool:
    if (stored.merged or arriving.merged) and not (_is_dated(stored) and _is_dated(arriving)):
        return arriving.merged and (arriving.observed_at is None or not stored.merged)
    if arriving.observed_at is None or stored.observed_at is None or _is_undated_end(arriving):
        return True
    return _rank(arriving, arriving.observed_at) > _rank(stored, stored.observed_at)


def _rank(version: RecordVersion, at: str) -> tuple[str, int, str]:
    """Sorts the newer version last. A deletion without a time of its own yields to a row that is as new as the version
    that it ended."""
    if version.retired_at is None:
        return at, 1, version.digest
    if version.merged:
        return at, 3, version.digest
    return at, 0 if _is_undated_end(version) else 2, version.digest


def _is_dated(version: RecordVersion) -> bool:
    return version.observed_at is not None and not _is_undated_end(version)


def _is_undated_end(version: RecordVersion) -> bool:
    return version.retired_at is not None and version.retired_at != version.observed_at


def _later_time(stored: RecordVersion, arriving: RecordVersion) -> str | None:
    """The time at which the source stated the stored version again: an older version must not win any more."""
    at = arriving.observed_at
    return at if at and not arriving.stub and at > (stored.observed_at or "") else None
