"""The cookies of a browser: of a session, of the same in a panel, and of a login under way at an issuer."""

from starlette.requests import HTTPConnection
from starlette.responses import Response

PANEL_PATH = "/embed"
_SECURE_PREFIX = "__Host-"


class BrowserCookie:
    """A cookie that no script reads and no other site sends. Over https its name begins with `__Host-`, so that no
    other host, and nobody on the way, can set it."""

    def __init__(self, name: str, seconds: int | None = None) -> None:
        """`seconds`: how long the browser keeps it; None for as long as the browser is open."""
        self._name = name
        self._seconds = seconds

    def value(self, connection: HTTPConnection) -> str | None:
        """What the browser sent."""
        return connection.cookies.get(self._name_for(connection))

    def set(self, connection: HTTPConnection, response: Response, value: str) -> None:
        self._put(connection, response, value, self._seconds)

    def clear(self, connection: HTTPConnection, response: Response) -> None:
        self._put(connection, response, "", 0)

    def _put(self, connection: HTTPConnection, response: Response, value: str, seconds: int | None) -> None:
        response.set_cookie(
            self._name_for(connection),
            value,
            max_age=seconds,
            path="/",
            secure=is_https(connection),
            httponly=True,
            samesite="lax",
        )

    def _name_for(self, connection: HTTPConnection) -> str:
        return f"{_SECURE_PREFIX}{self._name}" if is_https(connection) else self._name


class PanelCookie:
    """The session of the panel in a frame of another site: over https alone, and sent to the panel's own path alone,
    which changes nothing. Other sites make a browser send it, but can only frame the panel where its policy names them.

    It is not `Partitioned`: people log in in a window, which is another partition than any frame.
    """

    _NAME = "__Secure-profile_panel"

    def value(self, connection: HTTPConnection) -> str | None:
        """What the browser sent, to the panel."""
        at_panel = is_https(connection) and connection.scope["path"].startswith(f"{PANEL_PATH}/")
        return connection.cookies.get(self._NAME) if at_panel else None

    def set(self, connection: HTTPConnection, response: Response, value: str) -> None:
        self._put(connection, response, value, None)

    def clear(self, connection: HTTPConnection, response: Response) -> None:
        self._put(connection, response, "", 0)

    def _put(self, connection: HTTPConnection, response: Response, value: str, seconds: int | None) -> None:
        if is_https(connection):
            response.set_cookie(
                self._NAME, value, max_age=seconds, path=PANEL_PATH, secure=True, httponly=True, samesite="none"
            )


def is_https(connection: HTTPConnection) -> bool:
    return connection.scope["scheme"] in {"https", "wss"}


SESSION = BrowserCookie("profile_session")
PANEL = PanelCookie()
LOGIN_UNDER_WAY = BrowserCookie("profile_login", 600)
