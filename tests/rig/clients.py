"""A client of the application on a store, in this process."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx

from profile_service.api.http.app import create_app
from profile_service.api.operations.trial_report import FileTrial
from profile_service.settings import Settings
from profile_service.store.engine.store import Store

_SETTINGS = Settings(country="US")


@asynccontextmanager
async def client_of(
    store: Store, settings: Settings = _SETTINGS, trial: FileTrial | None = None
) -> AsyncIterator[httpx.AsyncClient]:
    """The application started on the open store, which it does not close. Its audit goes away with it, where the
    settings name no folder of data. `trial`: what tries files that are dropped on it."""

    @asynccontextmanager
    async def opening(_: Settings) -> AsyncIterator[Store]:
        yield store

    with TemporaryDirectory() as folder:
        own = settings.data_dir != Settings().data_dir
        app = create_app(settings if own else replace(settings, data_dir=Path(folder)), opening, trial)
        async with app.router.lifespan_context(app):
            transport = httpx.ASGITransport(app, raise_app_exceptions=True)
            async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as opened:
                yield opened
