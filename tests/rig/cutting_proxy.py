"""A Bolt proxy that cuts connections around COMMIT, the one moment at which the outcome is unknown to the client."""

import asyncio
from collections import Counter
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import replace
from enum import Enum, auto
from types import TracebackType

from profile_service.store.places.address import Address

_COMMIT = b"\xb0\x12"
_HANDSHAKE_BYTES = 20
_MANIFEST = b"\x00\x00\x01\xff"
_KEEP_ALIVE = b"\x00\x00"


class Cut(Enum):
    """BEFORE: the server never receives COMMIT. DURING: it receives COMMIT and the end of the connection at once.
    AFTER: it has answered, and the client does not receive the answer."""

    BEFORE = auto()
    DURING = auto()
    AFTER = auto()


Plan = Callable[[int], Cut | None]


class CuttingProxy:
    """A proxy in front of `upstream`. `plan` gives the cut for each COMMIT, numbered from 0 over all connections; None
    lets it pass. `cuts` counts the cuts."""

    def __init__(self, upstream: Address, plan: Plan) -> None:
        self.cuts: Counter[Cut] = Counter()
        self.commits = 0
        self._upstream = upstream
        self._plan = plan
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

    def next_cut(self) -> Cut | None:
        cut = self._plan(self.commits)
        self.commits += 1
        if cut:
            self.cuts[cut] += 1
        return cut

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        self._open.add(task)
        task.add_done_callback(self._open.discard)
        host, _, port = self._upstream.uri.rpartition("/")[2].rpartition(":")
        with suppress(asyncio.CancelledError), closing(writer):
            from_server, to_server = await asyncio.open_connection(host, int(port))
            with closing(to_server):
                await _Connection(self, (reader, writer), (from_server, to_server)).run()


Stream = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class _Connection:
    def __init__(self, proxy: CuttingProxy, client: Stream, server: Stream) -> None:
        self._proxy = proxy
        self._from_client, self._to_client = client
        self._from_server, self._to_server = server
        self._drop_answers = False

    async def run(self) -> None:
        """Forward both ways until one side closes, or until the cut."""
        pumps = [asyncio.create_task(self._forward_requests()), asyncio.create_task(self._forward_answers())]
        try:
            await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for pump in pumps:
                pump.cancel()
            await asyncio.gather(*pumps, return_exceptions=True)
            self._to_client.transport.abort()

    async def _forward_requests(self) -> None:
        """Forward message by message. A message is chunks, each a two-byte length and so many bytes; a length of zero
        ends it."""
        hello = await self._from_client.readexactly(_HANDSHAKE_BYTES)
        # Another version is offered in place of the manifest, so that the handshake ends with an answer of four bytes.
        self._to_server.write(hello.replace(_MANIFEST, hello[8:12]))
        while True:
            raw, message = await self._next_message()
            cut = self._proxy.next_cut() if message == _COMMIT else None
            if cut is Cut.BEFORE:
                return
            self._drop_answers = cut is Cut.AFTER
            self._to_server.write(raw)
            await self._to_server.drain()
            if cut is Cut.DURING:
                return

    async def _next_message(self) -> tuple[bytes, bytes]:
        """The bytes of the next message as they came, and its content."""
        raw, message = b"", b""
        while True:
            head = await self._from_client.readexactly(2)
            chunk = await self._from_client.readexactly(int.from_bytes(head))
            raw, message = raw + head + chunk, message + chunk
            if not chunk:
                return raw, message

    async def _forward_answers(self) -> None:
        while data := await self._from_server.read(65_536):
            if self._drop_answers and data.strip(_KEEP_ALIVE):
                return
            self._to_client.write(data)
            await self._to_client.drain()
