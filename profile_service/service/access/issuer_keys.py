"""The public keys of an issuer (JWKS), from an address or a file; kept for some minutes, and asked for again where a
token names a key that is not among them."""

import asyncio
import json
import time
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import jwt

from profile_service.domain.values.errors import InvalidInput
from profile_service.service.access.addresses import is_loopback

_FRESH_SECONDS = 300.0
_RETRY_SECONDS = 10.0
"""No token makes us ask the issuer more often than that."""
_TIMEOUT_SECONDS = 5.0
_MAX_BYTES = 262_144
_MAX_KEYS = 100
_LEAST_RSA_BITS = 2_048
_ALGORITHMS: Mapping[tuple[object, object], frozenset[str]] = {
    ("RSA", None): frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512"}),
    ("EC", "P-256"): frozenset({"ES256"}),
    ("EC", "P-384"): frozenset({"ES384"}),
    ("EC", "P-521"): frozenset({"ES512"}),
    ("OKP", "Ed25519"): frozenset({"EdDSA"}),
}
"""Kind and curve of a key → its algorithms. All are asymmetric: who can test a token must not be able to make one."""
ALGORITHMS = frozenset(algorithm for each in _ALGORITHMS.values() for algorithm in each)
_PRIVATE_PARTS = {"d", "p", "q", "dp", "dq", "qi", "oth"}


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A key that tests signatures of these algorithms."""

    key: Any  # as the cryptography library has it, by its kind
    algorithms: frozenset[str]


class IssuerKeys:
    """The keys of one issuer. Where they cannot be had, those that were had before count on."""

    def __init__(self, place: str) -> None:
        self._place = checked_place(place)
        self._keys: Mapping[str, PublicKey] = {}
        self._had_at = float("-inf")
        self._asked_at = float("-inf")
        self._asking = asyncio.Lock()

    async def key(self, kid: str | None, algorithm: str) -> PublicKey | None:
        """The key of that id, if it is for the algorithm; without an id the only key there is. None where none fits."""
        if self._is_stale(kid):
            async with self._asking:
                if self._is_stale(kid) and time.monotonic() - self._asked_at > _RETRY_SECONDS:
                    self._asked_at = time.monotonic()
                    await self._renew()
        chosen = self._chosen(kid)
        return chosen if chosen is not None and algorithm in chosen.algorithms else None

    def _is_stale(self, kid: str | None) -> bool:
        return time.monotonic() - self._had_at > _FRESH_SECONDS or self._chosen(kid) is None

    def _chosen(self, kid: str | None) -> PublicKey | None:
        if kid is not None:
            return self._keys.get(kid)
        return next(iter(self._keys.values())) if len(self._keys) == 1 else None

    async def _renew(self) -> None:
        try:
            text = await asyncio.to_thread(_read, self._place)
            keys = _public_keys(json.loads(text))
        except (OSError, ValueError):
            return
        self._keys, self._had_at = keys, time.monotonic()


def checked_place(place: str) -> str:
    """An https address, or a path. Raises InvalidInput where it is another address; http is for this machine alone."""
    parts = urlsplit(place)
    if parts.scheme == "https" or (parts.scheme == "http" and is_loopback(parts.hostname or "")):
        return place
    if "://" in place:
        raise InvalidInput(f"{place[:100]}: keys of an issuer come from an https address or a file")
    return place


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any, **__: Any) -> None:
        """An address that leads elsewhere is not the declared one."""


def _read(place: str) -> bytes:
    """Raises OSError or ValueError where it cannot be read or is too large."""
    if "://" not in place:
        path = Path(place)
        if path.stat().st_size > _MAX_BYTES:
            raise ValueError("too large")
        return path.read_bytes()
    opener = urllib.request.build_opener(_NoRedirects)
    with opener.open(place, timeout=_TIMEOUT_SECONDS) as answer:
        text: bytes = answer.read(_MAX_BYTES + 1)
    if len(text) > _MAX_BYTES:
        raise ValueError("too large")
    return text


def _public_keys(declared: object) -> dict[str, PublicKey]:
    """Key id → key, of the keys of a set that are for signatures and asymmetric. One without an id has the id `""`."""
    members = declared.get("keys") if isinstance(declared, dict) else None
    if not isinstance(members, list):
        raise ValueError("no set of keys")  # noqa: TRY004  the text is not what it should be
    usable = ((each, _public_key(each)) for each in members[:_MAX_KEYS] if isinstance(each, dict))
    return {str(each.get("kid", "")): key for each, key in usable if key is not None}


def _public_key(declared: dict[str, Any]) -> PublicKey | None:
    """None where it is for something else, of a kind that we do not use, or too weak."""
    kind = (declared.get("kty"), declared.get("crv"))
    algorithms = _ALGORITHMS.get(kind if kind[0] != "RSA" else ("RSA", None), frozenset())
    if (named := declared.get("alg")) is not None:
        algorithms &= {named}
    if not algorithms or declared.get("use", "sig") != "sig":
        return None
    public = {name: value for name, value in declared.items() if name not in _PRIVATE_PARTS}
    try:
        key = jwt.PyJWK.from_dict(public).key
    except (jwt.PyJWTError, ValueError, TypeError, KeyError):
        return None
    return None if kind[0] == "RSA" and key.key_size < _LEAST_RSA_BITS else PublicKey(key, algorithms)
