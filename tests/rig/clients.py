"""A client of the application on a store, in this process."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx

from profile_service.api.http.app import create_app
from profile_service.settings import Settings
from profile_service.store.engine.store import Store


@asynccontextmanager
async def client_of(store: Store, views: Path | None = None) -> AsyncIterator[httpx.AsyncClient]:
    """The application started on the open store, which it does not close. `views`: a file of further views."""

    @asynccontextmanager
    async def opening(_: Settings) -> AsyncIterator[Store]:
        yield store

    app = create_app(Settings(country="US", views=views), opening)
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app, raise_app_exceptions=True)
        async with httpx.AsyncClient(transport=transport, base_url="http://profiles") as opened:
            yield opened
