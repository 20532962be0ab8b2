"""Compression of pages and their files, but of no page that another site had a browser ask for.

The length of a compressed page tells whether a text in its address stands in it too. Somebody on the way could so find
out what a page says, letter by letter, by having its reader's browser ask for many addresses (BREACH).
"""

from starlette.datastructures import Headers
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from profile_service.api.gateway.page_origins import PageOrigin, page_origin

_SMALLEST = 1_000
_LEVEL = 5


class PageCompression:
    """Answers of `app` compressed, where the browser says that a page of this server asks, or nobody's."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._compressed = GZipMiddleware(app, _SMALLEST, _LEVEL)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_safe = scope["type"] == "http" and _asked_here(Headers(scope=scope))
        await (self._compressed if is_safe else self._app)(scope, receive, send)


def _asked_here(headers: Headers) -> bool:
    return "sec-fetch-site" in headers and page_origin(headers) is not PageOrigin.OTHER
