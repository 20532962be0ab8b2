"""A real server on a free port, with one customer in its store."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import uvicorn

from profile_service.api.http.app import create_app
from profile_service.settings import Settings
from profile_service.store.engine.store import Store
from tests.rig.callers import SETTINGS
from tests.rig.people import load, record


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
    app = create_app(SETTINGS, opening)
    server = _Server(uvicorn.Config(app, port=0, http="httptools", ws="websockets-sansio", log_level="error"))
    serving = asyncio.create_task(server.serve())
    await asyncio.wait_for(server.ready.wait(), 20)
    yield server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    await serving
