"""Ten minutes of fifty readers while a load runs: what fails, how long a read takes, and what the server keeps of it:
memory, open files, connections of its store.

The fifty pause between two reads as people and services do, so that the server is busy and not flooded. Of what is
loaded, most is of others: answers about those who are read grow by a few events, not a hundredfold, for what a larger
answer takes would pass for what is never given back.
"""

import asyncio
import json
import re
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from random import Random
from statistics import quantiles
from tempfile import TemporaryDirectory

import httpx

from profile_service.cli.load.load_execution import give_way
from profile_service.domain.sources.items import Item
from profile_service.service.ingestion.load import FileToLoad, Load, LoadRunner
from profile_service.store.engine import migrations
from profile_service.store.engine.engines import RemoteEngine
from profile_service.store.engine.store import Store
from tests.bench import customers
from tests.bench.asking import server
from tests.bench.figures import Figures
from tests.bench.loading import Engine
from tests.rig.graph import wipe

_READERS = 50
_PAUSE_SECONDS = 2.0
"""So long does a reader look at an answer, on the average."""
_WARM_SECONDS, _SECONDS, _STEP_SECONDS = 60.0, 600.0, 5.0
CUSTOMERS = 500
_TIMELINE = "timeline(first: 25) { nodes { key kind occurredAt } pageInfo { hasNextPage } }"
_READ = f"""query ($email: String!) {{
  profileBy(identifier: {{type: "email", value: $email}}) {{
    id name {{ value source }} records {{ key source }} identifiers {{ type value }} {_TIMELINE}
    summary {{ orders spend {{ currency totalMinor }} }} context {{ nextActions {{ name reason }} }}
  }}
}}"""
_OTHERS = 20
_RSS = re.compile(r"^VmRSS:\s+(\d+) kB$", re.MULTILINE)
_QUIET_SECONDS = 20.0
"""After which the server has closed what nobody uses: it waits 5 s for the next request of a connection."""
_ALL_AT_ONCE = httpx.Limits(max_connections=_READERS, max_keepalive_connections=_READERS)


@dataclass(slots=True)
class _Reads:
    """`answers`: status, or what went wrong → how often; `waits`: milliseconds of each read."""

    answers: Counter[str] = field(default_factory=Counter)
    waits: list[float] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Kept:
    """What a process has at a moment: megabytes in memory, and open files, of which connections are some."""

    megabytes: float
    files: int

    @classmethod
    def by(cls, pid: int) -> "_Kept":
        mark = _RSS.search(Path(f"/proc/{pid}/status").read_text())
        assert mark
        return cls(int(mark[1]) / 1024, len(list(Path(f"/proc/{pid}/fd").iterdir())))


async def measure(engine: Engine, data_dir: Path, scale: float, figures: Figures) -> None:
    wipe(engine.address)
    store = Store(RemoteEngine(engine.address, engine.name))
    await migrations.apply(store)
    await LoadRunner(store, data_dir / "store").run(customers.load(CUSTOMERS, 40, 40))
    await store.close()
    # Without an allowance: it would refuse what is to be measured.
    with server(engine, data_dir / "store", PROFILE_ALLOWANCE="0") as (port, process):
        await _beside_a_load(engine, port, _WARM_SECONDS * scale)
        await asyncio.sleep(_QUIET_SECONDS)
        before = _Kept.by(process.pid)
        reads, rows, most = await _watched(engine, (port, process.pid), _SECONDS * scale)
        await asyncio.sleep(_QUIET_SECONDS)
        after = _Kept.by(process.pid)
    _report(engine.name, figures, reads)
    figures.add("endurance: rows loaded meanwhile", engine.name, rows, "rows")
    figures.add("endurance: memory, most (floor: before)", engine.name, most, "MB", before.megabytes)
    figures.add("endurance: memory, afterwards (floor: before)", engine.name, after.megabytes, "MB", before.megabytes)
    figures.add("endurance: open files, afterwards (floor: before)", engine.name, after.files, "", before.files)


def _report(engine: str, figures: Figures, reads: _Reads) -> None:
    wrong = sum(count for answer, count in reads.answers.items() if answer != "200")
    named = ", ".join(f"{count} times {answer}" for answer, count in sorted(reads.answers.items()))
    figures.add(f"endurance: reads that failed ({named}; bar 0)", engine, wrong, "reads")
    for number, percent in ((49, "p50"), (94, "p95"), (98, "p99")):
        figures.add(
            f"endurance: one of {_READERS} readers, {percent}", engine, quantiles(reads.waits, n=100)[number], "ms"
        )


async def _watched(engine: Engine, served: tuple[int, int], seconds: float) -> tuple[_Reads, int, float]:
    """The reads, the rows that were loaded meanwhile, and the most megabytes that the server held."""
    port, pid = served
    reading = asyncio.create_task(_beside_a_load(engine, port, seconds))
    most = 0.0
    while not reading.done():
        most = max(most, _Kept.by(pid).megabytes)
        await asyncio.wait([reading], timeout=_STEP_SECONDS)
    reads, rows = await reading
    return reads, rows, most


async def _beside_a_load(engine: Engine, port: int, seconds: float) -> tuple[_Reads, int]:
    """The reads, and the rows that a process of its own loaded meanwhile."""
    end, reads = time.perf_counter() + seconds, _Reads()
    with TemporaryDirectory() as folder, ProcessPoolExecutor(1, get_context("spawn")) as processes:
        load = asyncio.get_running_loop().run_in_executor(processes, load_until, engine, Path(folder), end)
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=60, limits=_ALL_AT_ONCE) as client:
            await asyncio.gather(*(_read_until(end, client, Random(number), reads) for number in range(_READERS)))
        return reads, await load


def load_until(engine: Engine, data_dir: Path, end: float) -> int:
    """The rows of new customers, and of further events of those who are read, that were loaded until then (seconds of
    `time.perf_counter`), as fast as can be."""
    return asyncio.run(_load_until(engine, data_dir, end))


async def _load_until(engine: Engine, data_dir: Path, end: float) -> int:
    give_way()
    store = Store(RemoteEngine(engine.address, engine.name))
    growing = FileToLoad(Path("growing"), f"{end}", 0, lambda _: _items(end))
    run = await LoadRunner(store, data_dir).run(Load("bench", "bench", [growing]))
    await store.close()
    return run.counts.loaded


async def _read_until(end: float, client: httpx.AsyncClient, random: Random, reads: _Reads) -> None:
    while (start := time.perf_counter()) < end:
        variables = {"email": customers.email(random.randrange(CUSTOMERS))}
        try:
            answer = await client.post("/graphql", json={"query": _READ, "variables": variables})
            reads.answers[_kind(answer)] += 1
        except httpx.HTTPError as error:
            reads.answers[type(error).__name__] += 1
        reads.waits.append(1e3 * (time.perf_counter() - start))
        await asyncio.sleep(random.random() * 2 * _PAUSE_SECONDS)


def _kind(answer: httpx.Response) -> str:
    if answer.status_code != 200:
        return str(answer.status_code)
    body = json.loads(answer.content)
    return "200" if "errors" not in body and body["data"]["profileBy"] else "an error in the answer"


def _items(end: float) -> Iterator[Item]:
    random, number = Random(9), 0
    while time.perf_counter() < end:
        number += 1
        if number % _OTHERS == 0:
            yield from customers.history(random, f"c{random.randrange(CUSTOMERS)}", 1, key=f"{end}-{number}")
        yield from customers.customer(random, f"{end}-{number}", f"{end}-{number}@mail.example.org", 4)
