"""The acceptor: takes new connections many at a time, so that under load they wait for an answer that says so.

The event loop takes one each time round. While many requests are worked on, one round takes long, and connections, of
health checks too, wait unseen in the operating system's queue for longer than their clients do.
"""

import asyncio
import socket
import ssl
from collections.abc import Callable

from profile_service.service.workers.worker_board import WorkerSeat

_MANY = 64
_BACKLOG = 512
_FEW = 4
"""Of several workers, each takes few at a time, and none while another has fewer, but for a moment."""
_PAUSE_SECONDS = 0.1
_TURN_SECONDS = 0.004
_HANDSHAKE_SECONDS = 10.0


class Acceptor:
    """Hands connections of `listener` to protocols of `factory`, until it is closed; with TLS where `context` is
    given. `seat`: of the worker, where several take from the same listener."""

    def __init__(
        self,
        listener: socket.socket,
        factory: Callable[[], asyncio.Protocol],
        context: ssl.SSLContext | None,
        seat: WorkerSeat | None = None,
    ) -> None:
        self._loop = asyncio.get_running_loop()
        self._listener = listener
        self._factory = factory
        self._tls = context
        self._seat = seat
        self._has_waited = self._is_closed = False
        self._opening: set[asyncio.Task[None]] = set()
        listener.setblocking(False)
        listener.listen(_BACKLOG)
        self._loop.add_reader(listener.fileno(), self._accept)

    def close(self) -> None:
        """Take no more connections. Those that were taken stay open."""
        self._is_closed = True
        self._loop.remove_reader(self._listener.fileno())
        for task in self._opening:
            task.cancel()

    def _accept(self) -> None:
        if self._seat and self._seat.is_busiest and not self._has_waited:
            self._has_waited = True
            self._pause(_TURN_SECONDS)
            return
        self._has_waited = False
        for _ in range(_FEW if self._seat else _MANY):
            try:
                connection, _address = self._listener.accept()
            except (BlockingIOError, InterruptedError, ConnectionAbortedError):
                return
            except OSError:  # no more files may be opened: the next one may be when some were closed
                self._pause(_PAUSE_SECONDS)
                return
            task = self._loop.create_task(self._open(connection))
            self._opening.add(task)
            task.add_done_callback(self._opening.discard)

    def _pause(self, seconds: float) -> None:
        self._loop.remove_reader(self._listener.fileno())
        self._loop.call_later(seconds, self._resume)

    def _resume(self) -> None:
        if not self._is_closed and self._listener.fileno() >= 0:
            self._loop.add_reader(self._listener.fileno(), self._accept)

    async def _open(self, connection: socket.socket) -> None:
        try:
            connection.setblocking(False)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            handshake = _HANDSHAKE_SECONDS if self._tls else None
            await self._loop.connect_accepted_socket(
                self._factory, connection, ssl=self._tls, ssl_handshake_timeout=handshake
            )
        except OSError:  # it was closed again, or the handshake failed
            connection.close()
