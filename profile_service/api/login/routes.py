"""`/login`, `/logout` and what lies between: the page, its form, one-time links, and the way to an issuer and back."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.requests import HTTPConnection, Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from profile_service.api.login.forms import read_form
from profile_service.api.login.own_paths import own_path
from profile_service.api.login.pages import html_page, message_page, sentence
from profile_service.api.login.same_origin import came_from_elsewhere, require_same_origin
from profile_service.api.login.session_cookies import LOGIN_UNDER_WAY, PANEL, SESSION
from profile_service.domain.access.caller import Caller
from profile_service.domain.telemetry.request_record import note_code
from profile_service.domain.values.errors import (
    AuditUnavailable,
    Forbidden,
    InvalidInput,
    LoginUnavailable,
    NotFound,
    ProfileError,
    StoreError,
    TooLarge,
    TooManyTries,
    Unauthenticated,
)
from profile_service.service.access.credentials import Credentials
from profile_service.service.access.issuer_logins import IssuerLogins
from profile_service.service.access.login_links import LINK_PATH
from profile_service.service.access.logins import Logins
from profile_service.service.declared.access import RETURN_PATH

_STATUS: list[tuple[type[ProfileError], int]] = [
    (TooManyTries, 429),
    (Unauthenticated, 401),
    (Forbidden, 403),
    (NotFound, 404),
    (TooLarge, 413),
    (InvalidInput, 400),
    (LoginUnavailable, 503),
    (StoreError, 503),
    (AuditUnavailable, 503),
]


@dataclass(frozen=True, slots=True)
class Door:
    """What the open store lets the pages do."""

    credentials: Credentials
    logins: Logins
    issuers: IssuerLogins


class LoginRoutes:
    """`door`: of the open store; raises StoreUnavailable while there is none. `caller`: who a request comes from;
    raises Unauthenticated where that is not known. `has_panel`: a login counts in the panel of a help desk too."""

    def __init__(
        self,
        door: Callable[[], Door],
        caller: Callable[[HTTPConnection], Awaitable[Caller]],
        *,
        has_panel: bool = False,
    ) -> None:
        self._door = door
        self._caller = caller
        self._has_panel = has_panel

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/login", _safely(self._page), methods=["GET"]),
            Route("/login", _safely(self._log_in), methods=["POST"]),
            Route("/logout", _safely(self._log_out), methods=["POST"]),
            Route(LINK_PATH, _safely(self._follow_link), methods=["GET"]),
            Route("/login/issuer/{number:int}", _safely(self._go_to_issuer), methods=["GET"]),
            Route(RETURN_PATH, _safely(self._come_back), methods=["GET"]),
        ]

    async def _page(self, request: Request) -> Response:
        """Those who need no login, or no further one, go on to where they want to."""
        after = own_path(request.query_params.get("next"))
        try:
            await self._caller(request)
        except Unauthenticated:
            return await self._login_page(after)
        return RedirectResponse(after, 303)

    async def _log_in(self, request: Request) -> Response:
        require_same_origin(request)
        form = await read_form(request)
        name, after = form.get("name", ""), own_path(form.get("next"))
        address = request.client.host if request.client else ""
        try:
            token = await self._door().logins.by_password(name, form.get("password", ""), address)
        except TooManyTries as error:
            note_code(error.code)
            page = await self._login_page(after, name, f"{error}; try again in {_duration(error.seconds)}", 429)
            page.headers["retry-after"] = str(error.seconds)
            return page
        except Unauthenticated as error:
            note_code(error.code)
            return await self._login_page(after, name, str(error), 401)
        return await self._let_in(request, token, after)

    async def _log_out(self, request: Request) -> Response:
        require_same_origin(request)
        response = RedirectResponse("/login", 303)
        if token := SESSION.value(request):
            await self._door().logins.end(token)
        SESSION.clear(request, response)
        if self._has_panel:
            PANEL.clear(request, response)
        return response

    async def _follow_link(self, request: Request) -> Response:
        """A link is followed by people who have it, and neither by another site nor by what only looks at addresses."""
        if request.method != "GET" or came_from_elsewhere(request):
            raise Forbidden("open this link by itself: copy it into the browser")
        token = await self._door().logins.by_link(request.query_params.get("token", ""))
        return await self._let_in(request, token, own_path(request.query_params.get("next")))

    async def _go_to_issuer(self, request: Request) -> Response:
        after = own_path(request.query_params.get("next"))
        address, sealed = await self._door().issuers.begin(request.path_params["number"], after)
        response = RedirectResponse(address, 303)
        LOGIN_UNDER_WAY.set(request, response, sealed)
        return response

    async def _come_back(self, request: Request) -> Response:
        door = self._door()
        try:
            identity, after = await door.issuers.finish(LOGIN_UNDER_WAY.value(request) or "", request.query_params)
        except ProfileError as error:
            if isinstance(error, Unauthenticated):
                await door.logins.refuse_issued()
            refused = _refusal(error)
            LOGIN_UNDER_WAY.clear(request, refused)
            return refused
        response = await self._let_in(request, await door.logins.by_issuer(identity), after)
        LOGIN_UNDER_WAY.clear(request, response)
        return response

    async def _let_in(self, request: Request, token: str, after: str) -> Response:
        """A session is new with each login; one that the browser had is over."""
        response = RedirectResponse(after, 303)
        if before := SESSION.value(request):
            await self._door().logins.end(before)
        SESSION.set(request, response, token)
        if self._has_panel:
            PANEL.set(request, response, token)
        return response

    async def _login_page(self, after: str, name: str = "", message: str = "", status: int = 200) -> Response:
        door = self._door()
        query = urlencode({"next": after})
        return html_page(
            "login.html",
            status,
            after=after,
            name=name[:100],
            message=sentence(message),
            issuers=[(f"/login/issuer/{n}?{query}", title) for n, title in enumerate(door.issuers.titles())],
            has_users=await door.credentials.has_users(),
        )


def _safely(endpoint: Callable[[Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
    """The endpoint, with a page for each refusal."""

    async def answered(request: Request) -> Response:
        try:
            response = await endpoint(request)
        except ProfileError as error:
            return _refusal(error)
        response.headers.setdefault("cache-control", "no-store")
        return response

    return answered


def _refusal(error: ProfileError) -> Response:
    note_code(error.code)
    status = next((status for type, status in _STATUS if isinstance(error, type)), 500)
    return message_page(str(error), status)


def _duration(seconds: int) -> str:
    if seconds == 1:
        return "a second"
    return f"{seconds} seconds" if seconds < 120 else f"{-(-seconds // 60)} minutes"
