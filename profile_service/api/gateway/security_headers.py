"""Security headers on every answer: it is what it says it is, stands in nobody's frame, and is kept nowhere."""

from collections.abc import Iterable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_HEADERS = {
    b"x-content-type-options": b"nosniff",
    b"x-frame-options": b"DENY",
    b"referrer-policy": b"no-referrer",
    b"cross-origin-resource-policy": b"same-origin",
    b"cross-origin-opener-policy": b"same-origin",
    # Pages bring a policy of their own; anything else loads nothing.
    b"content-security-policy": b"default-src 'none'; frame-ancestors 'none'",
    b"cache-control": b"no-store",
}
_ONE_YEAR = {b"strict-transport-security": b"max-age=31536000"}


class SecurityHeaders:
    """Adds the headers that an answer of `app` does not set itself."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = _HEADERS | _ONE_YEAR if scope["scheme"] == "https" else _HEADERS

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = message["headers"] = list(message.get("headers", ()))
                names = {name for name, _ in own} | _left_out(own)
                own += [item for item in headers.items() if item[0] not in names]
            await send(message)

        await self._app(scope, receive, send_with_headers)


def _left_out(own: Iterable[tuple[bytes, bytes]]) -> set[bytes]:
    """X-Frame-Options can name nobody: a page whose policy names who may frame it has none."""
    policies = [value for name, value in own if name == b"content-security-policy"]
    is_framed = any(b"frame-ancestors http" in policy for policy in policies)
    return {b"x-frame-options"} if is_framed else set()
