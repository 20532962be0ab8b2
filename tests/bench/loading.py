"""Rates of loading, each beside the bare writes of the same rows, and the memory it takes."""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import mkdtemp

from loaders.build.loader import Loader
from loaders.discovery.prepare import prepare
from loaders.registry import loader
from profile_service.domain.sources.items import Item
from profile_service.service.declared.identity_rules import packaged_rules
from profile_service.service.ingestion.load import Load, LoadRunner
from profile_service.store.engine import migrations
from profile_service.store.engine.engines import RemoteEngine
from profile_service.store.engine.store import Store
from profile_service.store.places.address import Address
from tests.bench import floors, inputs
from tests.bench.figures import Figures
from tests.bench.memory import HighWater
from tests.rig.graph import run, wipe

_BATCH_ROWS = 500
_ROUNDS = 3
_BEFORE = """
UNWIND $keys AS key
CREATE (:SourceRecord {key: key, stub: true})-[:OF]->(:Profile {id: key, version: 1})
"""


@dataclass(frozen=True)
class Engine:
    name: str
    address: Address


@dataclass(frozen=True)
class Case:
    """`before`: what must be in the store first, for the floor and for the load alike."""

    name: str
    loader: Loader
    path: Path
    before: tuple[str, ...] = ()


def cases(folder: Path, scale: float) -> list[Case]:
    people = int(10_000 * scale)
    mapping = folder / "reviews.yaml"
    mapping.write_text(inputs.REVIEWS_MAPPING)
    reviewers = tuple(f"bench_reviews:{n}" for n in range(people // 2))
    return [
        Case(
            "load source records, identity included",
            loader("shopify-customers"),
            inputs.customers(folder / "customers.csv", people),
        ),
        Case(
            "load events",
            loader("mapped", mapping=mapping),
            inputs.reviews(folder / "reviews.ndjson", 2 * people, len(reviewers)),
            reviewers,
        ),
        Case("load transaction lines", loader("complete-journey"), inputs.journey(folder / "cj", int(150 * scale))),
    ]


async def measure(engine: Engine, case: Case, figures: Figures) -> None:
    """The rate of loads into an empty store, each right after its floor: medians of a few rounds.

    One more comes first and does not count: an engine that still compiles what it runs takes the other core for that.
    """
    load = prepare(case.loader, [case.path])
    items = [entry for file in load.files for entry in file.items(packaged_rules()) if isinstance(entry, Item)]
    rows = sum(item.rows for item in items)
    floor, first, again = [], [], []
    for _ in range(1 + _ROUNDS):
        clear(engine.address, case.before)
        floor.append(rows / floors.seconds(engine.address, items, _BATCH_ROWS))
        clear(engine.address, case.before)
        first.append(rows / await _seconds(engine, load))
        again.append(rows / await _seconds(engine, load))
    figures.add(case.name, engine.name, median(first[1:]), "rows/s", median(floor[1:]))
    figures.add(f"{case.name}, a second time", engine.name, median(again[1:]), "rows/s")


async def warm_up(engine: Engine, folder: Path) -> None:
    """Let both the floor and the load find warm engines and the graph's indexes."""
    await _migrate(engine)
    for case in cases(folder, 0.3):
        load = prepare(case.loader, [case.path])
        items = [entry for file in load.files for entry in file.items(packaged_rules()) if isinstance(entry, Item)]
        clear(engine.address, case.before)
        floors.seconds(engine.address, items, _BATCH_ROWS)
        clear(engine.address, case.before)
        await _seconds(engine, load)


def memory(folder: Path, megabytes: int, figures: Figures) -> None:
    """The largest memory of the loader's process for a file of that size, beside a tenth of it."""
    note = "A long note. " * 390
    rows = megabytes * 1_000_000 // (len(note) + 190)
    small = _peak(folder, inputs.customers(folder / "tenth.csv", rows // 10, note))
    path = inputs.customers(folder / "large.csv", rows, note)
    name = f"memory of the loader, a file of {path.stat().st_size / 1e6:,.0f} MB (floor: of a tenth of it)"
    figures.add(name, "embedded", _peak(folder, path), "MB", small)
    path.unlink()


def _peak(folder: Path, path: Path) -> float:
    environment = {**os.environ, "PROFILE_DATA_DIR": mkdtemp(dir=folder)}
    environment.pop("PROFILE_NEO4J_URI", None)
    command = [sys.executable, "-m", "profile_service.cli", "load", "shopify-customers", str(path)]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    memory = HighWater(process.pid)
    if process.wait():
        raise RuntimeError(f"the load of {path.name} ended with {process.returncode}")
    return memory.megabytes()


async def _migrate(engine: Engine) -> None:
    store = Store(RemoteEngine(engine.address, engine.name))
    await migrations.apply(store)
    await store.close()


async def _seconds(engine: Engine, load: Load) -> float:
    store = Store(RemoteEngine(engine.address, engine.name))
    try:
        await migrations.apply(store)
        start = time.perf_counter()
        await LoadRunner(store, Path(mkdtemp()), _BATCH_ROWS).run(load)
        return time.perf_counter() - start
    finally:
        await store.close()


def clear(address: Address, before: Sequence[str]) -> None:
    """A store that holds nothing but these records (keys), of which nothing is known yet."""
    wipe(address)
    for start in range(0, len(before), 1_000):
        keys = before[start : start + 1_000]
        run(address, _BEFORE, keys=list(keys))
