"""The one check against requests that another site makes a browser send with its cookie."""

from urllib.parse import urlsplit

from starlette.requests import HTTPConnection

from profile_service.api.login.session_cookies import is_https
from profile_service.domain.values.errors import Forbidden

_SAFE_METHODS = {"GET", "HEAD"}


def require_same_origin(connection: HTTPConnection) -> None:
    """Raises Forbidden where the request may change something, or opens a WebSocket, and does not come from a page of
    this server."""
    method = connection.scope.get("method")
    if method not in _SAFE_METHODS and not _is_same_origin(connection):
        raise Forbidden("this came from a page of another site; open the page here, or send a key instead of a cookie")


def came_from_elsewhere(connection: HTTPConnection) -> bool:
    """Whether another site led the browser here, by a link or otherwise."""
    return connection.headers.get("sec-fetch-site") in {"cross-site", "same-site"}


def _is_same_origin(connection: HTTPConnection) -> bool:
    """Browsers say it by `Sec-Fetch-Site`, or where they do not trust the network by `Origin` alone."""
    site, origins = connection.headers.get("sec-fetch-site"), connection.headers.getlist("origin")
    if site is not None:
        return site == "same-origin"
    if len(origins) != 1:
        return False
    try:
        origin = urlsplit(origins[0])
    except ValueError:
        return False
    # Where a proxy ends the encryption, what is https for the browser is http here.
    schemes = {"https"} if is_https(connection) else {"http", "https"}
    return origin.scheme in schemes and origin.netloc.casefold() == connection.headers.get("host", "").casefold()
