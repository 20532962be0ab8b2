"""Receipts of erasures: what was erased when, without a word of whom, and proof of it by the ledger."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from profile_service.domain.privacy.ledger_entries import LedgerAct, LedgerEntry
from profile_service.domain.values.errors import InvalidInput, NotFound
from profile_service.service.privacy.ledger import Ledger

_KIND = "profile-service erasure receipt"
_VERSION = 1


@dataclass(frozen=True, slots=True)
class ReceiptCheck:
    """Whether the ledger proves a receipt, and why not, in a sentence."""

    proven: bool
    sentence: str


def receipt(ledger: Ledger, erasure: str) -> dict[str, Any]:
    """The receipt of an erasure (id), as JSON values. Raises NotFound where the ledger has none, or it is not complete
    yet."""
    begun, done = _entries(ledger, erasure)
    if begun is None or done is None:
        raise NotFound("the ledger has no complete erasure with this id")
    return {
        "kind": _KIND,
        "version": _VERSION,
        "erasure": begun.id,
        "begun_at": begun.at,
        "completed_at": done.at,
        "erased": dict(sorted(begun.counts.items())),
        "suppressed": {kind.value: len(hashes) for kind, hashes in begun.hashes.items()},
        "ledger_lines": [begun.seq, done.seq],
        "ledger_macs": [begun.mac, done.mac],
    }


def verify_receipt(ledger: Ledger, stated: Mapping[str, Any]) -> ReceiptCheck:
    """Whether the ledger, whose chain is checked as it is read, holds just the erasure that the receipt states. Raises
    InvalidInput where it is no receipt, LedgerUnavailable where the ledger was changed."""
    if stated.get("kind") != _KIND or not isinstance(stated.get("erasure"), str):
        raise InvalidInput("this is no receipt of an erasure")
    begun, done = _entries(ledger, stated["erasure"])
    if begun is None:
        return ReceiptCheck(False, "the ledger has no such erasure")
    if done is None:
        return ReceiptCheck(False, "the erasure began and is not complete; `profile-service privacy replay` goes on")
    if dict(stated) != receipt(ledger, stated["erasure"]):
        return ReceiptCheck(False, "the receipt says other things than the ledger")
    return ReceiptCheck(True, f"the erasure was carried out; it was complete at {done.at}")


def _entries(ledger: Ledger, erasure: str) -> tuple[LedgerEntry | None, LedgerEntry | None]:
    """The lines of its beginning and its end."""
    of_erasure = [entry for entry in ledger.entries() if entry.id == erasure]
    begun = [entry for entry in of_erasure if entry.act is LedgerAct.ERASE]
    done = [entry for entry in of_erasure if entry.act is LedgerAct.ERASED]
    return (begun[-1] if begun else None), (done[-1] if done else None)
