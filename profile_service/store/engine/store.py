"""The one door to the graph: `read` for one statement, `write` for one transaction."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple, TypeAlias, TypeVar

import neo4j
from tenacity import AsyncRetrying, RetryCallState

from profile_service.domain.stewardship.changes import Change
from profile_service.domain.telemetry.request_record import note_statement
from profile_service.domain.telemetry.spans import span
from profile_service.domain.telemetry.store_calls import CallMeter, StoreCalls
from profile_service.domain.values.deadlines import at_most, seconds_left
from profile_service.domain.values.errors import DeadlinePassed, StoreError, StoreRejected, StoreUnavailable
from profile_service.store.engine.change_rows import Cause, NewChanges
from profile_service.store.engine.connections import Connections
from profile_service.store.engine.driver_errors import (
    CommitUnknown,
    DiskFull,
    WritersPaused,
    translated_errors,
)
from profile_service.store.engine.drivers import LATE_SECONDS, MOST_CONNECTIONS, attempts, commit, statement_span
from profile_service.store.engine.engines import Engine
from profile_service.store.engine.revival import Revival
from profile_service.store.engine.statements import NamedValues
from profile_service.store.engine.stored_words import StoredWords
from profile_service.store.engine.write_lock import (
    NO_SUPPRESSIONS,
    Ownership,
    Suppressions,
    closing_statements,
    lock_statement,
)
from profile_service.store.places.address import SecretPlace

T = TypeVar("T")
Row: TypeAlias = neo4j.Record
Rows: TypeAlias = list[Row]
Read: TypeAlias = Callable[..., Awaitable[Rows]]
"""`Store.read`, or `WriteTransaction.run` where a transaction is open."""

_READ_TIMEOUT_SECONDS = 10.0
_WRITE_TIMEOUT_SECONDS = 120.0
_AT_ONCE = 0.001  # 0 would be no limit
_READ_PATIENCE_SECONDS = 2.0
_WRITE_PATIENCE_SECONDS = 30.0
_PAUSE_LOOK_SECONDS = 0.4
_REQUEST_PATIENCE_SECONDS = 5.0
"""Nobody waits longer at a page or for an answer until the store is back; commands and loads do."""
_UNREACHABLE = "the last attempt raises"


class TransactionTerms(NamedTuple):
    """`owned`: the load run for which it is; `pause`: the id of the pause in which it may be; `system`: name of the
    engine; `secret`: where that of suppressions is."""

    owned: Ownership | None = None
    pause: str = ""
    system: str = ""
    secret: SecretPlace | None = None


class WriteTransaction:
    """An open write transaction, handed to the work that `Store.write` runs.

    `rules`: the digest of the identity rules in force, None for those of the package. `version_base`: what is added to
    the stored versions of profiles since these rules are. `load_run`: the properties of the load run that the work was
    to own, None where it does not. `stored_words`: words that the dictionary is sure to have; the work adds those that
    it writes to `new_words`. The work adds to `changes` what it does to profiles, with
    the `reason` that its actor gave and the id of their `decision`, and to `run_progress` what becomes of the run's
    properties; all are written at the end of the transaction. There every profile that changed gets its next version,
    but for those that the work gave theirs, and added to `versioned` (ids). `suppressions`: how many hashes are left
    out of loads, with the mark of the secret that made them; `secret`: where that is.
    """

    def __init__(self, inner: neo4j.AsyncTransaction, stored_words: StoredWords, terms: TransactionTerms) -> None:
        self._inner = inner
        self._owned, self._pause, self._system, self.secret = terms
        self.suppressions = NO_SUPPRESSIONS
        self._seq = 0
        self.stored_words = stored_words
        self.new_words: set[str] = set()
        self.rules: str | None = None
        self.version_base = 0
        self.changes: list[Change] = []
        self.versioned: set[str] = set()
        self.reason = ""
        self.decision = ""
        self.load_run: NamedValues | None = None
        self.run_progress: dict[str, object] = {}

    async def take_write_lock(self) -> None:
        """Wait until no other writer is at work, over all processes. Raises WritersPaused."""
        cypher, parameters = lock_statement(self._owned)
        row = (await self.run(cypher, **parameters))[0]
        if row["pause"] not in {None, self._pause}:
            raise WritersPaused
        self._seq, self.rules, self.load_run = row["seq"], row["rules"], row["run"]
        self.version_base = row["version_base"]
        self.suppressions = Suppressions(row["suppressed"], row["privacy_mark"])
        self.stored_words.as_of(row["taken"], row["words_gone"])

    async def write_changes(self, actor: str) -> None:
        """Write the changes, as caused by `actor`, and the progress of the run; nothing where there is neither."""
        cause = Cause(actor, self.reason, self.decision)
        new = NewChanges(self.changes, self._seq, cause, self.versioned)
        for statement in closing_statements(new, self._owned, self.run_progress):
            await self.run(statement.cypher, **statement.parameters)

    async def run(self, cypher: str, **parameters: object) -> Rows:
        with statement_span(self._system), translated_errors():
            result = await self._inner.run(cypher, parameters)
            rows = [row async for row in result]
        note_statement(len(rows))
        return rows


class Store:
    """A connected store. `calls` counts what is asked of it. `secret`: where that of its suppressions is, None where it
    can have none. `pause`: the id of a pause of the writers for which it does not wait. `away`: why it cannot answer
    now, as whoever watches it says; then requests fail at once, and all else goes on trying. `connections` lead to the
    engine, and `revival` has it started again where it is away."""

    def __init__(
        self, engine: Engine, *, owns_engine: bool = True, pause: str = "", secret: SecretPlace | None = None
    ) -> None:
        self.calls = StoreCalls(MOST_CONNECTIONS)
        self.secret = secret
        self.away: str | None = None
        self._engine = engine
        self._owns_engine = owns_engine
        self._pause = pause
        self._stored_words = StoredWords()
        self._address = engine.address
        self.connections = Connections(engine.address)
        self.revival = Revival(self._revived, _READ_PATIENCE_SECONDS, _WRITE_PATIENCE_SECONDS)

    @property
    def statements(self) -> int:
        """How many reads were sent so far."""
        return self.calls.statements

    @property
    def engine(self) -> str:
        """`embedded` or `neo4j`"""
        return self._engine.name

    def is_alive(self) -> bool:
        """False where it is plain to see that the store cannot answer; only a read proves that it can."""
        return self._engine.is_alive()

    def is_full(self) -> bool:
        """Whether there is no room for what it writes, as far as that can be seen from here."""
        return self._engine.is_full()

    def probe(self, pause: str = "") -> "Store":
        """The same store with connections of its own, which never wait for those of others. It starts no engine again
        and ends none; to be closed before this one. Its writers do not wait for the pause of this id."""
        return Store(self._engine, owns_engine=False, pause=pause, secret=self.secret)

    async def close(self) -> None:
        await self.revival.settled()
        await self.connections.close()
        if self._owns_engine:
            await self._engine.close()

    async def reconnect(self) -> None:
        """Have new connections from now on, for those that there are may be half open. What is under way keeps its own
        for some seconds."""
        self.connections.renew(self._address)

    async def read(self, cypher: str, **parameters: object) -> Rows:
        """Rows of one reading statement. Tried again where the store was away; raises StoreError.

        An auto-commit transaction: a read may be repeated, and it spares the round trips of BEGIN and COMMIT.
        """
        seconds = at_most(_READ_TIMEOUT_SECONDS)
        query = neo4j.Query(cypher, timeout=seconds or _AT_ONCE)
        with self.calls.reads.timed(), statement_span(self.engine):
            self._require_present()
            async for attempt in self._attempts(self.calls.reads, at_most(_READ_PATIENCE_SECONDS)):
                with attempt, self._away_while_it_stops(), translated_errors():
                    self.calls.statements += 1
                    async with (
                        asyncio.timeout(seconds + LATE_SECONDS),
                        self.connections.session(neo4j.READ_ACCESS) as session,
                    ):
                        result = await session.run(query, parameters)
                        rows = [row async for row in result]
                    note_statement(len(rows))
                    return rows
        raise AssertionError(_UNREACHABLE)

    async def write(
        self,
        work: Callable[[WriteTransaction], Awaitable[T]],
        *,
        guarded: bool = False,
        actor: str = "",
        owned: Ownership | None = None,
    ) -> T:
        """Run `work` in a transaction and commit it with the changes that it noted, as caused by `actor`. Returns what
        `work` returned.

        Writers take turns, over all processes. The whole is tried again where another writer won or the store was away.
        Given up at the deadline of the request, if there is one, but not in the commit; then raises DeadlinePassed. A
        commit of unknown outcome is tried again only where the work is `guarded`: it looks up, inside the
        transaction, whether it happened already. `owned`: the load run for which it is done.

        While writers pause, it waits: without a deadline as long as the pause lasts, else raises WritersPaused.
        """
        while True:
            try:
                return await self._write_patiently(work, actor, owned, guarded=guarded)
            except WritersPaused:
                if at_most(_PAUSE_LOOK_SECONDS) < _PAUSE_LOOK_SECONDS:
                    raise
                await asyncio.sleep(_PAUSE_LOOK_SECONDS)

    async def _write_patiently(
        self,
        work: Callable[[WriteTransaction], Awaitable[T]],
        actor: str,
        owned: Ownership | None,
        *,
        guarded: bool,
    ) -> T:
        patience = _WRITE_PATIENCE_SECONDS if seconds_left() is None else at_most(_REQUEST_PATIENCE_SECONDS)
        with self.calls.writes.timed(), span("store write", {"db.system": self.engine}):
            self._require_present()
            async for attempt in self._attempts(self.calls.writes, patience, guarded=guarded):
                with attempt:
                    return await self._write_in_time(work, actor, owned)
        raise AssertionError(_UNREACHABLE)

    async def server(self) -> str:
        """Name and version of the server, as it tells them: `Neo4j/5.26.0`, `ArcadeDB 26.10.2`. Tried again where the
        store was away; raises StoreError."""
        async for attempt in self._attempts(self.calls.reads, at_most(_READ_PATIENCE_SECONDS)):
            with attempt, translated_errors():
                agent = await self.connections.server_agent()
                # `Neo4j/5.26.0 compatible (ArcadeDB 26.10.2)`
                return agent.partition("(")[2].rstrip(")") or agent
        raise AssertionError(_UNREACHABLE)

    async def define(self, statement: str) -> None:
        """Run one schema statement, outside any transaction. It may be run again, so it needs `IF NOT EXISTS`."""
        async for attempt in self._attempts(self.calls.writes, _WRITE_PATIENCE_SECONDS):
            with attempt, translated_errors():
                async with self.connections.session(neo4j.WRITE_ACCESS) as session:
                    await (await session.run(statement)).consume()

    async def purge(self, *, later: bool = False) -> bool:
        """Let nothing that was deleted stay in the files of the embedded engine: it is stopped, and builds its indexes
        anew when it starts. Writers wait meanwhile, and readers are told that the store is away. `later`: at its next
        start, whenever that is. False where the engine is not this process's to restart."""
        async with self._engine.write_lock():
            is_purged = self._owns_engine and await self._engine.purge(later=later)
            await self._reconnect()
        return is_purged

    def _require_present(self) -> None:
        """Raises StoreUnavailable where a request asks while the store is known to be away."""
        if self.away and seconds_left() is not None:
            raise StoreUnavailable(self.away)

    def _attempts(self, meter: CallMeter, patience_seconds: float, *, guarded: bool = True) -> AsyncRetrying:
        async def before_retry(state: RetryCallState) -> None:
            meter.retries += 1
            await self.revival.revive(state)

        return attempts(patience_seconds, guarded=guarded, before_retry=before_retry)

    async def _write_in_time(
        self, work: Callable[[WriteTransaction], Awaitable[T]], actor: str, owned: Ownership | None
    ) -> T:
        try:
            async with asyncio.timeout(seconds_left()) as limit:
                with self._away_while_it_stops():
                    return await self._write_once(work, actor, owned, limit)
        except TimeoutError as error:
            raise DeadlinePassed("the change took too long, and nothing was changed; try again", 1.0) from error
        except StoreError as error:
            if self._engine.is_full() and not isinstance(error, CommitUnknown):
                raise DiskFull from error
            raise

    async def _write_once(
        self,
        work: Callable[[WriteTransaction], Awaitable[T]],
        actor: str,
        owned: Ownership | None,
        limit: asyncio.Timeout,
    ) -> T:
        began = time.perf_counter()
        async with self._engine.write_lock():
            with translated_errors():
                async with self.connections.session(neo4j.WRITE_ACCESS) as session:
                    async with asyncio.timeout(_WRITE_TIMEOUT_SECONDS + LATE_SECONDS) as stalled:
                        inner = await session.begin_transaction(timeout=_WRITE_TIMEOUT_SECONDS)
                        async with inner:
                            terms = TransactionTerms(owned, self._pause, self.engine, self.secret)
                            transaction = WriteTransaction(inner, self._stored_words, terms)
                            await transaction.take_write_lock()
                            self.calls.lock_waits.add(time.perf_counter() - began)
                            outcome = await work(transaction)
                            await transaction.write_changes(actor)
                            limit.reschedule(None)  # a commit that is cut off may have happened or not
                            stalled.reschedule(None)
                            await commit(inner)
                            self._stored_words.add(transaction.new_words)
                            return outcome

    @contextmanager
    def _away_while_it_stops(self) -> Iterator[None]:
        """An engine that is being stopped refuses statements that it would carry out once it runs again."""
        try:
            yield
        except StoreRejected as error:
            if not self._engine.is_alive():
                raise StoreUnavailable("the store is being restarted; try again in a moment") from error
            raise

    async def _revived(self) -> None:
        if self._owns_engine:
            await self._engine.revive()
        await self._reconnect()

    async def _reconnect(self) -> None:
        """Connect anew where the engine has another address by now."""
        if self._engine.address != self._address:
            self._address = self._engine.address
            await self.reconnect()
