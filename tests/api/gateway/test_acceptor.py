"""The acceptor: connections are taken many at a time, and none after it is closed."""

import asyncio
import socket

import pytest

from profile_service.api.gateway.acceptor import Acceptor

pytestmark = pytest.mark.anyio


class _Echo(asyncio.Protocol):
    def __init__(self, opened: list[asyncio.Transport]) -> None:
        self._opened = opened

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._opened.append(transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._transport.write(data)


async def test_all_that_wait_are_taken_in_one_round() -> None:
    opened: list[asyncio.Transport] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        clients = [socket.create_connection(listener.getsockname()) for _ in range(40)]
        acceptor = Acceptor(listener, lambda: _Echo(opened), None)
        await asyncio.sleep(0)
        await asyncio.sleep(0.05)
        taken = len(opened)
        clients[-1].sendall(b"ping")
        clients[-1].setblocking(False)
        assert await asyncio.get_running_loop().sock_recv(clients[-1], 10) == b"ping"
        acceptor.close()
    for transport in opened:
        transport.close()
    for client in clients:
        client.close()
    await asyncio.sleep(0)
    assert taken == 40


async def test_closed_one_takes_none() -> None:
    opened: list[asyncio.Transport] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        acceptor = Acceptor(listener, lambda: _Echo(opened), None)
        acceptor.close()
        with socket.create_connection(listener.getsockname()):
            await asyncio.sleep(0.05)
    assert opened == []
