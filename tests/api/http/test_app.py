"""A real server: large bodies, WebSockets, and many at once."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
import uvicorn
import websockets

from profile_service.api.http.app import create_app
from profile_service.settings import Settings
from profile_service.store.engine.store import Store
from tests.rig.people import load, record

pytestmark = pytest.mark.anyio
_ASK = '{ profileBy(identifier: {type: "email", value: "ann@shop.org"}) { name { value } } }'
_ANSWER = {"data": {"profileBy": {"name": {"value": "Ann"}}}}


_POST = b"POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n"


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()


@pytest.fixture
async def port(store: Store) -> AsyncIterator[int]:
    @asynccontextmanager
    async def opening(_: Settings) -> AsyncIterator[Store]:
        yield store

    await load(store, record("shop:1", ("email", "ann@shop.org"), name="Ann"))
    app = create_app(Settings(), opening)
    server = _Server(uvicorn.Config(app, port=0, http="httptools", ws="websockets-sansio", log_level="error"))
    serving = asyncio.create_task(server.serve())
    await asyncio.wait_for(server.ready.wait(), 20)
    yield server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    await serving


async def test_many_are_answered_at_once(port: int) -> None:
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
        answers = await asyncio.gather(*(client.post("/graphql", json={"query": _ASK}) for _ in range(20)))
    assert [answer.json() for answer in answers] == [_ANSWER] * 20


async def test_body_of_50_mb_is_refused_unread(port: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(_POST + b"content-length: 52428800\r\n\r\n")
    status = await asyncio.wait_for(reader.readline(), 5)
    writer.close()
    assert status.split()[1] == b"413"


async def test_body_of_unknown_length_is_cut_off(port: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(_POST + b"transfer-encoding: chunked\r\n\r\n")
    for _ in range(20):
        writer.write(b"1000\r\n" + b" " * 4096 + b"\r\n")
    status = await asyncio.wait_for(reader.readline(), 5)
    writer.close()
    assert status.split()[1] == b"413"


async def test_websocket_asks_and_is_answered(port: int) -> None:
    address = f"ws://127.0.0.1:{port}/graphql"
    protocol = websockets.Subprotocol("graphql-transport-ws")
    async with websockets.connect(address, subprotocols=[protocol]) as opened:
        await opened.send('{"type": "connection_init"}')
        assert json.loads(await opened.recv()) == {"type": "connection_ack"}
        await opened.send(json.dumps({"type": "subscribe", "id": "1", "payload": {"query": _ASK}}))
        assert json.loads(await opened.recv()) == {"type": "next", "id": "1", "payload": _ANSWER}
        assert json.loads(await opened.recv()) == {"type": "complete", "id": "1"}
        await opened.send("[" * 1_000)
        with pytest.raises(websockets.ConnectionClosed) as closed:
            await opened.recv()
    assert closed.value.rcvd
    assert closed.value.rcvd.code == 4400


async def test_legacy_websocket_protocol_is_not_spoken(port: int) -> None:
    protocol = websockets.Subprotocol("graphql-ws")
    async with websockets.connect(f"ws://127.0.0.1:{port}/graphql", subprotocols=[protocol]) as opened:
        with pytest.raises(websockets.ConnectionClosed) as closed:
            await opened.recv()
    assert closed.value.rcvd
    assert closed.value.rcvd.code == 4406
