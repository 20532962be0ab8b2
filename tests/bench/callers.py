"""Forty-eight ways in which an agent says whom they mean, asked of the demo: how often the right customer comes first,
or among the first three where one letter is wrong; and what a search costs.

What is said, and who is meant, comes from the demo's raw files by SQL: tests/oracle/callers.py.
"""

import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import quantiles
from tempfile import mkdtemp

from loaders.demo.write import write_demo
from profile_service.cli.demonstration import load_of
from profile_service.service.ingestion.load import LoadRunner
from profile_service.service.profile.profile_reader import ProfileReader, SearchPage
from profile_service.service.profile.reading_basis import reading_basis
from profile_service.store.engine import migrations
from profile_service.store.engine.engines import RemoteEngine
from profile_service.store.engine.store import Store
from tests.bench.figures import Figures
from tests.bench.loading import Engine
from tests.oracle.callers import Saying, sayings
from tests.rig.graph import wipe

_DAY = date(2026, 1, 4)
_HOUSEHOLDS = 240
_ENOUGH_PLACES = {False: 1, True: 3}
"""Whether a letter is wrong → among how many hits the right one must be."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A saying, whether it led to the customer who is meant, and how many seconds the search took."""

    saying: Saying
    is_right: bool
    seconds: float


async def measure(engine: Engine, folder: Path, scale: float, figures: Figures) -> None:
    """Prints the share of right answers of each way, and what searches cost, exact ones and those with a slip."""
    wipe(engine.address)
    store = Store(RemoteEngine(engine.address, engine.name))
    await load_people(store, folder / "demo")
    asked = await ask_all(store, folder / "demo", max(1, int(300 * scale)))
    await store.close()
    by_way: dict[tuple[str, bool], list[Asked]] = defaultdict(list)
    for each in asked:
        by_way[each.saying.way, each.saying.slip].append(each)
    for (way, slip), some in by_way.items():
        first = "among the first three" if slip else "first"
        figures.add(f"search by {way}: {first}, of {len(some)}", engine.name, 100 * share_right(some), "%")
    for slip, title in ((False, "exact"), (True, "one letter wrong")):
        some = [each for each in asked if each.saying.slip is slip]
        figures.add(f"search, {title}: right", engine.name, 100 * share_right(some), "%")
        centiles = quantiles([each.seconds for each in some], n=100)
        figures.add(f"search, {title}, p95 (floor: its p50)", engine.name, 1e3 * centiles[94], "ms", 1e3 * centiles[49])


async def load_people(store: Store, folder: Path, households: int = _HOUSEHOLDS, *, purchases: bool = False) -> None:
    """Load the demo; without the `purchases` of the households, which name nobody."""
    await migrations.apply(store)
    for file in write_demo(folder, day=_DAY, households=households):
        if purchases or file.loader != "complete-journey":
            await LoadRunner(store, Path(mkdtemp())).run(load_of(file))


async def ask_all(store: Store, folder: Path, most: int) -> list[Asked]:
    """What is said in each way of up to `most` customers, and what the search makes of it."""
    reader = ProfileReader(store, None, await reading_basis(store))
    asked = []
    for saying in sayings(folder, most):
        start = time.perf_counter()
        page = await reader.search(saying.text, 10, None)
        taken = time.perf_counter() - start
        asked.append(Asked(saying, _is_right(saying, page), taken))
    return asked


def share_right(asked: Sequence[Asked]) -> float:
    """From 0 to 1."""
    return sum(each.is_right for each in asked) / len(asked)


def _is_right(saying: Saying, page: SearchPage) -> bool:
    customers = [customer for _, customer in page.hits][: _ENOUGH_PLACES[saying.slip]]
    return any(record.key in saying.records for customer in customers for record in customer.profile.records)
