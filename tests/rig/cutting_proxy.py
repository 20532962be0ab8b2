"""A Bolt proxy that cuts connections around COMMIT, the one moment at which the outcome is unknown to the client."""

from collections import Counter
from collections.abc import Callable
from enum import Enum, auto

from profile_service.store.places.address import Address
from tests.rig.tcp_proxy import Stream, TcpProxy, until_one_ends

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


class CuttingProxy(TcpProxy):
    """`plan` gives the cut for each COMMIT, numbered from 0 over all connections; None
    lets it pass. `cuts` counts the cuts."""

    def __init__(self, upstream: Address, plan: Plan) -> None:
        super().__init__(upstream)
        self.cuts: Counter[Cut] = Counter()
        self.commits = 0
        self._plan = plan

    def next_cut(self) -> Cut | None:
        cut = self._plan(self.commits)
        self.commits += 1
        if cut:
            self.cuts[cut] += 1
        return cut

    async def forward(self, client: Stream, server: Stream) -> None:
        await _Connection(self, client, server).run()


class _Connection:
    def __init__(self, proxy: CuttingProxy, client: Stream, server: Stream) -> None:
        self._proxy = proxy
        self._from_client, self._to_client = client
        self._from_server, self._to_server = server
        self._drop_answers = False

    async def run(self) -> None:
        """Forward both ways until one side closes, or until the cut."""
        try:
            await until_one_ends(self._forward_requests(), self._forward_answers())
        finally:
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
