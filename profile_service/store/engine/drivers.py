"""Drivers of the store: opened, and closed without waiting long for an answer."""

import asyncio
import logging
from contextlib import suppress

import neo4j

from profile_service.store.engine.address import Address

MOST_CONNECTIONS = 32
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
