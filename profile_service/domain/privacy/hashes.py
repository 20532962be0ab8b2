"""Keyed hashes that stand for erased people: by them it is recognised who must not come in again, and nobody can tell
from them who that is."""

import hmac
from enum import Enum

_HASH_CHARACTERS = 32


class HashKind(Enum):
    """The kinds of keys that are hashed; equal texts of two kinds have different hashes."""

    PROFILE = "profile"
    RECORD = "record"
    IDENTIFIER = "identifier"
    EVENT = "event"


class PrivacyKeys:
    """The keys of the ledger and of its hashes, all derived from one secret. No representation shows any."""

    __slots__ = ("_chain", "_kinds", "_mark", "_reason")

    def __init__(self, secret: bytes) -> None:
        # Made ready once and copied: to key an HMAC takes six times as long as to compute it of a key.
        self._kinds = {kind: _keyed(secret, kind.value) for kind in HashKind}
        self._chain, self._mark, self._reason = (_keyed(secret, purpose) for purpose in ("chain", "mark", "reason"))

    def __repr__(self) -> str:
        return "PrivacyKeys(…)"

    def hash(self, kind: HashKind, key: str) -> str:
        """What stands for a key: the first 32 hexadecimal digits of its HMAC-SHA256."""
        return _hex(self._kinds[kind], key.encode())[:_HASH_CHARACTERS]

    def reason(self, text: str) -> str:
        """What stands for the words of a reason."""
        return _hex(self._reason, text.encode())[:_HASH_CHARACTERS]

    def link(self, previous: str, signed: bytes) -> str:
        """The HMAC of a line of the ledger, in hexadecimal."""
        return _hex(self._chain, previous.encode() + signed)

    @property
    def mark(self) -> str:
        """What tells this secret from another one: a store keeps it, so that hashes of two secrets never mix."""
        return _hex(self._mark, b"")[:_HASH_CHARACTERS]


def _keyed(secret: bytes, purpose: str) -> hmac.HMAC:
    return hmac.new(hmac.digest(secret, f"privacy {purpose}".encode(), "sha256"), digestmod="sha256")


def _hex(keyed: hmac.HMAC, text: bytes) -> str:
    digest = keyed.copy()
    digest.update(text)
    return digest.hexdigest()
