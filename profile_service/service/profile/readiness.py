"""Whether the store can answer now."""

import asyncio

from profile_service.domain.values.errors import ProfileError
from profile_service.store.engine.ping import ping
from profile_service.store.engine.store import Store

_DEADLINE_SECONDS = 2.0


async def why_not_ready(store: Store | None) -> str | None:
    """The reason why the store cannot answer, as a sentence; None where it answers. Takes two seconds at most."""
    if store is None:
        return "the store is not open yet"
    if not store.is_alive():
        return "the embedded store's process or its data directory is gone"
    try:
        await asyncio.wait_for(ping(store), _DEADLINE_SECONDS)
    except TimeoutError:
        return f"the store did not answer within {_DEADLINE_SECONDS:g} seconds"
    except ProfileError as error:
        return str(error)
    return None
