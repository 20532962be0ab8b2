"""The drain of a server that is about to end: what it works on is finished, and who comes is told to go elsewhere."""

import asyncio
from collections.abc import Callable

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from profile_service.api.gateway.refusal_answers import RefusalAnswer

_RETRY_SECONDS = 2
_ENDING = RefusalAnswer(503, "ENDING", "this server is about to end; ask again in a moment", _RETRY_SECONDS)
_HEALTH = {"/healthz", "/readyz"}
_NOT_NOW = {429, 503}


class Drain:
    """Whether the server is about to end. `on_begin` is called once, when that begins."""

    def __init__(self) -> None:
        self.has_begun = False
        self._on_begin: list[Callable[[], None]] = []

    def on_begin(self, call: Callable[[], None]) -> None:
        self._on_begin.append(call)

    def begin(self) -> None:
        """A second time nothing happens."""
        calls, self._on_begin, self.has_begun = self._on_begin, [], True
        for call in calls:
            call()


class DrainGuard:
    """Lets requests through to `app` until the drain begins, and health checks always. Every answer that says "not now"
    says when, and none that is given during the drain keeps its connection."""

    def __init__(self, app: ASGIApp, drain: Drain) -> None:
        self._app = app
        self._drain = drain

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif self._drain.has_begun and scope["path"] not in _HEALTH:
            await _ENDING(scope, receive, self._noting(send, []))
        elif scope["type"] == "websocket":
            await self._app(scope, receive, send)
        else:
            await self._finished(scope, receive, send)

    async def _finished(self, scope: Scope, receive: Receive, send: Send) -> None:
        """An answer that is not begun when the drain is over says so, in place of an empty one."""
        begun: list[int] = []
        try:
            await self._app(scope, receive, self._noting(send, begun))
        except asyncio.CancelledError:
            if not self._drain.has_begun or begun:
                raise
            await _ENDING(scope, receive, self._noting(send, begun))

    def _noting(self, send: Send, begun: list[int]) -> Send:
        async def noting(message: Message) -> None:
            if message["type"] in {"http.response.start", "websocket.http.response.start"}:
                begun.append(message["status"])
                headers = MutableHeaders(scope=message)
                if message["status"] in _NOT_NOW:
                    headers.setdefault("retry-after", str(_RETRY_SECONDS))
                if self._drain.has_begun:
                    headers["connection"] = "close"
            await send(message)

        return noting
