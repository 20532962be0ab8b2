"""Authentication: which caller an HTTP request or a WebSocket connection comes from."""

from collections.abc import Callable

from starlette.requests import HTTPConnection

from profile_service.api.login.same_origin import require_same_origin
from profile_service.api.login.session_cookies import SESSION
from profile_service.domain.access.caller import Caller
from profile_service.domain.values.errors import Unauthenticated
from profile_service.service.access.credentials import Credentials

_SCHEME = "bearer"
# Set by proxies: whoever asks through one may be anybody, though the proxy itself is on this machine.
_FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip", "via")


class Authentication:
    """`credentials`: those of the open store. Raises StoreUnavailable while there is none."""

    def __init__(self, credentials: Callable[[], Credentials]) -> None:
        self._credentials = credentials

    async def caller(self, connection: HTTPConnection) -> Caller:
        """Who asks, by a key or token, else by a session; one that is over counts for nothing.

        Raises Unauthenticated where that is not known, StoreError where it cannot be looked up, and Forbidden where
        another site sends the session's cookie.
        """
        sent = connection.headers.getlist("authorization")
        if not sent:
            token = SESSION.value(connection)
            session = await self._credentials().session(token) if token else None
            if session is not None:
                require_same_origin(connection)
                return session
            forwarded = any(name in connection.headers for name in _FORWARDED)
            return await self._credentials().anonymous(forwarded=forwarded)
        scheme, _, token = sent[0].partition(" ")
        if len(sent) > 1 or scheme.casefold() != _SCHEME:
            raise Unauthenticated("expected one header `Authorization: Bearer …`")
        return await self._credentials().bearer(token.strip())
