"""Opening the store that the settings name, with its schema up to date."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from profile_service.settings import Settings
from profile_service.store.embedded.directory import Directory
from profile_service.store.engine import migrations
from profile_service.store.engine.engines import EmbeddedEngine, Engine, RemoteEngine
from profile_service.store.engine.ping import require_whole
from profile_service.store.engine.readable import AbsentStore, Readable
from profile_service.store.engine.store import Store
from profile_service.store.places.address import Address, SecretPlace


@asynccontextmanager
async def open_store(settings: Settings, *, migrate: bool = True, restoring: bool = False) -> AsyncIterator[Store]:
    """A connected store, closed at the end of the block. Raises StoreUnavailable where nothing answers.

    Pending migrations are applied unless `migrate` is false; raises Conflict where an applied one was changed, and
    where a backup was not restored to its end, unless that is what it is opened for.
    """
    store = Store(await _engine(settings), secret=SecretPlace(settings.data_dir, settings.privacy_secret))
    try:
        if not restoring:
            await require_whole(store)
        if migrate:
            await migrations.apply(store)
        yield store
    finally:
        await store.close()


@asynccontextmanager
async def open_unchanged(settings: Settings) -> AsyncIterator[Readable]:
    """The store as it is, without pending migrations; where there is none, an empty one, and none is made."""
    if not store_exists(settings):
        yield AbsentStore()
        return
    async with open_store(settings, migrate=False) as store:
        yield store


def store_exists(settings: Settings) -> bool:
    """Whether the settings name a store that is there; of a Neo4j only opening it can tell."""
    return settings.neo4j_uri is not None or Directory(settings.data_dir).exists()


async def _engine(settings: Settings) -> Engine:
    if settings.neo4j_uri is None:
        return await EmbeddedEngine.open(settings.data_dir, settings.embedded_heap)
    user, password = settings.neo4j_user, settings.neo4j_password
    return RemoteEngine(Address(settings.neo4j_uri, user, password, settings.neo4j_database))
