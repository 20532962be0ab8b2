"""How long a read takes while a load runs at full speed, beside the same while nothing else runs: somebody who asks for
one customer after another, the full read and the context."""

import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from random import Random
from statistics import quantiles
from tempfile import TemporaryDirectory

from profile_service.service.ingestion.load import LoadRunner
from profile_service.store.engine import migrations
from profile_service.store.engine.engines import RemoteEngine
from profile_service.store.engine.store import Store
from tests.bench import customers
from tests.bench.asking import server, times
from tests.bench.context import CONTEXT
from tests.bench.endurance import CUSTOMERS, load_until
from tests.bench.figures import Figures
from tests.bench.loading import Engine
from tests.bench.reading import FULL
from tests.rig.graph import run, wipe

_SECONDS, _ROUNDS = 15.0, 3
_UNDER_WAY = "MATCH (l:LoadRun {state: 'running'}) WHERE l.loaded > 0 RETURN l.id"
_QUESTIONS = {"full 360 read": FULL, "context": CONTEXT}


async def measure(engine: Engine, data_dir: Path, scale: float, figures: Figures) -> None:
    wipe(engine.address)
    store = Store(RemoteEngine(engine.address, engine.name))
    await migrations.apply(store)
    await LoadRunner(store, data_dir / "store").run(customers.load(CUSTOMERS, 40, 40, int(20_000 * scale)))
    await store.close()
    idle: dict[str, list[float]] = {name: [] for name in _QUESTIONS}
    beside: dict[str, list[float]] = {name: [] for name in _QUESTIONS}
    rates: list[float] = []
    with server(engine, data_dir / "store", PROFILE_ALLOWANCE="0") as (port, _):
        _ask(port, _SECONDS * scale, {name: [] for name in _QUESTIONS})
        for _ in range(_ROUNDS):
            _ask(port, _SECONDS * scale, idle)
            with _loading(engine, rates, 2 * _SECONDS * scale):
                _ask(port, _SECONDS * scale, beside)
    for name, seconds in beside.items():
        for number, percent in ((50, "p50"), (95, "p95"), (99, "p99")):
            of_load, of_idle = (1e3 * quantiles(each, n=100)[number - 1] for each in (seconds, idle[name]))
            figures.add(f"{name} while a load runs, {percent} (floor: idle)", engine.name, of_load, "ms", of_idle)
    figures.add("rows loaded meanwhile", engine.name, sum(rates) / len(rates), "rows/s")


def _ask(port: int, seconds: float, taken: dict[str, list[float]]) -> None:
    """Ask each question in turn about one customer after another, for so long."""
    random, end = Random(5), time.perf_counter() + seconds
    while time.perf_counter() < end:
        emails = [customers.email(random.randrange(CUSTOMERS)) for _ in range(10)]
        for name, question in _QUESTIONS.items():
            taken[name] += times(port, question, emails)


@contextmanager
def _loading(engine: Engine, rates: list[float], seconds: float) -> Iterator[None]:
    """A process that loads as fast as it can for so long; it is at work when the block begins."""
    with TemporaryDirectory() as folder, ProcessPoolExecutor(1, get_context("spawn")) as processes:
        start = time.perf_counter()
        load = processes.submit(load_until, engine, Path(folder), start + seconds)
        while not run(engine.address, _UNDER_WAY):
            time.sleep(0.1)
        yield
        rates.append(load.result() / (time.perf_counter() - start))
