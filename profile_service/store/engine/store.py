"""The one door to the graph: `read` for one statement, `write` for one transaction."""

import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeAlias, TypeVar

import neo4j
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, stop_after_delay, wait_random_exponential

from profile_service.domain.stewardship.changes import Change
from profile_service.domain.values.errors import StoreUnavailable
from profile_service.store.engine.address import Address
from profile_service.store.engine.change_rows import Cause
from profile_service.store.engine.engines import Engine
from profile_service.store.engine.errors import CommitUnknown, translated
from profile_service.store.engine.write_lock import Ownership, leaving, taking

T = TypeVar("T")
Row: TypeAlias = neo4j.Record
Rows: TypeAlias = list[Row]
Ask: TypeAlias = Callable[..., Awaitable[Rows]]
"""`Store.read`, or `Transaction.run` where a transaction is open."""

_READ_TIMEOUT_SECONDS = 10.0
_WRITE_TIMEOUT_SECONDS = 120.0
_READ_PATIENCE_SECONDS = 2.0
_WRITE_PATIENCE_SECONDS = 30.0
_UNREACHABLE = "the last attempt raises"
_DRIVER: dict[str, Any] = {
    "max_connection_pool_size": 32,
    "connection_acquisition_timeout": 5.0,
    "connection_timeout": 5.0,
    "liveness_check_timeout": 30.0,
    "max_connection_lifetime": 900.0,
    "notifications_min_severity": "OFF",
    "telemetry_disabled": True,
}


class WriteTransaction:
    """An open write transaction, handed to the work that `Store.write` runs.

    `rules`: the digest of the identity rules in force, None for those of the package. `changes`: what the work does to
    profiles; it is written when the work is done, as one more part of the transaction, with the `reason` that the actor
    gave. `load_run`: the properties of the load run that the work was to own, None where it does not; `told` is what
    they become with the changes.
    """

    def __init__(self, inner: neo4j.AsyncTransaction, owned: Ownership | None = None) -> None:
        self._inner = inner
        self._owned = owned
        self._seq = 0
        self.rules: str | None = None
        self.changes: list[Change] = []
        self.reason = ""
        self.load_run: Mapping[str, Any] | None = None
        self.told: dict[str, Any] = {}

    async def take_turn(self) -> None:
        """Wait until no other writer is at work, over all processes."""
        cypher, parameters = taking(self._owned)
        row = (await self.run(cypher, **parameters))[0]
        self._seq, self.rules, self.load_run = row["seq"], row["rules"], row["run"]

    async def leave(self, actor: str) -> None:
        """Write what the work noted to be written last."""
        if last := leaving(self.changes, self._seq, Cause(actor, self.reason), self._owned, self.told):
            cypher, parameters = last
            await self.run(cypher, **parameters)

    async def run(self, cypher: str, **parameters: Any) -> Rows:
        with translated():
            result = await self._inner.run(cypher, parameters)
            return [row async for row in result]


class Store:
    """A connected store. `statements` counts what was sent to it, for tests and metrics."""

    def __init__(self, engine: Engine) -> None:
        self.statements = 0
        self._engine = engine
        self._address = engine.address
        self._driver = _connect(engine.address)
        remote_routing = engine.address.uri.startswith("neo4j")
        self._bookmarks = neo4j.AsyncGraphDatabase.bookmark_manager() if remote_routing else None

    @property
    def engine(self) -> str:
        """`embedded` or `neo4j`"""
        return self._engine.name

    def alive(self) -> bool:
        """False where it is plain to see that the store cannot answer; only a read proves that it can."""
        return self._engine.alive()

    async def close(self) -> None:
        await self._driver.close()
        await self._engine.close()

    async def read(self, cypher: str, **parameters: Any) -> Rows:
        """Rows of one reading statement. Tried again where the store was away; raises StoreError.

        An auto-commit transaction: a read may be repeated, and it spares the round trips of BEGIN and COMMIT.
        """
        query = neo4j.Query(cypher, timeout=_READ_TIMEOUT_SECONDS)
        async for attempt in self._attempts(_READ_PATIENCE_SECONDS):
            with attempt, translated():
                self.statements += 1
                async with self._session(neo4j.READ_ACCESS) as session:
                    result = await session.run(query, parameters)
                    return [row async for row in result]
        raise AssertionError(_UNREACHABLE)

    async def write(
        self,
        work: Callable[[WriteTransaction], Awaitable[T]],
        *,
        guarded: bool = False,
        actor: str = "",
        owned: Ownership | None = None,
    ) -> T:
        """What `work` returns, committed, with the changes that it noted as caused by `actor`.

        Tried again as a whole where another writer won or the store was away.

        Writers take turns, over all processes. A commit of unknown outcome is tried again only where the
        work is `guarded`: it looks up, inside the transaction, whether it happened already. `owned`: the load run
        for which it is done.
        """
        async for attempt in self._attempts(_WRITE_PATIENCE_SECONDS, guarded=guarded):
            with attempt:
                return await self._write_once(work, actor, owned)
        raise AssertionError(_UNREACHABLE)

    async def define(self, statement: str) -> None:
        """Run one schema statement, which must bear being run again (`IF NOT EXISTS`); never inside a transaction."""
        async for attempt in self._attempts(_WRITE_PATIENCE_SECONDS):
            with attempt, translated():
                async with self._session(neo4j.WRITE_ACCESS) as session:
                    await (await session.run(statement)).consume()

    def _attempts(self, patience: float, *, guarded: bool = True) -> AsyncRetrying:
        """Attempts until one succeeds, fails for good, or `patience` (seconds) is over; the last one's error is
        raised."""
        return AsyncRetrying(
            retry=retry_if_exception(lambda error: _worth_retrying(error, guarded=guarded)),
            stop=stop_after_delay(patience),
            wait=wait_random_exponential(multiplier=0.02, max=2),
            before_sleep=self._revive,
            reraise=True,
        )

    async def _write_once(
        self, work: Callable[[WriteTransaction], Awaitable[T]], actor: str, owned: Ownership | None
    ) -> T:
        async with self._engine.turn():
            with translated():
                async with self._session(neo4j.WRITE_ACCESS) as session:
                    inner = await session.begin_transaction(timeout=_WRITE_TIMEOUT_SECONDS)
                    async with inner:
                        transaction = WriteTransaction(inner, owned)
                        await transaction.take_turn()
                        outcome = await work(transaction)
                        await transaction.leave(actor)
                        await inner.commit()
                        return outcome

    def _session(self, access: str) -> neo4j.AsyncSession:
        return self._driver.session(
            database=self._address.database,
            default_access_mode=access,
            fetch_size=-1,
            bookmark_manager=self._bookmarks,
        )

    async def _revive(self, _: RetryCallState) -> None:
        if await self._engine.revive() and self._engine.address != self._address:
            dead, self._address = self._driver, self._engine.address
            self._driver = _connect(self._address)
            await dead.close()


# What goes wrong reaches callers as errors; the driver's own words about it are for those who configure logging.
logging.getLogger("neo4j").addHandler(logging.NullHandler())


def _connect(address: Address) -> neo4j.AsyncDriver:
    return neo4j.AsyncGraphDatabase.driver(address.uri, auth=(address.user, address.password), **_DRIVER)


def _worth_retrying(error: BaseException, *, guarded: bool) -> bool:
    if not isinstance(error, StoreUnavailable):
        return False
    return guarded or not isinstance(error, CommitUnknown)
