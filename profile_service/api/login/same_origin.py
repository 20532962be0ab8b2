"""The one check against requests that another site makes a browser send with its cookie."""

from starlette.requests import HTTPConnection

from profile_service.api.gateway.page_origins import PageOrigin, page_origin
from profile_service.api.login.session_cookies import is_https
from profile_service.domain.values.errors import Forbidden

_SAFE_METHODS = {"GET", "HEAD"}


def require_same_origin(connection: HTTPConnection) -> None:
    """Raises Forbidden where the request may change something, or opens a WebSocket, and does not come from a page of
    this server."""
    if connection.scope.get("method") in _SAFE_METHODS:
        return
    if page_origin(connection.headers, encrypted=is_https(connection)) is not PageOrigin.OWN:
        raise Forbidden("this came from a page of another site; open the page here, or send a key instead of a cookie")


def came_from_elsewhere(connection: HTTPConnection) -> bool:
    """Whether another site led the browser here, by a link or otherwise."""
    return connection.headers.get("sec-fetch-site") in {"cross-site", "same-site"}
