"""Drivers of the store: opened, closed, and asked again, without waiting long for an answer.

What fails is tried again where it may pass, for some seconds, with jitter. A commit of unknown outcome
(`CommitUnknown`) passes for such a failure only where doing the work twice does no harm.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager, suppress

import neo4j
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, stop_after_delay, wait_random_exponential

from profile_service.domain.telemetry.spans import span, tracer
from profile_service.domain.telemetry.statement_names import statement_name
from profile_service.domain.values.deadlines import seconds_left
from profile_service.domain.values.errors import StoreUnavailable
from profile_service.store.engine.driver_errors import CommitUnknown, DiskFull, WritersPaused
from profile_service.store.places.address import Address

MOST_CONNECTIONS = 32
LATE_SECONDS = 1.0
"""Later than that after its time, no answer will come: the connection is half open, which nothing else would show."""
_COMMIT_SECONDS = 120.0
_GOODBYE_SECONDS = 2.0
_RETIRED_SECONDS = 15.0

# Errors reach callers as exceptions; the driver's own log lines are for those who configure logging.
logging.getLogger("neo4j").addHandler(logging.NullHandler())


def connect(address: Address) -> neo4j.AsyncDriver:
    return neo4j.AsyncGraphDatabase.driver(
        address.uri,
        auth=(address.user, address.password),
        max_connection_pool_size=MOST_CONNECTIONS,
        connection_acquisition_timeout=5.0,
        connection_timeout=5.0,
        liveness_check_timeout=30.0,
        max_connection_lifetime=900.0,
        notifications_min_severity="OFF",
        telemetry_disabled=True,
    )


async def close_later(driver: neo4j.AsyncDriver) -> None:
    """Close it when what is under way has had its time."""
    try:
        await asyncio.sleep(_RETIRED_SECONDS)
    finally:
        await close(driver)


async def close(driver: neo4j.AsyncDriver) -> None:
    """Nothing is waited for long: of half-open connections there is no answer to a goodbye."""
    with suppress(TimeoutError):
        async with asyncio.timeout(_GOODBYE_SECONDS):
            await driver.close()


def attempts(
    patience_seconds: float, *, guarded: bool, before_retry: Callable[[RetryCallState], Awaitable[None]]
) -> AsyncRetrying:
    """Attempts until one succeeds, fails for good, or the patience is over; then the last one's error is raised."""
    return AsyncRetrying(
        retry=retry_if_exception(lambda error: _is_worth_retrying(error, guarded=guarded)),
        stop=stop_after_delay(patience_seconds),
        wait=wait_random_exponential(multiplier=0.02, max=2),
        before_sleep=before_retry,
        reraise=True,
    )


def _is_worth_retrying(error: BaseException, *, guarded: bool) -> bool:
    if not isinstance(error, StoreUnavailable) or isinstance(error, DiskFull | WritersPaused):
        return False
    return guarded or not isinstance(error, CommitUnknown)


def take_error(revival: asyncio.Task[None]) -> None:
    """Whoever asks next hears of it; the loop need not say that nobody did."""
    if not revival.cancelled():
        revival.exception()


async def commit(inner: neo4j.AsyncTransaction) -> None:
    """Within the deadline of the request, or a second where it has nearly passed. Raises CommitUnknown."""
    left = seconds_left()
    try:
        async with asyncio.timeout(_COMMIT_SECONDS if left is None else max(left, LATE_SECONDS)):
            await inner.commit()
    except TimeoutError as error:
        raise CommitUnknown("the store did not say whether it kept the change; look, then do it again") from error


def statement_span(system: str) -> AbstractContextManager[object]:
    """Named after whoever sends the statement, of which it has neither text nor parameters."""
    if tracer() is None:
        return span("")
    name = statement_name()
    return span(f"store {name}", {"db.system": system, "db.operation.name": name})
