"""Suppression: what must never come in again, by keyed hashes, in the ledger and in the store."""

from collections.abc import Iterable, Mapping, Sequence

from uuid_utils import uuid7

from profile_service.domain.privacy.erasures import ErasureScope
from profile_service.domain.privacy.hashes import HashKind, PrivacyKeys
from profile_service.domain.privacy.ledger_entries import LedgerAct, LedgerEntry, suppressed_hashes
from profile_service.domain.values.errors import LedgerUnavailable, NotFound
from profile_service.domain.values.identifiers import Identifier
from profile_service.domain.values.times import utc_now
from profile_service.service.privacy.ledger import Ledger
from profile_service.store.engine.store import Read, Store, WriteTransaction
from profile_service.store.privacy import suppressions
from profile_service.store.privacy.suppressions import Suppressed


async def suppress(store: Store, ledger: Ledger, key: Identifier | str, actor: str, reason: str = "") -> LedgerEntry:
    """Leave whatever states this identifier, or the record with this key, out of all later loads. What is stored
    stays."""
    return await _act(store, ledger, _entry(ledger, LedgerAct.SUPPRESS, key, (actor, reason)))


async def lift(store: Store, ledger: Ledger, key: Identifier | str, actor: str, reason: str = "") -> LedgerEntry:
    """Let it come in again. Raises NotFound where it is not suppressed."""
    entry = _entry(ledger, LedgerAct.LIFT, key, (actor, reason))
    hashes = [value for values in entry.hashes.values() for value in values]
    if not await suppressions.among(store.read, hashes):
        raise NotFound("this is not suppressed; name the identifier or the record's key as it was suppressed")
    return await _act(store, ledger, entry)


async def keep_suppressed(tx: WriteTransaction, keys: PrivacyKeys, entries: Iterable[LedgerEntry]) -> None:
    """Write what the entries suppress, without what they lift again."""
    kept = suppressed_hashes(entries)
    await suppressions.keep(
        tx, [Suppressed(value, kind, entry.at, entry.id) for value, (kind, entry) in sorted(kept.items())], keys.mark
    )


async def require_own_ledger(read: Read, ledger: Ledger) -> None:
    """Raises LedgerUnavailable where the store was written with another secret, or by more lines than the ledger
    has."""
    state = await suppressions.privacy_state(read)
    mark = state.suppressions.mark
    entries = ledger.entries()
    if (mark is not None and mark != ledger.keys.mark) or (entries[-1].seq if entries else 0) < state.ledger:
        raise LedgerUnavailable(
            "the ledger of erasures here is not the one of this store, or lacks its latest lines: put back the folder "
            "and the secret that were used before (PROFILE_PRIVACY, PROFILE_PRIVACY_SECRET)"
        )


def erased_hashes(keys: PrivacyKeys, scope: ErasureScope) -> Mapping[HashKind, Sequence[str]]:
    """The hashes by which an erasure is known later, and by which what it erased is left out of loads."""
    return {
        HashKind.PROFILE: [keys.hash(HashKind.PROFILE, id) for id in scope.profiles],
        HashKind.RECORD: [keys.hash(HashKind.RECORD, key) for key in scope.keys],
        HashKind.IDENTIFIER: [keys.hash(HashKind.IDENTIFIER, identifier.key) for identifier in scope.strong],
        HashKind.EVENT: [keys.hash(HashKind.EVENT, key) for key in scope.moved],
    }


def _entry(ledger: Ledger, act: LedgerAct, key: Identifier | str, by: tuple[str, str]) -> LedgerEntry:
    kind, text = (HashKind.IDENTIFIER, key.key) if isinstance(key, Identifier) else (HashKind.RECORD, key)
    actor, reason = by
    hashed = ledger.keys.reason(reason) if reason else ""
    return LedgerEntry(act, str(uuid7()), utc_now(), actor, {kind: [ledger.keys.hash(kind, text)]}, reason=hashed)


async def _act(store: Store, ledger: Ledger, entry: LedgerEntry) -> LedgerEntry:
    """Write the line, and then carry it out."""
    await require_own_ledger(store.read, ledger)
    written = ledger.append(entry)

    async def carry_out(tx: WriteTransaction) -> None:
        if entry.act is LedgerAct.LIFT:
            await suppressions.lift(
                tx, [value for values in entry.hashes.values() for value in values], ledger.keys.mark
            )
        else:
            await keep_suppressed(tx, ledger.keys, [written])
        await suppressions.carried_out(tx, written.seq)

    await store.write(carry_out, guarded=True, actor=entry.actor)
    return written
