"""What can be read as a store is."""

from typing import Protocol

from profile_service.store.engine.store import Rows
from profile_service.store.places.address import SecretPlace


class Readable(Protocol):
    """A store, as far as it is read."""

    secret: SecretPlace | None

    async def read(self, cypher: str, **parameters: object) -> Rows: ...


class AbsentStore:
    """A store that was never made: reading finds nothing in it."""

    secret: SecretPlace | None = None

    async def read(self, cypher: str, **parameters: object) -> Rows:  # noqa: ARG002  as of every store
        return []
