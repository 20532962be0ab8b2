"""The server of one process: takes connections by an acceptor of our own, and ends in order and in bounded time."""

import asyncio
import gc
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, Protocol

import uvicorn
from uvicorn.importer import import_from_string
from uvicorn.server import HANDLED_SIGNALS

from profile_service.cli.console.output import say
from profile_service.service.workers.worker_board import WorkerSeat

# By name: no other command needs the API.
_ACCEPTOR = "profile_service.api.gateway.acceptor:Acceptor"
_TURN_SECONDS = 0.0005
_DRAIN_SECONDS = 5.0
"""So long are requests finished that came before the end."""
_END_SECONDS = 9.0
"""After so long the process ends, whatever it still waits for: the store may be away. Whoever runs it may not wait for
more than ten."""


class _Drain(Protocol):
    """What the application does when the server is about to end; `has_begun`: it takes no more requests."""

    has_begun: bool

    def begin(self) -> None: ...


class ApiServer(uvicorn.Server):
    """`ready` is called once requests are answered. A first SIGINT or SIGTERM ends it in order: requests under way are
    finished, new ones refused. A second one ends the process at once. `seat`: of the worker, where there are several.
    """

    def __init__(
        self, config: uvicorn.Config, ready: Callable[[], None], drain: _Drain, seat: WorkerSeat | None = None
    ) -> None:
        super().__init__(config)
        self._seat = seat
        self._ready = ready
        self._drain = drain
        self._acceptors: list[Any] = []  # imported by name

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """The signals are not raised again afterwards: the exit code says how the end went, not what asked for it."""
        before = {each: signal.signal(each, self.handle_exit) for each in HANDLED_SIGNALS}
        try:
            yield
        finally:
            for each, handler in before.items():
                signal.signal(each, handler)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        del frame
        if self.should_exit:
            os._exit(128 + sig)
        self._drain.has_begun = True
        self.should_exit = True

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start the application; the sockets have an acceptor of our own in the place of the loop's."""
        await super().startup([])
        if self.started:
            accept = import_from_string(_ACCEPTOR)
            self._share_connections()
            self._acceptors = [accept(each, self._protocol, self.config.ssl, self._seat) for each in sockets or ()]
            _settle_memory()
            _settle_turns()
            self._ready()

    async def on_tick(self, counter: int) -> bool:
        if self._seat:
            self._seat.beat()
        return await super().on_tick(counter)

    def _share_connections(self) -> None:
        """Have this worker count its connections, of which it takes its part of what one process would."""
        if self._seat:
            protocol: Any = self.config.http_protocol_class
            protocol.seat = self._seat
            protocol.most = max(1, protocol.most // self._seat.workers)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        _end_at_last()
        self._drain.begin()
        await self._drained()
        for acceptor in self._acceptors:
            acceptor.close()
        await super().shutdown(sockets)

    async def _drained(self) -> None:
        """Wait for the requests under way, while new ones hear that they came too late."""
        for connection in list(self.server_state.connections):
            connection.shutdown()
        if under_way := set(self.server_state.tasks):
            await asyncio.wait(under_way, timeout=_DRAIN_SECONDS)

    def _protocol(self) -> asyncio.Protocol:
        protocol: Callable[..., asyncio.Protocol] = self.config.http_protocol_class
        return protocol(config=self.config, server_state=self.server_state, app_state=self.lifespan.state)


def _end_at_last() -> None:
    def end() -> None:
        sentence = "Ended without waiting any longer; what was acknowledged is kept."
        teller = threading.Thread(target=say, args=(sentence,), daemon=True)  # perhaps nobody reads it
        teller.start()
        teller.join(1)
        os._exit(0)

    watchdog = threading.Timer(_END_SECONDS, end)
    watchdog.daemon = True
    watchdog.start()


def _settle_memory() -> None:
    """Keep the garbage collector from going through all modules and types again and again: that took 80 ms, every
    hundredth request or so. What is made from here on is collected in larger steps. The second collection finds nothing
    left, so that the next ones do not wait until a quarter as much as all modules and types is garbage: what was under
    way while others were collected would stay until then."""
    gc.collect()
    gc.freeze()
    gc.collect()
    gc.set_threshold(20_000, 10, 10)


def _settle_turns() -> None:
    """Have the thread that answers dear questions hand the interpreter over sooner: the server's loop asks for it some
    five times a request, and each time would wait 5 ms."""
    sys.setswitchinterval(_TURN_SECONDS)
