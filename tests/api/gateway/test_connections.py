"""Clients that say nothing, or too slowly, or too much, are let go; and they keep nobody out."""

import asyncio
import resource

import pytest

from profile_service.api.gateway import connections
from profile_service.api.gateway.connections import MAX_HEADER_BYTES, GuardedProtocol, most_connections

pytestmark = pytest.mark.anyio
_ALIVE = b"GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n"
_HALF = b"POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 100\r\n"


async def _answer(port: int, sent: bytes) -> bytes:
    """All that comes until the server closes the connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(sent)
    try:
        return await asyncio.wait_for(reader.read(), 10)
    except ConnectionResetError:
        return b""
    finally:
        writer.close()


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "REQUEST_SECONDS", 0.2)


@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize("address", ["embedded"], indirect=True)
@pytest.mark.parametrize(
    ("sent", "status"),
    [(b"", b""), (b"GET /healthz HT", b"408"), (_HALF, b"408"), (_HALF + b'\r\n{"query": ', b"")],
    ids=["nothing", "request line", "headers", "body"],
)
async def test_request_that_does_not_come_is_given_up(port: int, sent: bytes, status: bytes) -> None:
    assert (await _answer(port, sent))[9:12] == status


@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize("address", ["embedded"], indirect=True)
async def test_later_request_has_its_own_time(port: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for _ in range(4):
        writer.write(_ALIVE)
        assert (await reader.readuntil(b"}")).startswith(b"HTTP/1.1 200")
        await asyncio.sleep(0.08)
    writer.write(b"GET /healthz")
    assert (await asyncio.wait_for(reader.read(), 5))[9:12] == b"408"
    writer.close()


@pytest.mark.parametrize("address", ["embedded"], indirect=True)
async def test_endless_headers_are_refused(port: int) -> None:
    lines = b"".join(b"x-%d: %s\r\n" % (n, b"x" * 1_000) for n in range(200))
    answer = await _answer(port, b"GET /healthz HTTP/1.1\r\nhost: localhost\r\n" + lines)
    assert answer[9:12] in {b"431", b""}
    assert len(lines) > 2 * MAX_HEADER_BYTES


@pytest.mark.parametrize("address", ["embedded"], indirect=True)
async def test_idle_connections_give_way(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(GuardedProtocol, "most", 20)
    opened = [await asyncio.open_connection("127.0.0.1", port) for _ in range(60)]
    for _, writer in opened[::2]:
        writer.write(b"GET /healthz HTTP/1.1\r\nhost: lo")
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(_ALIVE)
    assert (await asyncio.wait_for(reader.readline(), 5)).split()[1] == b"200"
    assert len(GuardedProtocol._idle) <= 20
    for _, each in [*opened, (reader, writer)]:
        each.close()


def test_bound_leaves_files_for_all_else() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (200, hard))
        few = most_connections()
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert (few, most_connections() <= 1_000) == (100, True)
