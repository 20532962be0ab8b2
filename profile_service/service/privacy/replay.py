"""The ledger carried out again: by a store that was restored from an earlier state, and after an interruption."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from profile_service.domain.privacy.hashes import HashKind
from profile_service.domain.privacy.ledger_entries import (
    LedgerAct,
    LedgerEntry,
    incomplete,
    restricted_records,
    suppressed_hashes,
)
from profile_service.domain.values.errors import NotFound
from profile_service.service.privacy import erasure
from profile_service.service.privacy.destruction import Destruction
from profile_service.service.privacy.file_remains import purge_files
from profile_service.service.privacy.ledger import Ledger, written_ledger
from profile_service.service.privacy.rejected_rows import remove_rejected_rows
from profile_service.service.privacy.suppression import keep_suppressed, require_own_ledger
from profile_service.settings import Settings
from profile_service.store.engine.store import Store, WriteTransaction
from profile_service.store.privacy import erased_events, erasure_scope, restrictions, suppressions

_PAGE = 5_000


@dataclass(frozen=True, slots=True)
class Replay:
    """What a replay did: how many erasures it completed, how many records and events it erased that the store had
    still or again, and how many records it restricted again."""

    completed: int = 0
    records: int = 0
    events: int = 0
    restricted: int = 0


async def replay_ledger(store: Store, ledger: Ledger, data_dir: Path, *, whole: bool = True) -> Replay:
    """Erase and suppress everything in the ledger that the store lacks. Running it again does nothing.

    `whole`: look through all keys of the store; else only where its own state says that it lags behind the ledger.
    Raises LedgerUnavailable where the ledger is not this store's.
    """
    async with ledger.one_at_a_time():
        entries = ledger.entries()
        await require_own_ledger(store.read, ledger)
        state = await suppressions.privacy_state(store.read)
        open_erasures = incomplete(entries)
        if not entries or (not whole and not open_erasures and state.ledger >= entries[-1].seq):
            return Replay()
        await _suppress(store, ledger, entries)
        return await _CatchingUp(store, ledger, data_dir, entries).carry_out(open_erasures)


async def catch_up(store: Store, settings: Settings) -> Replay:
    """Let a store that is opened to be served forget again what its ledger says, where it lags behind; mostly it costs
    one read. Raises LedgerUnavailable where the ledger is not this store's."""
    try:
        ledger = written_ledger(settings)
    except NotFound:
        return Replay()
    return await replay_ledger(store, ledger, settings.data_dir, whole=False)


async def _suppress(store: Store, ledger: Ledger, entries: Sequence[LedgerEntry]) -> None:
    """First, so that no load brings in again what is erased next."""

    async def work(tx: WriteTransaction) -> None:
        await keep_suppressed(tx, ledger.keys, entries)
        await suppressions.carried_out(tx, entries[-1].seq)

    await store.write(work, guarded=True, actor="privacy replay")


class _CatchingUp:
    """Lets a store catch up with the entries of a ledger."""

    def __init__(self, store: Store, ledger: Ledger, data_dir: Path, entries: Sequence[LedgerEntry]) -> None:
        self._store = store
        self._ledger = ledger
        self._data_dir = data_dir
        self._entries = entries

    async def carry_out(self, open_erasures: Sequence[LedgerEntry]) -> Replay:
        erased = {
            value: kind
            for value, (kind, entry) in suppressed_hashes(self._entries).items()
            if entry.act is LedgerAct.ERASE
        }
        restricted = restricted_records(self._entries)
        records, to_restrict = await self._records(erased, restricted)
        events = await self._events(erased)
        for entry in open_erasures:
            own = [key for value, key in records.items() if value in entry.of(HashKind.RECORD)]
            await erasure.carry_out(self._store, self._ledger, self._data_dir, erasure.OpenErasure(entry, own))
        destruction = Destruction(self._store, records.values(), "privacy replay")
        await destruction.destroy_events(lambda _: None)
        remove_rejected_rows(self._data_dir, await destruction.written_values())
        await destruction.destroy_records()
        await self._destroy_moved(events)
        if records or events:
            await purge_files(self._store)
        await self._restrict(to_restrict)
        return Replay(len(open_erasures), len(records), len(events), len(to_restrict))

    async def _records(
        self, erased: Collection[str], restricted: dict[str, str]
    ) -> tuple[dict[str, str], dict[str, str]]:
        """Hash → key of the stored records that are erased; key → since when, of those to restrict."""
        gone: dict[str, str] = {}
        held: dict[str, str] = {}
        after = ""
        while keys := await erasure_scope.record_keys(self._store.read, after, _PAGE):
            for key in keys:
                value = self._ledger.keys.hash(HashKind.RECORD, key)
                if value in erased:
                    gone[value] = key
                elif value in restricted:
                    held[key] = restricted[value]
            after = keys[-1]
        return gone, held

    async def _events(self, erased: dict[str, HashKind]) -> list[str]:
        """Keys of the stored events that had been moved to erased records: they are looked for one by one where there
        were any."""
        if HashKind.EVENT not in erased.values():
            return []
        moved: list[str] = []
        after = ""
        while keys := await erased_events.event_keys(self._store.read, after, _PAGE):
            moved += [key for key in keys if self._ledger.keys.hash(HashKind.EVENT, key) in erased]
            after = keys[-1]
        return moved

    async def _destroy_moved(self, events: Sequence[str]) -> None:
        if events:
            await self._store.write(lambda tx: erased_events.delete_counted(tx, events), guarded=True)

    async def _restrict(self, since: dict[str, str]) -> None:
        if since:
            await self._store.write(lambda tx: restrictions.restrict(tx, since), guarded=True)
