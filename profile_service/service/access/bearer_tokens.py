"""Bearer tokens (JWT) of declared issuers. Of a token's header only `kid` and a checked `alg` count; PyJWT is used here
alone."""

import base64
import binascii
import hmac
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import jwt

from profile_service.domain.access.actor_names import plain_name
from profile_service.domain.access.caller import Caller, caller_identity
from profile_service.domain.access.rights import is_scope, scoped_rights
from profile_service.domain.values.errors import InvalidInput, Unauthenticated
from profile_service.service.access.issuer_keys import ALGORITHMS, IssuerKeys, PublicKey
from profile_service.service.declared.access import DeclaredAccess, Issuer, LoginClient

_REFUSED_HEADERS = ("jku", "jwk", "x5u", "x5c", "crit", "zip", "b64")
_TYPES = {"jwt", "at+jwt", "application/at+jwt"}
MAX_TOKEN = 8_192
_LEEWAY_SECONDS = 30
_MAX_NAME = 100
_MAX_SUBJECT = 255
_SCOPE_PREFIX = "profiles:"
_REFUSED = "the token is not valid, or no longer; ask for a new one"


@dataclass(frozen=True, slots=True)
class IssuedIdentity:
    """Who somebody is by a token that was checked. `scopes`: of the token, as far as they are ours. `subject`: who they
    are for the issuer, whatever they are called; None where it does not say."""

    issuer: str
    name: str
    role: str
    scopes: tuple[str, ...]
    subject: str | None


class BearerTokens:
    """The callers of tokens. All that is wrong with one is refused alike, by Unauthenticated."""

    def __init__(self, declared: DeclaredAccess) -> None:
        self._declared = declared
        self._issuers = {issuer.issuer: (issuer, IssuerKeys(issuer.keys)) for issuer in declared.issuers}

    async def caller(self, text: str) -> Caller:
        """The caller of a token. Raises Unauthenticated, also where the issuer's keys cannot be had."""
        identity = _identity(*await self._checked(text, None))
        rights = self._declared.role(identity.role).within(scoped_rights(identity.scopes))
        known_as = caller_identity("issuer", identity.issuer, identity.subject or identity.name)
        return Caller(identity.name, identity.role, rights, kind="token", identity=known_as)

    async def logged_in(self, text: str, client: LoginClient, nonce: str) -> IssuedIdentity:
        """Who logged in at the issuer, by the ID token that it gave this client for this nonce. Raises Unauthenticated
        as `caller` does."""
        issuer, claims = await self._checked(text, client)
        given, party = claims.get("nonce"), claims.get("azp", client.client_id)
        several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
        if (
            not isinstance(given, str)
            or not hmac.compare_digest(given.encode(), nonce.encode())
            or party != client.client_id
            or (several and "azp" not in claims)
        ):
            raise Unauthenticated(_REFUSED)
        return _identity(issuer, claims)

    async def _checked(self, text: str, client: LoginClient | None) -> tuple[Issuer, Mapping[str, Any]]:
        """The issuer of a token and its claims. For a client that logs people in it must come from that client's
        issuer, for that client."""
        if len(text) > MAX_TOKEN:
            raise Unauthenticated(_REFUSED)
        header, claims = _unverified(text)
        algorithm, kid = _checked_algorithm(header), header.get("kid")
        issuer, keys = self._issuer(claims.get("iss"))
        if client is not None and client is not issuer.login:
            raise Unauthenticated(_REFUSED)
        key = await keys.key(kid, algorithm)
        if key is None:
            raise Unauthenticated(_REFUSED)
        audience = issuer.audience if client is None else client.client_id
        return issuer, _verified(text, key, algorithm, issuer.issuer, audience)

    def _issuer(self, named: object) -> tuple[Issuer, IssuerKeys]:
        if not isinstance(named, str) or named not in self._issuers:
            raise Unauthenticated(_REFUSED)
        return self._issuers[named]


def _identity(issuer: Issuer, claims: Mapping[str, Any]) -> IssuedIdentity:
    """By the claims of a token that was checked."""
    name = claims.get(issuer.name)
    role = next((each.role for each in issuer.roles if each.value in _texts(claims.get(each.claim))), None)
    if role is None or not isinstance(name, str) or len(name) > _MAX_NAME:
        raise Unauthenticated(_REFUSED)
    try:
        name = plain_name(name, "the token")
    except InvalidInput as error:
        raise Unauthenticated(_REFUSED) from error
    if not name:
        raise Unauthenticated(_REFUSED)
    subject = claims.get("sub")
    subject = subject if isinstance(subject, str) and 0 < len(subject) <= _MAX_SUBJECT else None
    return IssuedIdentity(issuer.issuer, name, role, tuple(_scopes(claims)), subject)


def _unverified(text: str) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """Header and claims, to find the key by; neither is believed before the signature was checked with it."""
    parts = text.split(".")
    if len(parts) != 3 or not all(parts):
        raise Unauthenticated(_REFUSED)
    return _object(parts[0]), _object(parts[1])


def _object(part: str) -> Mapping[str, Any]:
    try:
        value = json.loads(base64.b64decode(part + "=" * (-len(part) % 4), altchars=b"-_", validate=True))
    except (ValueError, binascii.Error, RecursionError) as error:
        raise Unauthenticated(_REFUSED) from error
    if not isinstance(value, dict):
        raise Unauthenticated(_REFUSED)
    return value


def _checked_algorithm(header: Mapping[str, Any]) -> str:
    algorithm, type, kid = header.get("alg"), header.get("typ", "JWT"), header.get("kid", "")
    if (
        algorithm not in ALGORITHMS
        or not isinstance(type, str)
        or type.casefold() not in _TYPES
        or not isinstance(kid, str)
        or any(name in header for name in _REFUSED_HEADERS)
    ):
        raise Unauthenticated(_REFUSED)
    return str(algorithm)


def _verified(text: str, key: PublicKey, algorithm: str, issuer: str, audience: str) -> Mapping[str, Any]:
    try:
        claims: Mapping[str, Any] = jwt.decode(
            text,
            key.key,
            algorithms=[algorithm],
            audience=audience,
            issuer=issuer,
            leeway=_LEEWAY_SECONDS,
            options={"require": ["exp", "iss", "aud"]},
        )
    except (jwt.PyJWTError, ValueError, TypeError, OverflowError) as error:
        raise Unauthenticated(_REFUSED) from error
    return claims


def _texts(claim: object) -> Sequence[str]:
    """The texts of a claim that is one or has some: `"a"`, `["a", "b"]`."""
    several = claim if isinstance(claim, list) else [claim]
    return [each for each in several if isinstance(each, str)]


def _scopes(claims: Mapping[str, Any]) -> Iterator[str]:
    """The scopes that are ours: `profiles:read` of `openid profiles:read`. Others are for other services."""
    named = " ".join([*_texts(claims.get("scope")), *_texts(claims.get("scp"))]).split()
    for scope in named:
        if scope.startswith(_SCOPE_PREFIX):
            ours = scope.removeprefix(_SCOPE_PREFIX)
            if not is_scope(ours):
                raise Unauthenticated(_REFUSED)
            yield ours
