"""A store that falls silent, while its connections stay open: whoever asks is told within a bound, and when it speaks
again it is used again."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import replace

import httpx
import pytest

from profile_service.settings import Settings
from profile_service.store.engine.engines import RemoteEngine
from profile_service.store.engine.store import Store
from profile_service.store.places.address import Address
from tests.rig.clients import client_of
from tests.rig.people import load, record
from tests.rig.stalling_proxy import StallingProxy

pytestmark = [pytest.mark.anyio, pytest.mark.thorough]

_DEADLINE = 4
_READ = {"query": '{ profileBy(identifier: {type: "email", value: "ann@shop.org"}) { name { value } } }'}
_LOCK = {"query": 'mutation { lockProfile(input: {profile: "nobody", reason: "r"}) { __typename } }'}
_PATIENCE_SECONDS = 30


@pytest.fixture
async def proxy(address: Address) -> AsyncIterator[tuple[StallingProxy, Address]]:
    proxy = StallingProxy(address)
    async with proxy as through:
        yield proxy, through


@pytest.fixture
async def client(store: Store, proxy: tuple[StallingProxy, Address]) -> AsyncIterator[httpx.AsyncClient]:
    await load(store, record("shop:1", ("email", "ann@shop.org"), name="Ann"))
    behind = Store(RemoteEngine(proxy[1], store.engine))
    async with client_of(behind, replace(Settings(), deadline=_DEADLINE)) as client:
        await _until(lambda: client.post("/graphql", json=_READ), _is_ann)  # its statements are planned
        yield client
        proxy[0].go_on()
    await behind.close()


@pytest.mark.parametrize("asked", [_READ, _LOCK], ids=["read", "change"])
async def test_silence_is_told_within_the_deadline(
    client: httpx.AsyncClient, proxy: tuple[StallingProxy, Address], asked: Mapping[str, object]
) -> None:
    proxy[0].stall()
    answer, seconds = await _timed(client, asked)
    assert answer.status_code == 503, answer.text
    assert answer.headers["retry-after"] in {"1", "2"}
    assert _code(answer) in {"STORE_UNAVAILABLE", "DEADLINE_PASSED"}
    assert seconds < _DEADLINE + 1


async def test_known_silence_is_told_at_once(client: httpx.AsyncClient, proxy: tuple[StallingProxy, Address]) -> None:
    proxy[0].stall()
    ready = await _until(lambda: client.get("/readyz"), lambda answer: answer.status_code == 503)
    assert ready.json()["parts"]["store"] == "the store did not answer within 2 seconds"
    await _until(lambda: client.post("/graphql", json=_READ), lambda answer: "did not answer" in answer.text)
    for asked in (_READ, _LOCK):
        answer, seconds = await _timed(client, asked)
        assert (answer.status_code, _code(answer), answer.headers["retry-after"]) == (503, "STORE_UNAVAILABLE", "2")
        assert seconds < 0.5
    page, seconds = await _timed_page(client)
    assert (page.status_code, page.headers["retry-after"], seconds < 0.5) == (503, "2", True)
    assert (await client.get("/healthz")).status_code == 200

    proxy[0].go_on()
    await _until(lambda: client.get("/readyz"), lambda answer: answer.status_code == 200)
    await _until(lambda: client.post("/graphql", json=_READ), _is_ann)


async def test_lost_connections_are_not_used_again(
    client: httpx.AsyncClient, proxy: tuple[StallingProxy, Address]
) -> None:
    proxy[0].lose()
    await _until(lambda: client.get("/readyz"), lambda answer: answer.status_code == 503)
    await _until(lambda: client.get("/readyz"), lambda answer: answer.status_code == 200)
    for _ in range(10):
        answer, seconds = await _timed(client, _READ)
        assert (_is_ann(answer), seconds < 2) == (True, True), answer.text


async def _timed(client: httpx.AsyncClient, asked: Mapping[str, object]) -> tuple[httpx.Response, float]:
    start = time.monotonic()
    return await client.post("/graphql", json=asked, timeout=_PATIENCE_SECONDS), time.monotonic() - start


async def _timed_page(client: httpx.AsyncClient) -> tuple[httpx.Response, float]:
    start = time.monotonic()
    return await client.get("/", headers={"accept": "text/html"}), time.monotonic() - start


def _is_ann(answer: httpx.Response) -> bool:
    return answer.status_code == 200 and answer.json().get("data") == {"profileBy": {"name": {"value": "Ann"}}}


def _code(answer: httpx.Response) -> str:
    return str(answer.json()["errors"][0]["extensions"]["code"])


async def _until(
    ask: Callable[[], Awaitable[httpx.Response]], is_so: Callable[[httpx.Response], bool]
) -> httpx.Response:
    async with asyncio.timeout(_PATIENCE_SECONDS):
        while not is_so(answer := await ask()):  # noqa: ASYNC110  it ends in another process
            await asyncio.sleep(0.05)
    return answer
