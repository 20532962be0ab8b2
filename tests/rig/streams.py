"""Streams of server-sent events in tests: their events as they come."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx

SECONDS = 20


class Listener:
    """The events of a stream as they come."""

    def __init__(self, lines: AsyncIterator[str]) -> None:
        self._lines = lines

    async def next(self) -> tuple[str, str]:
        """Name and text of the next event. Raises TimeoutError where none comes."""
        async with asyncio.timeout(SECONDS):
            async for line in self._lines:
                if line.startswith("event: "):
                    return line.removeprefix("event: "), (await anext(self._lines)).removeprefix("data: ")
        return "end", ""

    async def heartbeat(self) -> str:
        async with asyncio.timeout(SECONDS):
            return await anext(line async for line in self._lines if line.startswith(":"))


@asynccontextmanager
async def listening(client: httpx.AsyncClient, path: str, **headers: str) -> AsyncIterator[Listener]:
    """After the stream began."""
    async with client.stream("GET", path, headers=headers) as response:
        assert (response.status_code, response.headers["content-type"]) == (200, "text/event-stream; charset=utf-8")
        assert response.headers["cache-control"] == "no-store"
        lines = response.aiter_lines()
        assert await anext(lines) == "retry: 3000"
        yield Listener(lines)


async def said_of(listener: Listener, name: str) -> str:
    """The text of the next event of this name."""
    while True:
        event, text = await listener.next()
        assert event != "end", f"no {name} came"
        if event == name:
            return text
