"""Earlier versions of records, whose identifiers stay as former claims although a newer version is the present one."""

from collections.abc import Mapping
from dataclasses import replace

from profile_service.domain.resolution.claims import ClaimHistory
from profile_service.domain.resolution.stored_records import StoredRecord
from profile_service.domain.sources.counts import Outcome
from profile_service.service.ingestion.changes.change_detection import DetectedChanges
from profile_service.store.engine.store import Read
from profile_service.store.resolution.stored_records import stored_records
from profile_service.store.sources.record_rows import RecordRow


async def earlier_versions(ask: Read, changes: DetectedChanges, now: str) -> Mapping[str, list[RecordRow]]:
    """By record key, the earlier versions of these changes that say more of the record's identifiers than is stored;
    the items that bring them count as changes."""
    earlier = {
        key: rows
        for key, rows in changes.earlier.items()
        if changes.now[key].merged or not all(_says_nothing(row) for _, row in rows)
    }
    stored = {record.key: record for record in await stored_records(ask, earlier)}
    adding: dict[str, list[RecordRow]] = {}
    for key, rows in earlier.items():
        history = _stored_history(stored[key], changes.confirmed_at) if key in stored else ClaimHistory(key)
        if key in changes.latest:
            history.add(changes.latest[key].stated_identifiers, now)
        for position, row in rows:
            if history.add(row.stated_identifiers, now):
                changes.outcomes[position] = max(changes.outcomes[position], Outcome.CHANGED)
                adding.setdefault(key, []).append(row)
    return adding


def _stored_history(record: StoredRecord, confirmed: Mapping[str, str]) -> ClaimHistory:
    """The history of a stored record, whose present version its source may have stated again since."""
    return replace(record, observed_at=confirmed.get(record.key, record.observed_at)).claim_history()


def _says_nothing(row: RecordRow) -> bool:
    """Whether it states only the identifier that names the record, which every version of it states but the end of one
    that was merged."""
    named = row.key.partition(":")[2]
    return not row.removed and len(row.identifiers) == 1 and all(named.startswith(i.key) for i in row.identifiers)
