"""The full 360 read by 1, 2 and 4 workers, in turn, so that what slows the machine slows all: questions a second of
eight clients, and what one costs in CPU of the workers."""

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import psutil

from tests.bench.asking import server
from tests.bench.figures import Figures
from tests.bench.loading import Engine
from tests.bench.overload import Target, prepared, sustained
from tests.bench.reading import FULL

_COUNTS = (1, 2, 4)
_ROUNDS = 3
_SECONDS = 6.0


@dataclass(slots=True)
class Measured:
    """Of each round: questions a second, and seconds of CPU for each."""

    rates: list[float] = field(default_factory=list)
    costs: list[float] = field(default_factory=list)


async def measure(engine: Engine, data_dir: Path, scale: float, figures: Figures) -> None:
    emails, tokens = await prepared(engine, data_dir)
    bodies = [json.dumps({"query": FULL, "variables": {"email": email}}) for email in emails]
    with ExitStack() as servers:
        targets = {}
        for count in _COUNTS:
            served = server(engine, data_dir / "store", PROFILE_ALLOWANCE="0", PROFILE_WORKERS=str(count))
            port, process = servers.enter_context(served)
            targets[count] = Target(port, process.pid, bodies, tokens)
        measured = {count: Measured() for count in _COUNTS}
        for _ in range(_ROUNDS):
            for count, target in targets.items():
                with _cost(target.pid) as seconds:
                    rate, _ = sustained(target, _SECONDS * scale)
                measured[count].rates.append(rate)
                measured[count].costs.append(1e3 * seconds[0] / (rate * _SECONDS * scale))
    one = measured[1]
    for count, each in measured.items():
        name = f"full 360 read, 8 clients, {count} {'worker' if count == 1 else 'workers'}"
        beside = (median(one.rates), median(one.costs)) if count > 1 else (None, None)
        figures.add(f"{name} (floor: 1)", engine.name, median(each.rates), "req/s", beside[0])
        figures.add(f"{name}, CPU of one (floor: 1)", engine.name, median(each.costs), "ms", beside[1])


@contextmanager
def _cost(pid: int) -> Iterator[list[float]]:
    """The seconds of CPU that a process and those that it started took within the block."""
    seconds: list[float] = []
    before = _cpu(pid)
    yield seconds
    seconds.append(_cpu(pid) - before)


def _cpu(pid: int) -> float:
    process = psutil.Process(pid)
    return sum(sum(each.cpu_times()[:2]) for each in (process, *process.children()))
