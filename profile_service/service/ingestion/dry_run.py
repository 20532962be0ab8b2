"""Dry run: what loading would do, without writing anything."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import TypeAlias

import orjson

from profile_service.domain.sources.counts import Counts, Outcome
from profile_service.domain.sources.dropped_cells import merged
from profile_service.domain.sources.events import EventVersion
from profile_service.domain.sources.items import Rejected
from profile_service.domain.sources.load_runs import LoadRun
from profile_service.domain.sources.records import RecordVersion
from profile_service.domain.values.times import utc_now
from profile_service.service.ingestion.batches import batches
from profile_service.service.ingestion.change_detection import detect_changes, detect_event_changes
from profile_service.service.ingestion.consents import consents_to_keep
from profile_service.service.ingestion.earlier_versions import earlier_versions
from profile_service.service.ingestion.event_identity import superseded_events, without_contradictions
from profile_service.service.ingestion.load import USUAL_OPTIONS, Load, Progress
from profile_service.service.ingestion.load_options import LoadOptions
from profile_service.service.ingestion.prepared_items import PreparedItem
from profile_service.service.ingestion.scratch import Scratch
from profile_service.service.ingestion.source_merges import new_merges
from profile_service.service.ingestion.unknown_states import unknown_states, unknown_states_sentence
from profile_service.service.resolution.rules_in_force import rules_to_read_by
from profile_service.store.engine.store import Store
from profile_service.store.sources.stored_versions import StoredVersions, stated_times, stored_versions

OnReject: TypeAlias = Callable[[Path, Rejected], None]


class DryRun:
    """Compares the files with the store and with what they stated before; takes no lock and keeps no writer waiting.

    A merge or a consent that the files state in several batches counts as a change in each of them.
    """

    def __init__(self, store: Store, batch_rows: int = 500) -> None:
        self._store = store
        self._batch_rows = batch_rows

    async def run(
        self, load: Load, progress: Progress, rejected: OnReject, options: LoadOptions = USUAL_OPTIONS
    ) -> LoadRun:
        """The run as it would end. `rejected` is called with each row that would be rejected."""
        now = utc_now()
        names = tuple(str(file.path) for file in load.files)
        run = LoadRun("", load.loader, load.source, names, "finished", Counts(), now, now, rows=load.rows)
        progress(run)
        rules = await rules_to_read_by(self._store)
        unknown: Counter[str] = Counter()
        with Scratch() as seen:
            for file in load.files:
                for batch in batches(file.items(rules), self._batch_rows):
                    counts, contradictions = await self._count_changes(batch.items, seen)
                    rejects = [*batch.rejects, *contradictions]
                    for reject in rejects:
                        rejected(file.path, reject)
                    count = sum(reject.rows for reject in rejects)
                    counts += Counts(read=count, rejected=count)
                    dropped = merged(run.dropped, (group.in_file(str(file.path)) for group in batch.dropped))
                    run = replace(run, counts=run.counts + counts, dropped=dropped, updated_at=utc_now())
                    unknown += unknown_states(batch.items)
                    progress(run)
        if sentence := unknown_states_sentence(unknown):
            options.say(sentence)
        return run

    async def _count_changes(
        self, arriving: Sequence[PreparedItem], seen: Scratch
    ) -> tuple[Counts, Sequence[Rejected]]:
        """The counts of the items that may be loaded, and the rejections of the others."""
        before = await self._stored(arriving, seen)
        items, contradictions = without_contradictions(arriving, before.events)
        now = utc_now()
        changes = detect_changes(items, before.records, now)
        outcomes = changes.outcomes
        await earlier_versions(self._store.read, changes, now)
        await new_merges(self._store.read, items, before.records, outcomes)
        await consents_to_keep(self._store.read, items, before.records, outcomes)
        changed_events = detect_event_changes(items, before, outcomes, utc_now())
        records = {key: version for key, version in changes.now.items() if version != before.records.get(key)}
        seen.put({f"record {key}": orjson.dumps(list(version)).decode() for key, version in records.items()})
        timelines = {event.key: event.timeline for event in changed_events.latest.values()}
        changed_keys = timelines | dict.fromkeys(changed_events.deletions, "")
        versions = {f"event {key}": [changed_events.digests[key], at] for key, at in changed_keys.items()}
        seen.put({key: orjson.dumps(version).decode() for key, version in versions.items()})
        for position in superseded_events(items, before.events):
            outcomes[position] = min(outcomes[position], Outcome.CHANGED)
        return Counts.of(zip(outcomes, (item.rows for item in items), strict=True)), contradictions

    async def _stored(self, items: Sequence[PreparedItem], seen: Scratch) -> StoredVersions:
        records = list(dict.fromkeys(chain.from_iterable(item.all_records for item in items)))
        events = list(dict.fromkeys(key for item in items for key in item.event_keys))
        stored = await stored_versions(self._store.read, records, events)
        of_records = seen.get(f"record {key}" for key in records)
        of_events = seen.get(f"event {key}" for key in events)
        seen_versions = {
            key.removeprefix("record "): RecordVersion(*orjson.loads(text)) for key, text in of_records.items()
        }
        return StoredVersions(
            stored.records | seen_versions,
            stored.events
            | {key.removeprefix("event "): EventVersion(*orjson.loads(text)) for key, text in of_events.items()},
            await stated_times(self._store.read, [d.event for item in items for d in item.event_deletions]),
        )
