"""Refusals of WebSocket handshakes: with a status that says whether to come again, where the server can."""

import pytest
from starlette.types import Message, Scope

from profile_service.api.gateway.refusal_answers import RefusalAnswer

pytestmark = pytest.mark.anyio
_CAN_ANSWER: dict[str, object] = {"websocket.http.response": {}}


async def _sent(refusal: RefusalAnswer, extensions: dict[str, object]) -> list[Message]:
    messages: list[Message] = []

    async def receive() -> Message:
        return {"type": "websocket.connect"}

    async def send(message: Message) -> None:
        messages.append(message)

    scope: Scope = {"type": "websocket", "headers": [], "extensions": extensions}
    await refusal(scope, receive, send)
    return messages


async def test_what_may_pass_says_when() -> None:
    start, _ = await _sent(RefusalAnswer(503, "ENDING", "about to end", 2), _CAN_ANSWER)
    assert (start["type"], start["status"]) == ("websocket.http.response.start", 503)
    assert (b"retry-after", b"2") in start["headers"]


@pytest.mark.parametrize(
    "refusal", [RefusalAnswer(403, "FOREIGN", "no"), RefusalAnswer(503, "ENDING", "about to end", 2)]
)
async def test_others_are_closed(refusal: RefusalAnswer) -> None:
    extensions = _CAN_ANSWER if refusal.status == 403 else {}
    assert await _sent(refusal, extensions) == [{"type": "websocket.close", "code": 1008, "reason": refusal.code}]
