"""A client of the application on a store, in this process."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx

from profile_service.api.http.app import create_app
from profile_service.settings import Settings
from profile_service.store.engine.store import Store

_SETTINGS = Settings(country="US")


@asynccontextmanager
async def client_of(store: Store, settings: Settings = _SETTINGS) -> AsyncIterator[httpx.AsyncClient]:
    """The application started on the open store, which it does not close."""

    @asynccontextmanager
    async def opening(_: Settings) -> AsyncIterator[Store]:
        yield store

    app = create_app(settings, opening)
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app, raise_app_exceptions=True)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as opened:
            yield opened
