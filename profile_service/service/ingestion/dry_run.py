"""Dry run: what loading would do, without writing anything."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TypeAlias

import orjson

from profile_service.domain.sources.counts import Counts
from profile_service.domain.sources.events import EventVersion
from profile_service.domain.sources.items import Rejected
from profile_service.domain.sources.load_runs import LoadRun
from profile_service.domain.sources.quality.dropped_cells import merged
from profile_service.domain.sources.quality.rejected_rows import reject_groups
from profile_service.domain.sources.records import RecordVersion
from profile_service.domain.values.times import utc_now
from profile_service.service.ingestion.batches import Batch, batches
from profile_service.service.ingestion.changes.batch_changes import BatchChanges, batch_changes, without_suppressed
from profile_service.service.ingestion.load import USUAL_OPTIONS, Load, Progress
from profile_service.service.ingestion.load_options import LoadOptions
from profile_service.service.ingestion.prepared_items import PreparedItem
from profile_service.service.ingestion.reports.rejects import without_suppressed_rejects
from profile_service.service.ingestion.reports.unknown_states import UnknownStates
from profile_service.service.ingestion.scratch import Scratch
from profile_service.service.resolution.rules_in_force import active_rules
from profile_service.store.engine.readable import Readable
from profile_service.store.privacy.suppressions import privacy_state
from profile_service.store.sources.stored_versions import StoredVersions, stored_versions

OnReject: TypeAlias = Callable[[Path, Rejected], None]


class DryRun:
    """Compares the files with the store and with what they stated before; takes no lock and keeps no writer waiting.

    A merge or a consent that the files state in several batches counts as a change in each of them.
    """

    def __init__(self, store: Readable, batch_rows: int = 500) -> None:
        self._store = store
        self._batch_rows = batch_rows
        self._source = ""

    async def run(
        self, load: Load, progress: Progress, rejected: OnReject, options: LoadOptions = USUAL_OPTIONS
    ) -> LoadRun:
        """The run as it would end. `rejected` is called with each row that would be rejected."""
        now = utc_now()
        names = tuple(str(file.path) for file in load.files)
        run = LoadRun("", load.loader, load.source, names, "finished", Counts(), now, now, rows=load.rows)
        progress(run)
        self._source = load.source
        rules = (await active_rules(self._store)).rules
        unknown = UnknownStates()
        with Scratch() as seen:
            for file in load.files:
                for batch in batches(file.items(rules), self._batch_rows):
                    admitted = await self._admitted(batch)
                    changes = await self._compare(admitted.items, seen)
                    rejects = (*admitted.rejects, *changes.rejected)
                    for reject in rejects:
                        rejected(file.path, reject)
                    groups = merged(run.reject_groups, reject_groups(rejects, str(file.path)))
                    count, left_out = sum(reject.rows for reject in admitted.rejects), admitted.suppressed
                    counts = changes.counts + Counts(read=count + left_out, rejected=count, suppressed=left_out)
                    dropped = merged(run.dropped, (group.in_file(str(file.path)) for group in batch.dropped))
                    counted = replace(run, counts=run.counts + counts, dropped=dropped, reject_groups=groups)
                    run = replace(counted, updated_at=utc_now())
                    unknown.add(batch.items)
                    progress(run)
        options.undeclared(unknown.words)
        for sentence in unknown.sentences:
            options.say(sentence)
        return replace(run, remarks=tuple(unknown.remarks))

    async def _admitted(self, batch: Batch) -> Batch:
        """The batch without what is suppressed."""
        read, secret = self._store.read, self._store.secret
        state = (await privacy_state(read)).suppressions
        if not state.hashes:
            return batch
        admitted = await without_suppressed(read, secret, state, batch.items)
        kept = await without_suppressed_rejects(read, secret, self._source, batch.rejects)
        rows = sum(reject.rows for reject in batch.rejects) - sum(reject.rows for reject in kept)
        return replace(batch, items=tuple(admitted.items), rejects=tuple(kept), suppressed=admitted.suppressed + rows)

    async def _compare(self, arriving: Sequence[PreparedItem], seen: Scratch) -> BatchChanges:
        """The changes that the items would bring, beside those of the batches before."""
        changes = await batch_changes(self._store.read, arriving, partial(self._versions, seen))
        stored, events = changes.stored, changes.events
        records = {key: version for key, version in changes.records.now.items() if version != stored.records.get(key)}
        seen.put({f"record {key}": orjson.dumps(list(version)).decode() for key, version in records.items()})
        timelines = {event.key: event.timeline for event in events.latest.values()}
        timelines |= dict.fromkeys(events.deletions, "")
        versions = {f"event {key}": [events.digests[key], timeline] for key, timeline in timelines.items()}
        seen.put({key: orjson.dumps(version).decode() for key, version in versions.items()})
        return changes

    async def _versions(self, seen: Scratch, records: Sequence[str], events: Sequence[str]) -> StoredVersions:
        """The stored versions, as the batches before would leave them."""
        stored = await stored_versions(self._store.read, records, events)
        of_records = seen.get(f"record {key}" for key in records)
        of_events = seen.get(f"event {key}" for key in events)
        seen_records = {key.removeprefix("record "): orjson.loads(text) for key, text in of_records.items()}
        seen_events = {key.removeprefix("event "): orjson.loads(text) for key, text in of_events.items()}
        return StoredVersions(
            stored.records | {key: RecordVersion(*values) for key, values in seen_records.items()},
            stored.events | {key: EventVersion(*values) for key, values in seen_events.items()},
        )
