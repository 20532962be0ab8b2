"""A TCP proxy that can fall silent, as a network does: connections stay open, and nothing comes through."""

import asyncio

from profile_service.store.places.address import Address
from tests.rig.tcp_proxy import Stream, TcpProxy, until_one_ends


class StallingProxy(TcpProxy):
    """Everything passes until it is told otherwise."""

    def __init__(self, upstream: Address) -> None:
        super().__init__(upstream)
        self._passes = asyncio.Event()
        self._passes.set()
        self._losses: set[asyncio.Event] = set()

    def stall(self) -> None:
        """Take connections, and let nothing through, on none."""
        self._passes.clear()

    def go_on(self) -> None:
        """What was held back comes through now."""
        self._passes.set()

    def lose(self) -> None:
        """The connections that there are stay open and silent for ever; new ones work."""
        for lost in self._losses:
            lost.set()

    async def forward(self, client: Stream, server: Stream) -> None:
        lost = asyncio.Event()
        self._losses.add(lost)
        try:
            await until_one_ends(
                self._one_way(client[0], server[1], lost),
                self._one_way(server[0], client[1], lost),
            )
        finally:
            self._losses.discard(lost)

    async def _one_way(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, lost: asyncio.Event) -> None:
        while data := await reader.read(65_536):
            await self._passes.wait()
            if lost.is_set():
                await asyncio.Event().wait()
            writer.write(data)
            await writer.drain()
