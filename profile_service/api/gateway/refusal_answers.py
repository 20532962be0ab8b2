"""Answers to requests that are refused before the application sees them."""

from dataclasses import dataclass

import orjson
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from profile_service.domain.telemetry.request_record import note_code


@dataclass(frozen=True, slots=True)
class RefusalAnswer:
    """An ASGI application that refuses: an HTTP request with the status, in the form of a GraphQL error with `code`;
    a WebSocket handshake with 403, or the same answer where it may pass. `retry_after`: seconds after which the request
    may be sent again."""

    status: int
    code: str
    message: str
    retry_after: int | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        note_code(self.code)
        is_handshake = scope["type"] == "websocket"
        can_answer = self.retry_after and "websocket.http.response" in scope.get("extensions", {})
        if is_handshake:
            await receive()
        if is_handshake and not can_answer:
            await send({"type": "websocket.close", "code": 1008, "reason": self.code})
            return
        body = orjson.dumps({"errors": [{"message": self.message, "extensions": {"code": self.code}}]})
        headers = {"retry-after": str(self.retry_after)} if self.retry_after else {}
        await Response(body, self.status, headers, "application/json")(scope, receive, send)
