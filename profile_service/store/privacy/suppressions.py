"""What must not come in again, by keyed hashes; profiles that were erased are among them."""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from profile_service.domain.privacy.hashes import HashKind
from profile_service.store.engine.store import Read, WriteTransaction
from profile_service.store.engine.write_lock import NO_SUPPRESSIONS, Suppressions

_STATE = """
MATCH (lock:Lock {name: 'write'})
RETURN coalesce(lock.suppressed, 0) AS suppressed, lock.privacy_mark AS mark, coalesce(lock.ledger, 0) AS ledger
"""


class PrivacyState(NamedTuple):
    """`ledger`: the number of the last line of the ledger that the store has carried out."""

    suppressions: Suppressions
    ledger: int


async def privacy_state(read: Read) -> PrivacyState:
    """The state of a store; nothing is suppressed where nothing was ever written."""
    rows = await read(_STATE)
    if not rows:
        return PrivacyState(NO_SUPPRESSIONS, 0)
    return PrivacyState(Suppressions(rows[0]["suppressed"], rows[0]["mark"]), rows[0]["ledger"])


_AMONG = """
UNWIND $hashes AS hash
MATCH (s:Suppression {hash: hash})
RETURN collect(s.hash) AS suppressed
"""


async def among(read: Read, hashes: Collection[str]) -> set[str]:
    """Those of the hashes that are suppressed, by one statement."""
    return set((await read(_AMONG, hashes=sorted(hashes)))[0]["suppressed"]) if hashes else set()


class Suppressed(NamedTuple):
    """A hash to keep: its kind, since when (fixed-width UTC text), and the erasure or the act (id) that is why."""

    hash: str
    kind: HashKind
    at: str
    act: str


# Two statements: what `MERGE` creates, the embedded engine does not count.
_KEEP = """
UNWIND $rows AS row
MERGE (s:Suppression {hash: row[0]})
SET s.kind = row[1], s.at = row[2], s.act = row[3]
"""
_COUNT = """
MATCH (s:Suppression)
WITH count(s) AS suppressed
MATCH (lock:Lock {name: 'write'})
SET lock.suppressed = suppressed, lock.privacy_mark = $mark
"""


async def keep(tx: WriteTransaction, suppressed: Sequence[Suppressed], mark: str) -> None:
    """Suppress from the next transaction on. `mark`: that of the secret that made the hashes. Keeping the same again
    changes nothing."""
    if suppressed:
        await tx.run(_KEEP, rows=[[s.hash, s.kind.value, s.at, s.act] for s in suppressed])
        await tx.run(_COUNT, mark=mark)


_LIFT = """
UNWIND $hashes AS hash
MATCH (s:Suppression {hash: hash})
DELETE s
"""


async def lift(tx: WriteTransaction, hashes: Collection[str], mark: str) -> None:
    """Suppress these no more."""
    if hashes:
        await tx.run(_LIFT, hashes=sorted(hashes))
        await tx.run(_COUNT, mark=mark)


_KINDS = """
MATCH (s:Suppression)
RETURN s.kind AS kind, count(s) AS count
"""


async def counts(read: Read) -> Mapping[HashKind, int]:
    """How many hashes of each kind there are."""
    return {HashKind(row["kind"]): row["count"] for row in await read(_KINDS)}


_CARRIED_OUT = """
MATCH (lock:Lock {name: 'write'})
SET lock.ledger = CASE WHEN coalesce(lock.ledger, 0) < $seq THEN $seq ELSE lock.ledger END
"""


async def carried_out(tx: WriteTransaction, seq: int) -> None:
    """Keep that the ledger is carried out up to the line with this number."""
    await tx.run(_CARRIED_OUT, seq=seq)
