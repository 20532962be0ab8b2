"""Whether the store answers at all."""

from profile_service.store.engine.store import Store

_ONE = "RETURN 1 AS one"


async def ping(store: Store) -> None:
    """Raises StoreError where it does not."""
    await store.read(_ONE)
