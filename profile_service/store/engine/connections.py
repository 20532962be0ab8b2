"""The connections of a store to its engine, which can be replaced while work is under way."""

import asyncio
from contextvars import Context

import neo4j

from profile_service.store.engine.drivers import close, close_later, connect
from profile_service.store.places.address import Address


class Connections:
    """A pool of connections to one address, and those that it replaced, as long as work may still use them."""

    def __init__(self, address: Address) -> None:
        self._driver = connect(address)
        self._database = address.database
        self._retired: set[asyncio.Task[None]] = set()
        remote_routing = address.uri.startswith("neo4j")
        self._bookmarks = neo4j.AsyncGraphDatabase.bookmark_manager() if remote_routing else None

    def session(self, access: str) -> neo4j.AsyncSession:
        """A session on one of the connections. `access`: READ_ACCESS or WRITE_ACCESS of the driver."""
        return self._driver.session(
            database=self._database,
            default_access_mode=access,
            fetch_size=-1,
            bookmark_manager=self._bookmarks,
        )

    async def server_agent(self) -> str:
        """Name and version of the server in its own words."""
        return (await self._driver.get_server_info()).agent

    async def bookmarks(self) -> frozenset[str]:
        """What another connection must have seen to find all that was written by this one; empty where the store is
        one machine."""
        return frozenset(await self._bookmarks.get_bookmarks()) if self._bookmarks else frozenset()

    async def catch_up(self, bookmarks: frozenset[str]) -> None:
        """Find what was written by the connection that had these."""
        if self._bookmarks:
            await self._bookmarks.update_bookmarks((), bookmarks)

    def renew(self, address: Address) -> None:
        """Have new connections from now on. What is under way keeps its own for some seconds."""
        stale, self._driver, self._database = self._driver, connect(address), address.database
        retired = asyncio.create_task(close_later(stale), context=Context())
        self._retired.add(retired)
        retired.add_done_callback(self._retired.discard)

    async def close(self) -> None:
        for retired in self._retired:
            retired.cancel()
        await asyncio.gather(close(self._driver), *self._retired, return_exceptions=True)
