"""A TCP proxy in front of a store; those that derive from it say what comes through."""

import asyncio
from collections.abc import Coroutine
from contextlib import closing, suppress
from dataclasses import replace
from types import TracebackType

from profile_service.store.places.address import Address

Stream = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class TcpProxy:
    """In front of `upstream`, for as long as the block lasts, which gets the address to connect to."""

    def __init__(self, upstream: Address) -> None:
        self._upstream = upstream
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Address:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        port = self._server.sockets[0].getsockname()[1]
        return replace(self._upstream, uri=f"bolt://127.0.0.1:{port}")

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._server:
            self._server.close()
        self.hang_up()
        await asyncio.gather(*self._open, return_exceptions=True)

    def hang_up(self) -> None:
        """Cut all open connections."""
        for task in self._open:
            task.cancel()

    async def forward(self, client: Stream, server: Stream) -> None:
        """Forward what comes through on one connection, until it ends."""
        raise NotImplementedError

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        self._open.add(task)
        task.add_done_callback(self._open.discard)
        host, _, port = self._upstream.uri.rpartition("/")[2].rpartition(":")
        with suppress(asyncio.CancelledError, ConnectionError), closing(writer):
            from_server, to_server = await asyncio.open_connection(host, int(port))
            with closing(to_server):
                await self.forward((reader, writer), (from_server, to_server))


async def until_one_ends(*ways: Coroutine[None, None, None]) -> None:
    """Run the ways of a connection side by side until one of them ends, and cut off the others."""
    pumps = [asyncio.create_task(way) for way in ways]
    try:
        await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for pump in pumps:
            pump.cancel()
        await asyncio.gather(*pumps, return_exceptions=True)
