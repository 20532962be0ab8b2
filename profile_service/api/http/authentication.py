"""Authentication: which caller an HTTP request or a WebSocket connection comes from."""

from collections.abc import Callable
from contextlib import suppress

from starlette.requests import HTTPConnection

from profile_service.api.login.same_origin import require_same_origin
from profile_service.api.login.session_cookies import PANEL, SESSION
from profile_service.domain.access.caller import UNKNOWN, Caller
from profile_service.domain.telemetry.request_record import note_code, note_role
from profile_service.domain.values.errors import AuditUnavailable, Unauthenticated
from profile_service.service.access.credentials import Credentials
from profile_service.service.audit.audited_acts import AuditedActs
from profile_service.service.audit.line_limits import LINES_OF_STRANGERS, LineLimit

_SCHEME = "bearer"
# Set by proxies: whoever asks through one may be anybody, though the proxy itself is on this machine.
_FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip", "via")


class Authentication:
    """`credentials`: those of the open store. Raises StoreUnavailable while there is none. `acts`: where it is noted
    what a caller does."""

    def __init__(self, credentials: Callable[[], Credentials], acts: Callable[[Caller], AuditedActs]) -> None:
        self._credentials = credentials
        self._acts = acts
        self._strangers = LineLimit(LINES_OF_STRANGERS)

    async def caller(self, connection: HTTPConnection, *, is_use: bool = True) -> Caller:
        """Who asks, by a key or token, else by a session; one that is over counts for nothing. `is_use`: somebody does
        something; what an open page asks by itself keeps no login alive.

        Raises Unauthenticated where that is not known, which the audit keeps, StoreError where it cannot be looked up,
        and Forbidden where another site sends the session's cookie.
        """
        try:
            caller = await self._caller(connection, is_use=is_use)
        except Unauthenticated as error:
            note_code(error.code)
            await self._note(error)
            raise
        note_role(caller.role)
        return caller

    async def _note(self, error: Unauthenticated) -> None:
        """Nobody is shown anything, whether the audit can be written or not."""
        unlisted = self._strangers.take_line()
        if unlisted is None:
            return
        acts = self._acts(UNKNOWN)
        acts.refuses("authentication", error.code, details={"unlisted": unlisted} if unlisted else {})
        with suppress(AuditUnavailable):
            await acts.written()

    async def _caller(self, connection: HTTPConnection, *, is_use: bool) -> Caller:
        sent = connection.headers.getlist("authorization")
        if not sent:
            token = SESSION.value(connection) or PANEL.value(connection)
            session = await self._credentials().session(token, is_use=is_use) if token else None
            if session is not None:
                require_same_origin(connection)
                return session
            forwarded = any(name in connection.headers for name in _FORWARDED)
            return await self._credentials().anonymous(forwarded=forwarded)
        scheme, _, token = sent[0].partition(" ")
        if len(sent) > 1 or scheme.casefold() != _SCHEME:
            raise Unauthenticated("expected one header `Authorization: Bearer …`")
        return await self._credentials().bearer(token.strip())
