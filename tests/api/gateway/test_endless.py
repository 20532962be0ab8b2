"""Answers without an end do not hold up the end of the server; the others are finished."""

import asyncio
import socket
from collections.abc import AsyncIterator

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from profile_service.api.gateway.connections import GuardedProtocol
from profile_service.api.gateway.endless import mark_endless

pytestmark = pytest.mark.anyio
_SECONDS = 20


class _App:
    """`/endless` says one word and no more; `/slow` answers once the server is about to end."""

    def __init__(self) -> None:
        self.asked_slowly = asyncio.Event()
        self.may_answer = asyncio.Event()

    async def endless(self, request: Request) -> Response:
        mark_endless(request)
        return StreamingResponse(self._words())

    async def slow(self, _: Request) -> Response:
        self.asked_slowly.set()
        await self.may_answer.wait()
        return Response("done")

    async def _words(self) -> AsyncIterator[str]:
        yield "word\n"
        await asyncio.Event().wait()


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()


async def test_endless_answer_is_cut_off_and_another_is_finished(anyio_backend: str) -> None:
    app = _App()
    routes = [Route("/endless", app.endless), Route("/slow", app.slow)]
    config = uvicorn.Config(Starlette(routes=routes), port=0, http=GuardedProtocol, ws="none", log_level="error")
    server = _Server(config)
    serving = asyncio.create_task(server.serve())
    async with asyncio.timeout(_SECONDS):
        await server.ready.wait()
        url = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
        async with httpx.AsyncClient(base_url=url) as client, client.stream("GET", "/endless") as stream:
            lines = stream.aiter_lines()
            assert await anext(lines) == "word"
            slow = asyncio.create_task(client.get("/slow"))
            await app.asked_slowly.wait()
            server.should_exit = True
            with pytest.raises(httpx.RemoteProtocolError):
                await anext(lines)
            app.may_answer.set()
            assert (await slow).text == "done"
        await serving
