"""The acceptor: takes new connections many at a time, so that under load they wait for an answer that says so.

The event loop takes one each time round. While many requests are worked on, one round takes long, and connections, of
health checks too, wait unseen in the operating system's queue for longer than their clients do.
"""

import asyncio
import socket
import ssl
from collections.abc import Callable

_MANY = 64
_BACKLOG = 512
_PAUSE_SECONDS = 0.1
_HANDSHAKE_SECONDS = 10.0


class Acceptor:
    """Hands connections of `listener` to protocols of `factory`, until it is closed; with TLS where `context` is
    given."""

    def __init__(
        self, listener: socket.socket, factory: Callable[[], asyncio.Protocol], context: ssl.SSLContext | None
    ) -> None:
        self._loop = asyncio.get_running_loop()
        self._listener = listener
        self._factory = factory
        self._tls = context
        self._opening: set[asyncio.Task[None]] = set()
        listener.setblocking(False)
        listener.listen(_BACKLOG)
        self._loop.add_reader(listener.fileno(), self._accept)

    def close(self) -> None:
        """Take no more connections. Those that were taken stay open."""
        self._loop.remove_reader(self._listener.fileno())
        for task in self._opening:
            task.cancel()

    def _accept(self) -> None:
        for _ in range(_MANY):
            try:
                connection, _address = self._listener.accept()
            except (BlockingIOError, InterruptedError, ConnectionAbortedError):
                return
            except OSError:  # no more files may be opened: the next one may be when some were closed
                self._loop.remove_reader(self._listener.fileno())
                self._loop.call_later(_PAUSE_SECONDS, self._resume)
                return
            task = self._loop.create_task(self._open(connection))
            self._opening.add(task)
            task.add_done_callback(self._opening.discard)

    def _resume(self) -> None:
        if self._listener.fileno() >= 0:
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
