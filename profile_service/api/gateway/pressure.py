"""Pressure: more comes than one loop can look at. Then requests are turned away before anything is read of them, for to
read one, and to find out who sends it, takes a good part of what it takes to answer it."""

import random
from collections.abc import Callable, Collection
from typing import Protocol

import orjson
from starlette.types import Receive, Scope, Send

from profile_service.api.gateway.burden import Burden

_LOOK_SECONDS = 0.05
_LATE_SECONDS = 0.1
_STANDING_LATE_SECONDS = 0.02
"""An answer takes its turn in the loop some eight times, and waits for each of them so long."""
_MANY = 24
"""Twice as many as are answered at once. With fewer under way, a loop that is late is so for another reason."""
_MOST = 192
"""As many as wait in all queues, and are answered."""
_FREE = {"/healthz", "/readyz", "/metrics"}
_RETRY_SECONDS = (2, 3, 4, 5)
"""One of them: who is turned away at one moment does not come back at one moment."""
_BODY = orjson.dumps(
    {"errors": [{"message": "too much is asked at once; ask again in a moment", "extensions": {"code": "OVERLOADED"}}]}
)
_HEADERS = [
    (b"content-type", b"application/json"),
    (b"content-length", str(len(_BODY)).encode()),
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
]


class LoopClock(Protocol):
    """What is used of an event loop."""

    def time(self) -> float: ...
    def call_at(self, when: float, callback: Callable[[], object], /) -> object: ...


class Pressure:
    """Looks twenty times a second how late its loop is."""

    def __init__(self, loop: LoopClock) -> None:
        self.loop = loop
        self.late = 0.0
        self._lateness = Burden(loop.time())
        self._due = 0.0
        self._look_again()

    def is_too_high(self, under_way: Collection[object]) -> bool:
        """Whether a further request would only make those that are under way later."""
        number = len(under_way)
        bound = _STANDING_LATE_SECONDS if self._lateness.lasts else _LATE_SECONDS
        return number >= _MOST or (number >= _MANY and self.late > bound)

    def _look(self) -> None:
        now = self.loop.time()
        self.late = now - self._due
        self._lateness.look(now, is_there=self.late > _STANDING_LATE_SECONDS)
        self._look_again()

    def _look_again(self) -> None:
        self._due = self.loop.time() + _LOOK_SECONDS
        self.loop.call_at(self._due, self._look)


def is_free(path: str) -> bool:
    """Whether it is answered under any pressure: whoever looks after the server must see how it is."""
    return path in _FREE


async def turn_away(_scope: Scope, _receive: Receive, send: Send) -> None:
    """The ASGI application of requests that are turned away."""
    retry = (b"retry-after", str(random.choice(_RETRY_SECONDS)).encode())
    await send({"type": "http.response.start", "status": 503, "headers": [*_HEADERS, retry]})
    await send({"type": "http.response.body", "body": _BODY})
