"""The destruction of records with all that hangs on them and all traces of them, in transactions that let others take
their turns."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection
from dataclasses import replace

from profile_service.domain.privacy.erasures import ErasureScope
from profile_service.domain.stewardship.changes import Change, ChangeKind
from profile_service.domain.values.times import utc_now
from profile_service.service.privacy.rejected_rows import WrittenValues
from profile_service.service.privacy.scopes import scope_of
from profile_service.service.resolution.arriving_records import ResolutionInput
from profile_service.service.resolution.resolve import resolve
from profile_service.store.engine.store import Read, Store, WriteTransaction
from profile_service.store.privacy import erased_events, erased_traces
from profile_service.store.resolution.stored_records import stored_records

BATCH_EVENTS = 2_000


class Destruction:
    """Destroys records (keys), as far as they are there. `counts`: of what this process destroyed, by label or kind."""

    def __init__(self, store: Store, records: Collection[str], actor: str) -> None:
        self._store = store
        self._records = sorted(records)
        self._actor = actor
        self.counts: Counter[str] = Counter()

    async def destroy_events(self, progress: Callable[[int], None]) -> None:
        """Delete all events of the records, batch by batch."""
        destroyed = 0
        for record in self._records:
            while batch := await self._store.write(lambda tx: _delete_batch(tx, record), guarded=True):  # noqa: B023  awaited
                self.counts += batch
                destroyed += batch["Event"]
                progress(destroyed)

    async def written_values(self) -> WrittenValues:
        """The values by which rows of files are recognised as about the records."""
        return WrittenValues.of(await _scopes(self._store.read, self._records))

    async def destroy_records(self) -> None:
        """Delete the records, in one transaction with all traces of them in what stays: a profile is never seen with
        a part of them."""
        self.counts += await self._store.write(self._delete_records, guarded=True, actor=self._actor)

    async def _delete_records(self, tx: WriteTransaction) -> Counter[str]:
        scopes = await _scopes(tx.run, self._records)
        keys = sorted({key for scope in scopes for key in scope.keys})
        if not keys:
            return Counter()
        counts: Counter[str] = Counter()
        while batch := await _delete_rest(tx, keys):  # events that came in before it was suppressed
            counts += batch
        histories = {id for scope in scopes for id in (scope.profile, *(former.id for former in scope.former))}
        events = await erased_events.remains(tx.run, keys)
        counts["Event"] += len(events)
        await erased_events.delete_keys(tx, events)
        judged = await erased_traces.judged_with(tx, keys)
        counts["Change"] = await erased_traces.clear_changes(tx, histories, keys)
        counts["Decision"] = await erased_traces.clear_decisions(tx, keys, events)
        counts["Answer"] = await erased_traces.delete_answers(tx, histories, keys)
        await resolve(tx, ResolutionInput(deleted=keys), utc_now())
        await erased_traces.clear_judged(tx, judged, keys)
        await erased_traces.clear_merges(tx, keys)
        identifiers = {identifier.key for scope in scopes for identifier in scope.identifiers}
        counts["Identifier"] = await erased_traces.delete_identifiers(tx, identifiers)
        erased = {id for scope in scopes for id in scope.profiles}
        await erased_traces.delete_profiles(tx, erased)
        tx.changes = [_erased(change) for change in tx.changes if change.profile not in erased or _is_end(change)]
        tx.changes += [Change(id, ChangeKind.ERASED) for scope in scopes if not scope.is_whole for id in scope.profiles]
        counts["SourceRecord"], counts["Profile"] = len(keys), len(erased)
        return +counts


async def _delete_batch(tx: WriteTransaction, record: str) -> Counter[str]:
    events = await erased_events.next_events(tx.run, record, BATCH_EVENTS)
    if not events.keys:
        return Counter()
    counts = Counter(await erased_events.delete_events(tx, events))
    counts["Event"], counts["Transaction"] = len(events.keys), events.transactions
    return +counts


async def _delete_rest(tx: WriteTransaction, records: Collection[str]) -> Counter[str]:
    for record in records:
        if batch := await _delete_batch(tx, record):
            return batch
    return Counter()


async def _scopes(read: Read, records: Collection[str]) -> list[ErasureScope]:
    """The scopes of those of the records (keys) that are stored, by their profiles as they are now."""
    by_profile: dict[str, set[str]] = defaultdict(set)
    for record in await stored_records(read, records):
        by_profile[record.profile].add(record.key)
    return [await scope_of(read, profile, keys) for profile, keys in sorted(by_profile.items())]


def _is_end(change: Change) -> bool:
    return change.kind is ChangeKind.REMOVED


def _erased(change: Change) -> Change:
    """The end of an erased profile, as consumers are told of it."""
    return replace(change, kind=ChangeKind.ERASED) if _is_end(change) else change
