"""The guard against foreign pages: a browser of somebody on this network must not ask for whoever wrote a page.

A page on the web can have its visitor's browser send requests to `localhost`, or to a name of its own that leads there
(DNS rebinding). The browser says so, in `Host`, `Origin` and `Sec-Fetch-Site`. Programs send no `Origin`.
"""

from collections.abc import Collection

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from profile_service.api.gateway.allowed_hosts import AllowedHosts
from profile_service.api.gateway.page_origins import OPAQUE, PageOrigin, page_origin
from profile_service.api.gateway.refusal_answers import RefusalAnswer

_WRONG_HOST = RefusalAnswer(
    421, "WRONG_HOST", "this server is not asked by that name; PROFILE_ALLOWED_HOSTS lists those that it has"
)
_FOREIGN_PAGE = RefusalAnswer(
    403, "FOREIGN_ORIGIN", "a page of another origin may not ask; PROFILE_ALLOWED_HOSTS lists those that may"
)
_READS = {"GET", "HEAD"}


class OriginGuard:
    """Lets a request or a WebSocket handshake through to `app` where its headers name this server and no foreign
    page."""

    def __init__(self, app: ASGIApp, hosts: AllowedHosts, framed: Collection[str] = ()) -> None:
        """`framed`: paths of pages that other sites may show in a frame, by the policy of each page."""
        self._app = app
        self._hosts = hosts
        self._framed = framed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        refused = self._refusal(scope) if scope["type"] in {"http", "websocket"} else None
        await (refused or self._app)(scope, receive, send)

    def _refusal(self, scope: Scope) -> RefusalAnswer | None:
        headers = Headers(scope=scope)
        hosts, origins = headers.getlist("host"), headers.getlist("origin")
        if len(hosts) != 1 or not self._hosts.allows(hosts[0]):
            return _WRONG_HOST
        said = page_origin(headers)
        if origins == [OPAQUE]:
            return None if said is PageOrigin.OWN else _FOREIGN_PAGE
        if origins:
            own = len(origins) == 1 and self._hosts.allows_origin(origins[0], hosts[0])
            return None if own else _FOREIGN_PAGE
        return _FOREIGN_PAGE if said is PageOrigin.OTHER and not self._is_navigation(scope, headers) else None

    def _is_navigation(self, scope: Scope, headers: Headers) -> bool:
        """Whether somebody follows a link, or a page shows a frame: the answer is shown to them, and the page with the
        link or the frame sees nothing of it."""
        shown_in = {"document", "iframe"} if scope["path"] in self._framed else {"document"}
        goes_to_page = headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") in shown_in
        return scope.get("method") in _READS and goes_to_page
