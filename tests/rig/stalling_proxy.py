"""A TCP proxy that can fall silent, as a network does: connections stay open, and nothing comes through."""

import asyncio
from contextlib import closing, suppress
from dataclasses import replace
from types import TracebackType

from profile_service.store.places.address import Address


class StallingProxy:
    """In front of `upstream`. Everything passes until it is told otherwise."""

    def __init__(self, upstream: Address) -> None:
        self._upstream = upstream
        self._passes = asyncio.Event()
        self._passes.set()
        self._server: asyncio.Server | None = None
        self._open: dict[asyncio.Task[None], asyncio.Event] = {}

    async def __aenter__(self) -> Address:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        port = self._server.sockets[0].getsockname()[1]
        return replace(self._upstream, uri=f"bolt://127.0.0.1:{port}")

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._server:
            self._server.close()
        for task in self._open:
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)

    def stall(self) -> None:
        """Take connections, and let nothing through, on none."""
        self._passes.clear()

    def go_on(self) -> None:
        """What was held back comes through now."""
        self._passes.set()

    def lose(self) -> None:
        """The connections that there are stay open and silent for ever; new ones work."""
        for lost in self._open.values():
            lost.set()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        lost = self._open[task] = asyncio.Event()
        host, _, port = self._upstream.uri.rpartition("/")[2].rpartition(":")
        with suppress(asyncio.CancelledError, ConnectionError), closing(writer):
            from_server, to_server = await asyncio.open_connection(host, int(port))
            with closing(to_server):
                pumps = [
                    asyncio.create_task(self._forward(reader, to_server, lost)),
                    asyncio.create_task(self._forward(from_server, writer, lost)),
                ]
                try:
                    await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
                finally:
                    for pump in pumps:
                        pump.cancel()
                    await asyncio.gather(*pumps, return_exceptions=True)
        self._open.pop(task, None)

    async def _forward(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, lost: asyncio.Event) -> None:
        while data := await reader.read(65_536):
            await self._passes.wait()
            if lost.is_set():
                await asyncio.Event().wait()
            writer.write(data)
            await writer.drain()
