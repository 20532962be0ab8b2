"""The application as a client sees it: on a store of each engine in turn, on one that cannot be reached, and served."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
import uvicorn

from profile_service.api.gateway.connections import GuardedProtocol
from profile_service.api.http.app import create_app
from profile_service.domain.sources.counts import Counts
from profile_service.domain.sources.load_runs import LoadRun
from profile_service.service.access import fresh_copy
from profile_service.service.profile import reading_basis
from profile_service.settings import Settings
from profile_service.store.engine import store as door
from profile_service.store.engine.engines import RemoteEngine
from profile_service.store.engine.store import Store
from profile_service.store.places.address import Address
from profile_service.store.sources import runs
from tests.rig.callers import SETTINGS
from tests.rig.clients import client_of
from tests.rig.people import load, record

AT = "2026-11-22T09:00:00.000000Z"


@pytest.fixture
async def client(store: Store, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[httpx.AsyncClient]:
    """A client of an application on the test's store, which reads no rules of itself, so that tests can count reads."""
    monkeypatch.setattr(reading_basis, "_SECONDS", 3_600.0)
    monkeypatch.setattr(fresh_copy, "SECONDS", 3_600.0)
    monkeypatch.setattr(fresh_copy, "_BOUND_SECONDS", 3_600.0)
    async with client_of(store) as opened:
        yield opened


@pytest.fixture
async def keyed(store: Store, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[httpx.AsyncClient]:
    """A client of an application that looks keys up for each request, so that a new one counts at once."""
    monkeypatch.setattr(fresh_copy, "_BOUND_SECONDS", 0.0)
    async with client_of(store, SETTINGS) as opened:
        yield opened


@pytest.fixture
async def storeless(anyio_backend: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[httpx.AsyncClient]:
    """A client of an application whose store cannot be reached, and which soon gives up on it, but takes it that no key
    was ever made."""
    monkeypatch.setattr(door, "_READ_PATIENCE_SECONDS", 0.05)
    monkeypatch.setattr(fresh_copy, "_BOUND_SECONDS", float("inf"))
    store = Store(RemoteEngine(Address("bolt://127.0.0.1:1", "nobody", "nothing", "none")))
    async with client_of(store) as opened:
        yield opened
    await store.close()


@pytest.fixture
async def run(store: Store) -> LoadRun:
    """A running load that the store holds."""
    started = LoadRun("0192", "shopify-customers", "shopify", ("a.csv",), "running", Counts(), AT, AT)
    await store.write(lambda tx: runs.start(tx, started, resume_key="r", host="h"))
    return started


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()


@pytest.fixture
async def port(store: Store, tmp_path: Path) -> AsyncIterator[int]:
    """The port of a real server, with one customer in its store."""

    @asynccontextmanager
    async def opening(_: Settings) -> AsyncIterator[Store]:
        yield store

    await load(store, record("shop:1", ("email", "ann@shop.org"), name="Ann"))
    app = create_app(replace(SETTINGS, data_dir=tmp_path), opening)
    server = _Server(uvicorn.Config(app, port=0, http=GuardedProtocol, ws="websockets-sansio", log_level="error"))
    serving = asyncio.create_task(server.serve())
    await asyncio.wait_for(server.ready.wait(), 20)
    yield server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    await serving
