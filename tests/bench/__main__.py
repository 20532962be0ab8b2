"""`python -m tests.bench [PART …] [--scale 1] [--engines embedded,neo4j]`"""

import argparse
import asyncio
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from typing import TypeAlias

from profile_service.store.embedded.engine_lease import EngineLease
from tests.bench import (
    access,
    audiences,
    backups,
    beside_loads,
    bystanders,
    callers,
    churn,
    console,
    context,
    customer_metrics,
    endurance,
    growth,
    identity,
    journey,
    loading,
    many,
    million,
    next_step,
    overload,
    plans,
    prices,
    quality,
    reading,
    recommendations,
    sentiment,
    sources,
    workers,
    written_forms,
)
from tests.bench.figures import RESULT, Figures
from tests.bench.loading import Engine
from tests.bench.peers import measure as peers
from tests.bench.peers.resolution import comparison as resolution
from tests.rig.servers import start_neo4j

Part: TypeAlias = Callable[[Engine, Path, float, Figures], Coroutine[None, None, None]]


@contextmanager
def _started(name: str, folder: Path, *, saves_soon: bool = False) -> Iterator[Engine]:
    if name == "embedded":
        with EngineLease.open(folder) as lease:
            yield Engine(name, lease.address)
    else:
        with start_neo4j(folder, plan_once=False, saves_soon=saves_soon) as address:
            yield Engine(name, address)


async def _loading(engine: Engine, folder: Path, scale: float, figures: Figures) -> None:
    await loading.warm_up(engine, folder)
    for case in loading.cases(folder, scale):
        await loading.measure(engine, case, figures)


async def _asking(engine: Engine, folder: Path, scale: float, figures: Figures) -> None:
    await reading.measure(engine, folder / "store", scale, figures)
    await context.measure(engine, folder / "store", scale, figures)
    await many.measure(engine, folder / "store", scale, figures)


async def _journey(engine: Engine, folder: Path, _: float, figures: Figures) -> None:
    with _started(engine.name, folder / "floor") as beside:
        floor = await journey.floor(beside)
    await journey.measure(engine, folder / "store", floor, figures)


async def _purchases(engine: Engine, folder: Path, _: float, figures: Figures) -> None:
    await recommendations.on_store(engine, folder / "store", figures)


async def _growth(engine: Engine, folder: Path, scale: float, figures: Figures) -> None:
    with _started(engine.name, folder / "smallest", saves_soon=True) as beside:
        await growth.measure(engine, beside, folder, scale, figures)


PARTS: dict[str, Part] = {
    "loading": _loading, "asking": _asking, "journey": _journey, "beside": identity.beside, "merging": identity.merging,
    "callers": callers.measure, "bystanders": bystanders.measure, "overload": overload.measure,
    "prices": prices.measure, "access": access.measure, "million": million.measure, "console": console.measure,
    "written": written_forms.measure, "endurance": endurance.measure, "backups": backups.measure,
    "workers": workers.measure, "peers": peers.measure, "beside_loads": beside_loads.measure,
    "plans": plans.measure, "resolution": resolution.measure, "growth": _growth,
    "metrics": customer_metrics.measure, "audiences": audiences.measure, "purchases": _purchases,
}  # fmt: skip
"""Each on a store of its own: a customer with a long history takes an engine long to delete."""
BESIDE: dict[str, Callable[[Figures], None]] = {"recommendations": recommendations.measure}
"""Parts that need no store and can be named."""
_ASKED_FOR = {"growth", "peers", "resolution", "endurance", "purchases"}
"""Parts that take a quarter of an hour, or need what `make bench-peers` installs: left out unless they are named."""


def on_store(part: Part, engine: str, folder: Path, scale: float, figures: Figures) -> None:
    home = Path(mkdtemp(dir=folder))
    with _started(engine, home / "store", saves_soon=part is _growth) as started:
        asyncio.run(part(started, home, scale, figures))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "parts",
        nargs="*",
        metavar="PART",
        help=f"{', '.join([*PARTS, *BESIDE])}; without one, all but the longest, and what is beside the stores",
    )
    parser.add_argument("--scale", type=float, default=1.0, help="sizes, relative to the published run")
    parser.add_argument("--engines", default="embedded,neo4j")
    parser.add_argument("--file-megabytes", type=int, default=520, help="size of the file that shows flat memory")
    parser.add_argument("--graph", type=int, default=100_000, help="records that are there before others are loaded")
    parser.add_argument("--no-journey", action="store_true", help="leave out the whole Complete Journey: minutes")
    given = parser.parse_args()
    if unknown := sorted(set(given.parts) - PARTS.keys() - BESIDE.keys()):
        parser.error(f"no such part: {', '.join(unknown)}")
    figures = Figures()
    with TemporaryDirectory() as folder:
        parts = PARTS | {"beside": partial(identity.beside, records=given.graph)}
        if given.no_journey:
            del parts["journey"]
        for engine in given.engines.split(","):
            for name, part in parts.items():
                if name in given.parts or not (given.parts or name in _ASKED_FOR):
                    on_store(part, engine, Path(folder), given.scale, figures)
        for name, beside in BESIDE.items():
            if name in given.parts:
                beside(figures)
        if not given.parts:
            _beside_the_stores(Path(folder), given.scale, given.file_megabytes, figures)
    print(f"\n{figures.table()}\n\nAlso in {RESULT}")


def _beside_the_stores(folder: Path, scale: float, file_megabytes: int, figures: Figures) -> None:
    on_store(sources.measure, "embedded", folder, scale, figures)
    quality.measure(figures)
    next_step.measure(figures)
    sentiment.measure(figures)
    churn.measure(figures)
    recommendations.measure(figures)
    if file_megabytes:
        loading.memory(folder, file_megabytes, figures)


if __name__ == "__main__":
    main()
