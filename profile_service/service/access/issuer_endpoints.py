"""The endpoints of an issuer at which people log in (OpenID Connect Discovery), and how they are asked."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote_plus

import httpx

from profile_service.domain.telemetry.spans import outgoing_headers
from profile_service.domain.values.errors import InvalidInput, LoginUnavailable, Unauthenticated
from profile_service.service.access.issuer_keys import checked_place
from profile_service.service.declared.access import Issuer, LoginClient

_FRESH_SECONDS = 300.0
_TIMEOUT_SECONDS = 5.0
_MAX_BYTES = 262_144
_REFUSED = "the login is over or was used already; begin it again"


@dataclass(frozen=True, slots=True)
class IssuerEndpoints:
    """`names_itself`: the issuer says in each of its answers who it is (RFC 9207). `takes_posted_secret`: of a client's
    secret it wants to be told in the body."""

    authorization: str
    token: str
    names_itself: bool
    takes_posted_secret: bool


class IssuerDiscovery:
    """The endpoints of one issuer, asked for at the first login and kept for some minutes."""

    def __init__(self, issuer: Issuer) -> None:
        self._issuer = issuer.issuer
        self._endpoints: IssuerEndpoints | None = None
        self._had_at = float("-inf")

    async def endpoints(self) -> IssuerEndpoints:
        """Raises LoginUnavailable where the issuer is away, and nothing is known of it."""
        if self._endpoints is None or time.monotonic() - self._had_at > _FRESH_SECONDS:
            address = f"{self._issuer.rstrip('/')}/.well-known/openid-configuration"
            self._endpoints = _endpoints(self._issuer, await _asked("GET", address))
            self._had_at = time.monotonic()
        return self._endpoints


async def id_token(endpoints: IssuerEndpoints, client: LoginClient, secret: str, *, code: str, verifier: str) -> str:
    """The ID token for a code, which the issuer gives once. Raises Unauthenticated where it refuses the code, and
    LoginUnavailable."""
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": client.redirect,
        "client_id": client.client_id,
        "code_verifier": verifier,
    }
    basic = None
    if secret and endpoints.takes_posted_secret:
        form["client_secret"] = secret
    elif secret:
        basic = httpx.BasicAuth(quote_plus(client.client_id), quote_plus(secret))
    token = (await _asked("POST", endpoints.token, form, basic)).get("id_token")
    if not isinstance(token, str):
        raise LoginUnavailable("the login service answered without an ID token; ask who runs it")
    return token


async def _asked(
    method: str, address: str, form: Mapping[str, str] | None = None, auth: httpx.BasicAuth | None = None
) -> Mapping[str, Any]:
    """The JSON object that is answered. An address that leads elsewhere is not followed."""
    headers = {"accept": "application/json", **outgoing_headers()}
    try:
        async with (
            httpx.AsyncClient(timeout=_TIMEOUT_SECONDS) as client,
            client.stream(method, address, data=form, auth=auth, headers=headers) as response,
        ):
            text = b""
            async for part in response.aiter_bytes():
                text += part
                if len(text) > _MAX_BYTES:
                    raise LoginUnavailable("the login service answers with too much")
    except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
        raise LoginUnavailable("the login service cannot be reached; try again in a moment") from error
    return _answer(response.status_code, text)


def _answer(status: int, text: bytes) -> Mapping[str, Any]:
    try:
        answer = json.loads(text)
    except (ValueError, RecursionError):
        answer = None
    if status == 400 and isinstance(answer, dict) and answer.get("error") == "invalid_grant":
        raise Unauthenticated(_REFUSED)
    if status in {400, 401}:
        raise LoginUnavailable("the login service does not take this service's client id or secret; see PROFILE_ACCESS")
    if status != 200 or not isinstance(answer, dict):
        raise LoginUnavailable("the login service does not answer as it should; try again in a moment")
    return answer


def _endpoints(issuer: str, document: Mapping[str, Any]) -> IssuerEndpoints:
    if document.get("issuer") != issuer:
        raise LoginUnavailable("the login service is not the one that PROFILE_ACCESS declares")
    methods = document.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    return IssuerEndpoints(
        _address(document.get("authorization_endpoint")),
        _address(document.get("token_endpoint")),
        document.get("authorization_response_iss_parameter_supported") is True,
        isinstance(methods, list) and "client_secret_basic" not in methods and "client_secret_post" in methods,
    )


def _address(declared: object) -> str:
    try:
        if isinstance(declared, str) and "://" in declared:
            return checked_place(declared)
    except InvalidInput:
        pass
    raise LoginUnavailable("the login service names no https address to log in at")
