"""Pages that say why something cannot be shown, in one sentence and with the right status."""

from collections.abc import Awaitable, Callable
from typing import TypeAlias
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from profile_service.api.console.page_queries import PageError, PageQueries
from profile_service.api.console.page_templates import console_page
from profile_service.api.login.pages import message_page, sentence
from profile_service.domain.access.caller import Caller
from profile_service.domain.telemetry.request_record import note_code
from profile_service.domain.values.errors import ProfileError, StoreError, TooLarge, Unauthenticated

PageEndpoint: TypeAlias = Callable[[Request, Caller], Awaitable[Response]]
_STATUS = {
    "NOT_FOUND": 404,
    "ERASED": 410,
    "FORBIDDEN": 403,
    "OUTSIDE_VIEW": 403,
    "RESTRICTED": 403,
    "CONFLICT": 409,
    "RATE_LIMITED": 429,
    "OVERLOADED": 503,
    "DEADLINE_PASSED": 503,
    "STORE_UNAVAILABLE": 503,
    "AUDIT_UNAVAILABLE": 503,
    "INTERNAL": 500,
}


class PageRefused(Exception):
    """A page that is not shown, and the sentence that stands there instead. `typed`: a text that somebody typed and
    would lose; it stands there too."""

    def __init__(self, status: int, message: str, typed: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.typed = typed

    @classmethod
    def of(cls, error: PageError) -> "PageRefused":
        return cls(_STATUS.get(error.code, 400), error.message)


def answered(endpoint: PageEndpoint, queries: PageQueries) -> Callable[[Request], Awaitable[Response]]:
    """The endpoint for whoever is logged in; others are led to the login, and come back from there."""

    async def respond(request: Request) -> Response:
        try:
            caller = await queries.caller(request)
        except Unauthenticated:
            path = request.url.path + (f"?{request.url.query}" if request.url.query else "")
            return RedirectResponse(f"/login?{urlencode({'next': path if request.method == 'GET' else '/'})}", 303)
        except ProfileError as error:
            note_code(error.code)
            return message_page(str(error), 503 if isinstance(error, StoreError) else 403, "/", "Try again")
        try:
            return await endpoint(request, caller)
        except PageRefused as refused:
            message, typed = sentence(refused.message), refused.typed
            return console_page("refused.html", caller, refused.status, q="", message=message, typed=typed)
        except ProfileError as error:
            note_code(error.code)
            return _refusal(error, caller)

    return respond


def _refusal(error: ProfileError, caller: Caller) -> Response:
    """The page for an error on the way to another one. What is left of a form that is too large is not read."""
    is_large = isinstance(error, TooLarge)
    status = 413 if is_large else _STATUS.get(error.code, 400)
    page = console_page("refused.html", caller, status, q="", message=sentence(str(error)), typed="")
    if is_large:
        page.headers["connection"] = "close"
    return page
