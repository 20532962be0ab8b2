"""The drain: what is under way is finished, who comes is refused, and health checks are answered."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from profile_service.api.gateway.drain import Drain, DrainGuard

pytestmark = pytest.mark.anyio


class _App:
    """`/slow` answers when it may; `/busy` is always busy."""

    def __init__(self) -> None:
        self.drain = Drain()
        self.asked, self.may_answer = asyncio.Event(), asyncio.Event()
        routes = [Route("/slow", self._slow), Route("/busy", self._busy), Route("/healthz", self._alive)]
        self.asgi = Starlette(routes=routes, middleware=[Middleware(DrainGuard, drain=self.drain)])

    async def _slow(self, _: Request) -> Response:
        self.asked.set()
        await self.may_answer.wait()
        return Response("done")

    async def _busy(self, _: Request) -> Response:
        return Response("busy", 503)

    async def _alive(self, _: Request) -> Response:
        return Response("ok")


@pytest.fixture
def app(anyio_backend: str) -> _App:
    return _App()


@pytest.fixture
async def client(app: _App) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app.asgi), base_url="http://localhost") as client:
        yield client


async def test_what_is_under_way_is_finished_and_others_are_refused(app: _App, client: httpx.AsyncClient) -> None:
    slow = asyncio.create_task(client.get("/slow"))
    await app.asked.wait()
    app.drain.begin()

    refused, alive = await client.get("/slow"), await client.get("/healthz")
    assert (refused.status_code, refused.json()["errors"][0]["extensions"]) == (503, {"code": "ENDING"})
    assert (refused.headers["connection"], refused.headers["retry-after"]) == ("close", "2")
    assert (alive.status_code, alive.headers["connection"]) == (200, "close")
    app.may_answer.set()
    finished = await slow
    assert (finished.text, finished.headers["connection"]) == ("done", "close")


async def test_what_is_cut_off_at_the_end_says_so(app: _App) -> None:
    sent: list[int] = []

    async def send(message: "dict[str, object]") -> None:
        if message["type"] == "http.response.start":
            sent.append(int(str(message["status"])))

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": b"", "more_body": False}

    scope = {"type": "http", "method": "GET", "path": "/slow", "headers": [], "query_string": b""}
    running = asyncio.create_task(app.asgi(scope, receive, send))  # type: ignore[arg-type]  # as starlette types them
    await app.asked.wait()
    app.drain.begin()
    running.cancel()
    await running
    assert sent == [503]


async def test_busy_answers_say_when_to_come_again(client: httpx.AsyncClient) -> None:
    assert (await client.get("/busy")).headers["retry-after"] == "2"


async def test_begin_is_told_once(app: _App) -> None:
    told: list[str] = []
    app.drain.on_begin(lambda: told.append("begun"))
    app.drain.begin()
    app.drain.begin()
    assert (told, app.drain.has_begun) == (["begun"], True)
