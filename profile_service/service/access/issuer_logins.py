"""Logging in at an issuer (OpenID Connect, code flow with PKCE): the way there, and what comes back.

What must be known again on the way back (state, nonce, verifier) is in the browser, sealed: any server of ours goes on
from there, and nothing is kept of those who never come back.
"""

import base64
import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from urllib.parse import urlencode, urlsplit

from profile_service.domain.values.errors import LoginUnavailable, NotFound, Unauthenticated
from profile_service.service.access.bearer_tokens import BearerTokens, IssuedIdentity
from profile_service.service.access.issuer_endpoints import IssuerDiscovery, id_token
from profile_service.service.access.key_secret import KeySecretPlace
from profile_service.service.declared.access import DeclaredAccess, Issuer, LoginClient

SEAL_SECONDS = 600
_REFUSED = "the login is over or was used already; begin it again"
_MAX_TEXT = 4_096


@dataclass(frozen=True, slots=True)
class _Begun:
    """A login under way. `next`: the path to go to afterwards."""

    issuer: str
    next: str
    state: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    nonce: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(48))
    until: int = field(default_factory=lambda: int(time.time()) + SEAL_SECONDS)


class IssuerLogins:
    """The logins at the issuers that are declared for it. `secret`: of this service there, empty for none."""

    def __init__(self, declared: DeclaredAccess, tokens: BearerTokens, place: KeySecretPlace, secret: str) -> None:
        self._issuers = [issuer for issuer in declared.issuers if issuer.login is not None]
        self._discoveries = {issuer.issuer: IssuerDiscovery(issuer) for issuer in self._issuers}
        self._tokens = tokens
        self._place = place
        self._secret = secret

    def titles(self) -> list[str]:
        """The issuers' names for people, in the order of their numbers."""
        return [issuer.login.title for issuer in self._issuers if issuer.login]

    async def begin(self, number: int, next: str) -> tuple[str, str]:
        """The address at the issuer to go to, and the sealed text to bring back. Raises NotFound, LoginUnavailable."""
        if number >= len(self._issuers):
            raise NotFound("there is no such login")
        issuer = self._issuers[number]
        client = _client(issuer)
        endpoints = await self._discoveries[issuer.issuer].endpoints()
        begun = _Begun(issuer.issuer, next)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(begun.verifier.encode()).digest()).rstrip(b"=").decode()
        asked = {
            "response_type": "code",
            "client_id": client.client_id,
            "redirect_uri": client.redirect,
            "scope": " ".join(client.scopes),
            "state": begun.state,
            "nonce": begun.nonce,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        joint = "&" if urlsplit(endpoints.authorization).query else "?"
        return f"{endpoints.authorization}{joint}{urlencode(asked)}", self._sealed(begun)

    async def finish(self, sealed: str, answer: Mapping[str, str]) -> tuple[IssuedIdentity, str]:
        """Who logged in, by the parameters with which the issuer sent the browser back, and the path to go to.

        Raises Unauthenticated where anything of it is not what was begun, and LoginUnavailable.
        """
        begun = self._opened(sealed)
        issuer = next((each for each in self._issuers if each.issuer == begun.issuer), None)
        state, code = answer.get("state", ""), answer.get("code", "")
        if issuer is None or not hmac.compare_digest(state.encode(), begun.state.encode()):
            raise Unauthenticated(_REFUSED)
        endpoints = await self._discoveries[issuer.issuer].endpoints()
        if answer.get("iss", None if endpoints.names_itself else issuer.issuer) != issuer.issuer:
            raise Unauthenticated(_REFUSED)
        if "error" in answer or not code or len(code) > _MAX_TEXT:
            raise Unauthenticated("the login service let nobody in; begin again, or ask who runs it")
        client = _client(issuer)
        token = await id_token(endpoints, client, self._client_secret(client), code=code, verifier=begun.verifier)
        return await self._tokens.logged_in(token, client, begun.nonce), begun.next

    def _sealed(self, begun: _Begun) -> str:
        text = base64.urlsafe_b64encode(json.dumps(asdict(begun)).encode()).decode()
        return f"{text}.{self._place.create().digest(f'login {text}')}"

    def _opened(self, sealed: str) -> _Begun:
        text, _, digest = sealed.partition(".")
        secret = self._place.read()
        if len(sealed) > _MAX_TEXT or secret is None or not secret.matches(f"login {text}", digest):
            raise Unauthenticated(_REFUSED)
        begun = _Begun(**json.loads(base64.urlsafe_b64decode(text)))
        if begun.until < time.time():
            raise Unauthenticated(_REFUSED)
        return begun

    def _client_secret(self, client: LoginClient) -> str:
        if client.secret_file is None:
            return self._secret
        try:
            return client.secret_file.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise LoginUnavailable("the file with this service's secret cannot be read; see PROFILE_ACCESS") from error


def _client(issuer: Issuer) -> LoginClient:
    assert issuer.login is not None  # noqa: S101  only such issuers are here
    return issuer.login
