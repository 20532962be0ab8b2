"""The full 360 read over HTTP, beside the bare statements that it sends, with one client and with eight."""

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from statistics import median, quantiles
from tempfile import mkdtemp

import psutil

from profile_service.service.ingestion.load import LoadRunner
from profile_service.store.engine import migrations
from profile_service.store.engine.engines import RemoteEngine
from profile_service.store.engine.store import Store
from tests.bench import customers
from tests.bench.asking import Bare, bare_driver, beside, server, statements, times
from tests.bench.figures import Figures
from tests.bench.loading import Engine
from tests.rig.graph import wipe

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


async def measure(engine: Engine, data_dir: Path, scale: float, figures: Figures) -> None:
    """Ordinary customers and one with a long history among many others, read through a server of its own."""
    count, long = int(1_000 * scale), int(100_000 * scale)
    emails = [customers.email(Random(n).randrange(count)) for n in range(200)]
    wipe(engine.address)
    store = Store(RemoteEngine(engine.address, engine.name))
    await migrations.apply(store)
    await LoadRunner(store, Path(mkdtemp())).run(
        customers.load(count, 40, long, int(100_000 * scale), customers.REGULAR_EVENTS)
    )
    await store.close()
    sent = await statements(engine, FULL, {*emails, customers.REGULAR, customers.LONG})
    with server(engine, data_dir, PROFILE_ALLOWANCE="0") as (port, process):
        async with bare_driver(engine) as driver:
            bare = Bare(driver, engine.address.database, sent)
            await beside(port, bare, FULL, emails)
            taken, floors = await beside(port, bare, FULL, emails * 3)
            _latencies(figures, engine.name, "1 client", taken, median(floors))
            rate, eight = _clients(8, port, emails)
            _latencies(figures, engine.name, "8 clients", eight, None)
            figures.add(f"{_READ}, 8 clients", engine.name, rate, "req/s", 1 / median(floors))
            await of_histories(_READ, (port, bare, FULL, emails), long, figures, engine.name)
        figures.add("memory of the server", engine.name, psutil.Process(process.pid).memory_info().rss / 1e6, "MB")


async def of_histories(
    name: str, asking: tuple[int, Bare, str, Sequence[str]], long: int, figures: Figures, engine: str
) -> None:
    """The customer with a `long` history beside ordinary ones, and beside one whose history fills what is shown."""
    port, bare, question, emails = asking
    asked = [each for email in emails for each in (email, customers.REGULAR, customers.LONG)]
    taken, floors = await beside(port, bare, question, asked)
    ordinary, regular, slow = (1e3 * median(taken[n::3]) for n in range(3))
    of_long = f"{name}, a customer with {long:,} events, p50"
    figures.add(f"{of_long} (floor: one with 40)", engine, slow, "ms", ordinary)
    figures.add(f"{of_long} (floor: one with {customers.REGULAR_EVENTS})", engine, slow, "ms", regular)
    figures.add(f"{of_long} (floor: bare)", engine, slow, "ms", 1e3 * median(floors[2::3]))


def _latencies(figures: Figures, engine: str, clients: str, taken: list[float], bare: float | None) -> None:
    """p50 beside the bare statements; p95 and p99 beside the p50."""
    p50, p95, p99 = (1e3 * quantiles(taken, n=100)[n - 1] for n in (50, 95, 99))
    figures.add(f"{_READ}, {clients}, p50", engine, p50, "ms", bare * 1e3 if bare else None)
    figures.add(f"{_READ}, {clients}, p95 (floor: its p50)", engine, p95, "ms", p50)
    figures.add(f"{_READ}, {clients}, p99 (floor: its p50)", engine, p99, "ms", p50)
    if clients == "1 client":
        figures.add(f"{_READ}, {clients}", engine, len(taken) / sum(taken), "req/s", 1 / bare if bare else None)


def _clients(count: int, port: int, emails: list[str]) -> tuple[float, list[float]]:
    """Requests a second of several clients at once, and how long each request took."""
    with ThreadPoolExecutor(count) as pool:
        start = time.perf_counter()
        taken = list(pool.map(lambda n: times(port, FULL, emails[25 * n :] + emails[: 25 * n]), range(count)))
        return count * len(emails) / (time.perf_counter() - start), [each for one in taken for each in one]
