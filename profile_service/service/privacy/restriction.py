"""Restriction: a person's data are kept, and used no more, until the restriction is lifted."""

from uuid_utils import uuid7

from profile_service.domain.privacy.hashes import HashKind
from profile_service.domain.privacy.ledger_entries import LedgerAct, LedgerEntry
from profile_service.domain.stewardship.changes import Change, ChangeKind
from profile_service.domain.values.errors import NotFound
from profile_service.domain.values.times import utc_now
from profile_service.service.privacy.ledger import Ledger
from profile_service.service.privacy.suppression import require_own_ledger
from profile_service.store.engine.store import Store, WriteTransaction
from profile_service.store.privacy import erasure_scope, restrictions, suppressions


async def restrict(store: Store, ledger: Ledger, profile: str, actor: str, reason: str = "") -> int:
    """Restrict the processing of a profile (id): it stands on the records, so that it follows them. Returns how many
    records that are. Raises NotFound where there is none."""
    return await _turn(store, ledger, (LedgerAct.RESTRICT, profile), (actor, reason))


async def lift_restriction(store: Store, ledger: Ledger, profile: str, actor: str, reason: str = "") -> int:
    """Let the profile (id) be processed again. Returns how many records it has."""
    return await _turn(store, ledger, (LedgerAct.UNRESTRICT, profile), (actor, reason))


async def _turn(store: Store, ledger: Ledger, what: tuple[LedgerAct, str], by: tuple[str, str]) -> int:
    (act, profile), (actor, reason) = what, by
    written: list[LedgerEntry] = []

    async def turn(tx: WriteTransaction) -> int:
        await require_own_ledger(tx.run, ledger)
        keys = [record.key for record in await erasure_scope.records_of(tx.run, profile)]
        if not keys:
            raise NotFound("there is no such profile; look the customer up again")
        now = utc_now()
        hashed = {HashKind.RECORD: [ledger.keys.hash(HashKind.RECORD, key) for key in keys]}
        if not written or written[-1].hashes != hashed:  # else an earlier attempt wrote the line
            kept = ledger.keys.reason(reason) if reason else ""
            written.append(ledger.append(LedgerEntry(act, str(uuid7()), now, actor, hashed, reason=kept)))
        if act is LedgerAct.RESTRICT:
            await restrictions.restrict(tx, dict.fromkeys(keys, now))
        else:
            await restrictions.lift(tx, keys)
        await suppressions.carried_out(tx, written[-1].seq)
        tx.changes.append(Change(profile, ChangeKind.ATTRIBUTES))
        return len(keys)

    return await store.write(turn, guarded=True, actor=actor)
