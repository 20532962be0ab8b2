"""Erasing a person: shown first, written down in the ledger, then destroyed batch by batch.

Nothing is destroyed before the ledger's line is on the disk. Killed at any moment, the same command goes on, and so do
the start of the server and `privacy replay` (service/privacy/replay.py).
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from uuid_utils import uuid7

from profile_service.domain.privacy.erasures import ErasedRecord, ErasureOutcome, ErasurePreview, ErasureScope
from profile_service.domain.privacy.ledger_entries import LedgerAct, LedgerEntry
from profile_service.domain.values.times import utc_now
from profile_service.service.privacy.destruction import Destruction
from profile_service.service.privacy.file_remains import purge_files
from profile_service.service.privacy.ledger import Ledger
from profile_service.service.privacy.rejected_rows import remove_rejected_rows, running_rejects
from profile_service.service.privacy.scopes import scope_of
from profile_service.service.privacy.suppression import erased_hashes, keep_suppressed, require_own_ledger
from profile_service.store.engine.store import Read, Store, WriteTransaction
from profile_service.store.privacy import erasure_scope, suppressions
from profile_service.store.privacy.erasure_scope import EventCount

EraseProgress = Callable[[int], None]
"""Called with the number of events that were destroyed so far."""


def no_progress(_: int) -> None:
    """Says nothing."""


@dataclass(frozen=True, slots=True)
class ErasureRequest:
    """Who asks for the erasure of a profile (id), or of some of its records (keys; None: all), and why. The reason is
    kept nowhere but as a keyed hash, for people write names into it. `purge_later`: the embedded store goes on
    answering, and its files keep remains until its engine starts anew."""

    profile: str
    actor: str
    reason: str = ""
    records: Collection[str] | None = None
    purge_later: bool = False


class OpenErasure(NamedTuple):
    """An erasure that the ledger has and that is not complete, with the keys of its records that are there still."""

    begun: LedgerEntry
    records: Collection[str]
    purge_later: bool = False


async def preview_erasure(
    store: Store, data_dir: Path, profile: str, records: Collection[str] | None = None
) -> ErasurePreview:
    """What erasing the profile (id), or some of its records (keys), would destroy. Nothing is written. Raises NotFound
    where it has no such record."""
    scope = await scope_of(store.read, profile, records)
    events = await _events(store.read, scope)
    shown = tuple(ErasedRecord.of(r, events[r.key].events if r.key in events else 0) for r in scope.records)
    by_source: dict[str, tuple[int, int]] = {}
    for record in shown:
        count, before = by_source.get(record.source, (0, 0))
        by_source[record.source] = count + 1, before + record.events
    return ErasurePreview(
        scope.profile,
        shown,
        tuple(map(ErasedRecord.of, scope.kept)),
        await _counts(store.read, scope, events),
        by_source,
        suppressed=len(scope.keys) + len(scope.strong) + len(scope.moved),
        shared=len(scope.shared),
        running_loads=running_rejects(data_dir),
    )


async def erase(
    store: Store, ledger: Ledger, data_dir: Path, request: ErasureRequest, progress: EraseProgress = no_progress
) -> ErasureOutcome:
    """Erase; returns when nothing of the records is left in the store's graph and in the rejects files of `data_dir`.

    Raises NotFound where there is nothing to erase, and LedgerUnavailable where the ledger cannot be written or is not
    this store's; nothing is destroyed then.
    """
    async with ledger.one_at_a_time():
        begun, scope = await _begin(store, ledger, request)
        erasure = OpenErasure(begun, scope.keys, request.purge_later)
        return await carry_out(store, ledger, data_dir, erasure, progress)


async def carry_out(
    store: Store,
    ledger: Ledger,
    data_dir: Path,
    erasure: OpenErasure,
    progress: EraseProgress = no_progress,
) -> ErasureOutcome:
    """Destroy the records (keys) of an erasure that the ledger has, as far as they are there still, and write that it
    is complete."""
    begun, records, purge_later = erasure
    destruction = Destruction(store, records, begun.actor)
    await destruction.destroy_events(progress)
    # Before the records, by which the rows are recognised: so an interrupted erasure finds them again.
    unread = remove_rejected_rows(data_dir, await destruction.written_values())
    await destruction.destroy_records()
    purge = await purge_files(store, later=purge_later)
    counts = dict(destruction.counts)
    done = ledger.append(LedgerEntry(LedgerAct.ERASED, begun.id, utc_now(), begun.actor, counts=counts))
    await store.write(lambda tx: suppressions.carried_out(tx, done.seq), guarded=True)
    return ErasureOutcome(begun.id, done.at, counts, unread, purge)


async def _begin(store: Store, ledger: Ledger, request: ErasureRequest) -> tuple[LedgerEntry, ErasureScope]:
    """Write the ledger's line and, in the transaction that reads what it says, suppress what it names: from then on no
    load adds to it."""
    id = str(uuid7())
    begun: list[tuple[LedgerEntry, ErasureScope]] = []

    async def begin(tx: WriteTransaction) -> tuple[LedgerEntry, ErasureScope]:
        await require_own_ledger(tx.run, ledger)
        scope = await scope_of(tx.run, request.profile, request.records)
        if not begun or begun[-1][1] != scope:  # else an earlier attempt wrote the line
            begun.append((ledger.append(await _entry(tx.run, ledger, id, (request, scope))), scope))
        entry = begun[-1][0]
        await keep_suppressed(tx, ledger.keys, [entry])
        await suppressions.carried_out(tx, entry.seq)
        return begun[-1]

    return await store.write(begin, guarded=True, actor=request.actor)


async def _entry(read: Read, ledger: Ledger, id: str, asked: tuple[ErasureRequest, ErasureScope]) -> LedgerEntry:
    request, scope = asked
    counts = await _counts(read, scope, await _events(read, scope))
    reason = ledger.keys.reason(request.reason) if request.reason else ""
    hashes = erased_hashes(ledger.keys, scope)
    return LedgerEntry(LedgerAct.ERASE, id, utc_now(), request.actor, hashes, counts, reason)


async def _events(read: Read, scope: ErasureScope) -> dict[str, EventCount]:
    return {row.record: row for row in await erasure_scope.event_counts(read, scope.keys)}


async def _counts(read: Read, scope: ErasureScope, events: Mapping[str, EventCount]) -> dict[str, int]:
    transactions = sum(row.transactions for row in events.values())
    counts = {
        "SourceRecord": len(scope.keys),
        "Interaction": sum(row.events for row in events.values()) - transactions,
        "Transaction": transactions,
        "Identifier": len(scope.own),
        "Profile": len(scope.profiles),
        **await erasure_scope.related_counts(read, scope.keys),
    }
    return {name: count for name, count in counts.items() if count}
