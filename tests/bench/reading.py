"""The full 360 read over HTTP, beside the bare statements that it sends, with one client and with eight."""

import http.client
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from statistics import median, quantiles
from tempfile import mkdtemp
from typing import Any

import neo4j
import psutil

from profile_service.api.request import Request
from profile_service.api.schema import build_schema
from profile_service.service.context import Context
from profile_service.service.loads import Loading
from profile_service.service.stewardship import Stewardship
from profile_service.store import migrations
from profile_service.store.door import Rows, Store
from profile_service.store.engines import Remote
from tests.bench import customers
from tests.bench.figures import Figures
from tests.bench.loading import Engine
from tests.rig.graph import wipe
from tests.rig.servers import free_port

_Statement = tuple[str, dict[str, Any]]
_READ = "full 360 read over HTTP"
FULL = """
query Full($email: String!) {
  profileBy(identifier: {type: "email", value: $email}) {
    id formerIds
    name { value source record observedAt conflicting { value source } }
    email { value source } phone { value source }
    attributes { name value source record }
    identifiers { type value }
    records { key source recordId observedAt identifiers { type value } }
    timeline(first: 20) {
      edges { cursor node { key kind channel device occurredAt record { key source } about { type key name } } }
      pageInfo { hasNextPage endCursor }
    }
    transactions(first: 10) {
      edges {
        node { key number status totalMinor currency occurredAt lines { quantity priceMinor product { key name } } }
      }
      pageInfo { hasNextPage endCursor }
    }
    summary {
      orders events firstSeen lastSeen spend { currency totalMinor } byKind { kind count } byChannel { channel count }
    }
  }
}
"""


class _Recording(Store):
    """A store that remembers what was read from it."""

    def __init__(self, engine: Remote) -> None:
        super().__init__(engine)
        self.sent: list[_Statement] = []

    async def read(self, cypher: str, **parameters: Any) -> Rows:
        self.sent.append((cypher, parameters))
        return await super().read(cypher, **parameters)


async def measure(engine: Engine, data_dir: Path, scale: float, figures: Figures) -> None:
    """Ordinary customers and one with a long history, read through a server of its own."""
    count, long = int(1_000 * scale), int(100_000 * scale)
    emails = [customers.email(Random(n).randrange(count)) for n in range(200)]
    wipe(engine.address)
    store = _Recording(Remote(engine.address, engine.name))
    await migrations.apply(store)
    await Loading(store, Path(mkdtemp())).run(customers.load(count, 40, long))
    statements = await _statements(store, {*emails, customers.LONG})
    await store.close()
    with _server(engine, data_dir) as (port, process):
        async with _driver(engine) as driver:
            bare = _Bare(driver, engine.address.database, statements)
            await _beside(port, bare, emails)
            taken, floors = await _beside(port, bare, emails * 3)
            _latencies(figures, engine.name, "1 client", taken, median(floors))
            rate, eight = _clients(8, port, emails)
            _latencies(figures, engine.name, "8 clients", eight, None)
            figures.add(f"{_READ}, 8 clients", engine.name, rate, "req/s", 1 / median(floors))
            both, floors = await _beside(port, bare, [each for email in emails for each in (email, customers.LONG)])
        of_long = f"{_READ}, a customer with {long:,} events, p50"
        ordinary, slow, slow_floor = median(both[::2]), median(both[1::2]), median(floors[1::2])
        figures.add(f"{of_long} (floor: an ordinary customer)", engine.name, slow * 1e3, "ms", ordinary * 1e3)
        figures.add(f"{of_long} (floor: bare)", engine.name, slow * 1e3, "ms", slow_floor * 1e3)
        figures.add("memory of the server", engine.name, psutil.Process(process.pid).memory_info().rss / 1e6, "MB")


def _latencies(figures: Figures, engine: str, clients: str, taken: list[float], bare: float | None) -> None:
    """p50 beside the bare statements; p95 and p99 beside the p50."""
    p50, p95, p99 = (1e3 * quantiles(taken, n=100)[n - 1] for n in (50, 95, 99))
    figures.add(f"{_READ}, {clients}, p50", engine, p50, "ms", bare * 1e3 if bare else None)
    figures.add(f"{_READ}, {clients}, p95 (floor: its p50)", engine, p95, "ms", p50)
    figures.add(f"{_READ}, {clients}, p99 (floor: its p50)", engine, p99, "ms", p50)
    if clients == "1 client":
        figures.add(f"{_READ}, {clients}", engine, len(taken) / sum(taken), "req/s", 1 / bare if bare else None)


async def _statements(store: _Recording, emails: Iterable[str]) -> dict[str, list[_Statement]]:
    """What one read of each customer sends to the store."""
    schema = build_schema()
    statements: dict[str, list[_Statement]] = {}
    request = Request("", Context(store, None), Stewardship(store))
    for address in emails:
        store.sent.clear()
        answer = await schema.execute(FULL, {"email": address}, context_value=request)
        assert answer.errors is None, answer.errors
        statements[address] = list(store.sent)
    return statements


def _driver(engine: Engine) -> neo4j.AsyncDriver:
    login = (engine.address.user, engine.address.password)
    quiet = neo4j.NotificationMinimumSeverity.OFF
    return neo4j.AsyncGraphDatabase.driver(engine.address.uri, auth=login, notifications_min_severity=quiet)


@dataclass(frozen=True)
class _Bare:
    """Sends the statements of a customer's read one after the other, with nothing around them."""

    driver: neo4j.AsyncDriver
    database: str
    statements: Mapping[str, list[_Statement]]

    async def seconds(self, email: str) -> float:
        start = time.perf_counter()
        for cypher, parameters in self.statements[email]:
            async with self.driver.session(
                database=self.database, default_access_mode=neo4j.READ_ACCESS, fetch_size=-1
            ) as session:
                result = await session.run(cypher, parameters)
                _ = [row async for row in result]
        return time.perf_counter() - start


async def _beside(port: int, bare: _Bare, emails: Iterable[str]) -> tuple[list[float], list[float]]:
    """Seconds of each read over HTTP and of its bare statements, in turn: what slows the machine slows both."""
    taken, floors = [], []
    connection = http.client.HTTPConnection("127.0.0.1", port)
    for email in emails:
        taken.append(_time(connection, email))
        floors.append(await bare.seconds(email))
    connection.close()
    return taken, floors


def _clients(count: int, port: int, emails: list[str]) -> tuple[float, list[float]]:
    """Requests a second of several clients at once, and how long each request took."""
    with ThreadPoolExecutor(count) as pool:
        start = time.perf_counter()
        taken = list(pool.map(lambda n: _times(port, emails[25 * n :] + emails[: 25 * n]), range(count)))
        return count * len(emails) / (time.perf_counter() - start), [each for one in taken for each in one]


def _times(port: int, emails: list[str]) -> list[float]:
    """Seconds of one full read each, over one connection."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    taken = [_time(connection, email) for email in emails]
    connection.close()
    return taken


def _time(connection: http.client.HTTPConnection, email: str) -> float:
    body = json.dumps({"query": FULL, "variables": {"email": email}})
    start = time.perf_counter()
    connection.request("POST", "/graphql", body, {"content-type": "application/json"})
    text = connection.getresponse().read()
    taken = time.perf_counter() - start
    assert len(json.loads(text)["data"]["profileBy"]["records"]) == 3, text[:500]
    return taken


@contextmanager
def _server(engine: Engine, data_dir: Path) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    port = free_port()
    environment = {**os.environ, "PROFILE_DATA_DIR": str(data_dir), "PROFILE_PORT": str(port)}
    if engine.name == "neo4j":
        environment |= {"PROFILE_NEO4J_URI": engine.address.uri, "PROFILE_NEO4J_PASSWORD": engine.address.password}
    command = [sys.executable, "-m", "profile_service.cli", "serve"]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE) as process:
        assert process.stderr is not None
        try:
            if b"Serving" not in process.stderr.readline():
                raise RuntimeError("the server did not start")
            yield port, process
        finally:
            process.terminate()
