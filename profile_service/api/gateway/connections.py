"""Connections: how many there may be, and how long a client may take over a request or over reading its answer.

Where the bound is reached, a new connection takes the place of the one that has been idle longest: who opens many and
says nothing keeps nobody out.
"""

import asyncio
import resource
from typing import Any, ClassVar

from uvicorn._types import ASGI3Application
from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle
from uvicorn.server import ServerState

from profile_service.api.gateway.endless import is_endless
from profile_service.api.gateway.pressure import Pressure, is_free, turn_away
from profile_service.service.workers.worker_board import WorkerSeat

REQUEST_SECONDS = 20.0
"""From opening a connection, or from the first byte of a later request, until a request is there with its body."""
ANSWER_SECONDS = 30.0
"""So long may a client read nothing of an answer that is more than fits on the way."""
ENDLESS_SECONDS = 1.0
"""So long has an answer without an end to say that the server ends."""
MAX_HEADER_BYTES = 65_536
_MOST = 1_000
_OTHER_FILES = 100
_REFUSED = (
    b"HTTP/1.1 %d %s\r\nconnection: close\r\ncontent-length: 0\r\n"
    b"cache-control: no-store\r\nx-content-type-options: nosniff\r\n%s\r\n"
)


def most_connections() -> int:
    """As many as the process may have open files, less some for all else; a thousand at most."""
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return _MOST if files == resource.RLIM_INFINITY else max(10, min(_MOST, files - _OTHER_FILES))


class GuardedProtocol(HttpToolsProtocol):
    """HTTP over one connection, as the server speaks it, within these limits."""

    most: ClassVar[int] = most_connections()
    seat: ClassVar[WorkerSeat | None] = None
    """Of the worker, where the server has several."""
    turned_away: ClassVar[int] = 0
    """Requests, because of the pressure."""
    _pressure: ClassVar[Pressure | None] = None
    _idle: ClassVar[dict["GuardedProtocol", None]] = {}
    """Connections without a request that is being answered, the longest idle first."""

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],  # as the server types it
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._timer: asyncio.TimerHandle | None = None
        self._write_timer: asyncio.TimerHandle | None = None
        self._header_bytes = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as the server has it
        super().connection_made(transport)
        self._count(1)
        if self._pressure is None or self._pressure.loop is not self.loop:
            GuardedProtocol._pressure = Pressure(self.loop)
        if len(self.connections) > self.most and not self._evict():
            self._refuse(503, b"Service Unavailable", b"retry-after: 2\r\n")
            return
        self._idle[self] = None
        self._start_timer()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_timer()
        self._stop_write_timer()
        self._idle.pop(self, None)
        self._count(-1)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self._header_bytes += len(data)
        if self in self._idle and self._header_bytes > MAX_HEADER_BYTES + len(data):
            self._refuse(431, b"Request Header Fields Too Large")
            return
        super().data_received(data)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        if self._timer is None:
            self._start_timer()

    def on_headers_complete(self) -> None:
        self._idle.pop(self, None)
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._stop_timer()
        super().on_message_complete()

    def on_response_complete(self) -> None:
        self._header_bytes = 0
        if not self.pipeline:
            self._idle[self] = None
        super().on_response_complete()

    def handle_websocket_upgrade(self) -> None:
        """A WebSocket has timeouts of its own, and is counted no more: nobody tells its end here."""
        self._stop_timer()
        self._count(-1)
        self._idle.pop(self, None)
        super().handle_websocket_upgrade()

    def shutdown(self) -> None:
        """An answer without an end is cut off where it does not end by itself now; the others are finished."""
        super().shutdown()
        if self.cycle is not None and is_endless(self.cycle.scope):
            self.loop.call_later(ENDLESS_SECONDS, self.transport.close)

    def pause_writing(self) -> None:
        super().pause_writing()
        self._write_timer = self.loop.call_later(ANSWER_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        self._stop_write_timer()
        super().resume_writing()

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGI3Application) -> None:
        if self._pressure and self._pressure.is_too_high(self.tasks) and not is_free(cycle.scope["path"]):
            GuardedProtocol.turned_away += 1
            app = turn_away  # type: ignore[assignment]  # as Starlette types applications
        super()._start_asgi_task(cycle, app)

    def _count(self, difference: int) -> None:
        if self.seat:
            self.seat.count_connection(difference)

    def _evict(self) -> bool:
        oldest = next(iter(self._idle), None)
        if oldest is None:
            return False
        del self._idle[oldest]
        oldest.transport.abort()
        return True

    def _start_timer(self) -> None:
        self._timer = self.loop.call_later(REQUEST_SECONDS, self._give_up)

    def _give_up(self) -> None:
        """The request did not come in time; one whose headers came is with the application, which hears of the end."""
        self._timer = None
        if self in self._idle and self._header_bytes:
            self._refuse(408, b"Request Timeout")
        else:
            self.transport.abort()

    def _refuse(self, status: int, phrase: bytes, headers: bytes = b"") -> None:
        self._idle.pop(self, None)
        self.transport.write(_REFUSED % (status, phrase, headers))
        self.transport.close()

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _stop_write_timer(self) -> None:
        if self._write_timer is not None:
            self._write_timer.cancel()
            self._write_timer = None
