"""A read of nothing, by which to tell whether the store answers."""

from profile_service.store.engine.store import Store

_ONE = "RETURN 1 AS one"


async def ping(store: Store) -> None:
    """Return where the store answers; raise StoreError where it does not."""
    await store.read(_ONE)
