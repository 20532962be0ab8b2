"""What items would change, beside what is stored. It only compares, so that a dry run tells what a load would."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from profile_service.domain.sources.counts import Outcome
from profile_service.domain.sources.records import RecordVersion, retired, stub
from profile_service.service.ingestion.prepared_items import PreparedItem
from profile_service.store.sources.event_rows import EventRow
from profile_service.store.sources.record_rows import RecordRow, record_row


@dataclass
class DetectedChanges:
    """`now`: what is stored afterwards, of the keys that the items name. `latest`: the records to write; `confirmed`:
    the time at which records were said again as they are."""

    outcomes: list[Outcome]
    now: dict[str, RecordVersion]
    latest: dict[str, RecordRow] = field(default_factory=dict)
    confirmed: dict[str, str] = field(default_factory=dict)

    def take(self, position: int, record: RecordRow) -> None:
        """One more version of a record, brought by the item at `position`."""
        stored = self.now.get(record.key)
        outcome = _outcome(stored, record.version)
        self.outcomes[position] = max(self.outcomes[position], outcome)
        if outcome is not Outcome.UNCHANGED:
            self._keep(record)
        elif stored and (at := _later(stored, record.version)):
            self.now[record.key] = stored._replace(observed_at=at, retired_at=stored.retired_at and at)
            if record.key in self.latest:
                self.latest[record.key] = record
            else:
                self.confirmed[record.key] = at

    def stand_in(self, key: str) -> None:
        """A stub, where the record is not stored yet."""
        if key not in self.now:
            self._keep(record_row(stub(key)))

    def _keep(self, record: RecordRow) -> None:
        self.latest[record.key] = record
        self.confirmed.pop(record.key, None)
        self.now[record.key] = record.version


def detect_changes(items: Sequence[PreparedItem], stored: Mapping[str, RecordVersion], now: str) -> DetectedChanges:
    """Records in the order in which the items bring them; what an item says of a record that it says is gone is
    not taken in."""
    weighed = DetectedChanges([Outcome.UNCHANGED] * len(items), dict(stored))
    for position, item in enumerate(items):
        ends = {gone.record: gone.at for gone in item.deletions} if item.deletions else {}
        for record in item.records:
            if record.key in ends:
                ends[record.key] = ends[record.key] or record.version.observed_at
            else:
                weighed.take(position, record)
        for key, at in ends.items():
            weighed.take(position, _ended(key, at, weighed.now.get(key), now))
        for key in item.referenced_records:
            weighed.stand_in(key)
    return weighed


def detect_event_changes(
    items: Sequence[PreparedItem], stored: Mapping[str, str], outcomes: list[Outcome]
) -> dict[str, EventRow]:
    """The events to write, the last of each key; `stored`: event key → digest."""
    latest: dict[str, EventRow] = {}
    now = dict(stored)
    for position, item in enumerate(items):
        for event in item.events:
            if now.get(event.key) != event.digest:
                outcome = Outcome.CHANGED if event.key in now else Outcome.LOADED
                outcomes[position] = max(outcomes[position], outcome)
                latest[event.key] = event
                now[event.key] = event.digest
    return latest


def _ended(key: str, at: str | None, stored: RecordVersion | None, now: str) -> RecordRow:
    return record_row(retired(key, at or now, at or (stored.observed_at if stored else None)))


def _outcome(stored: RecordVersion | None, told: RecordVersion) -> Outcome:
    """An older version, by the source's own time, never overwrites a newer one; a stub never overwrites anything.

    Of two versions of the same time the end of the record wins, then the greater digest, so that loading both again
    changes nothing. Where the source tells no time, the version that is loaded last wins: it may be a correction.
    """
    if stored is None or (stored.stub and not told.stub):
        return Outcome.LOADED
    if told.stub or stored.digest == told.digest:
        return Outcome.UNCHANGED
    return Outcome.CHANGED if _newer(stored, told) else Outcome.UNCHANGED


def _newer(stored: RecordVersion, told: RecordVersion) -> bool:
    if told.observed_at is None or stored.observed_at is None or _undated_end(told):
        return True
    return _rank(told, told.observed_at) > _rank(stored, stored.observed_at)


def _rank(version: RecordVersion, at: str) -> tuple[str, int, str]:
    """An end of which the source told no time gives way to a row that is as new as the version that it ended."""
    if version.retired_at is None:
        return at, 1, version.digest
    return at, 0 if _undated_end(version) else 2, version.digest


def _undated_end(version: RecordVersion) -> bool:
    return version.retired_at is not None and version.retired_at != version.observed_at


def _later(stored: RecordVersion, told: RecordVersion) -> str | None:
    """The time at which the source said again what is stored: a version from before it must not win any more."""
    at = told.observed_at
    return at if at and not told.stub and at > (stored.observed_at or "") else None
