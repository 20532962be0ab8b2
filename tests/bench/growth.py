"""What a read, a search and a load cost as the store grows, and what a customer and an event take on disk: one store
grows from size to size, and each is asked in turns with a second one that stays at the smallest size, so that whatever
else the machine does slows both."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from statistics import quantiles
from time import perf_counter

import psutil

from profile_service.domain.sources.items import Item
from profile_service.domain.sources.records import SourceRecord
from profile_service.service.ingestion.load import FileToLoad, Load, LoadRunner
from profile_service.store.engine import migrations
from profile_service.store.engine.engines import RemoteEngine
from profile_service.store.engine.store import Store
from tests.bench import customers
from tests.bench.asking import server, times
from tests.bench.context import CONTEXT
from tests.bench.figures import Figures
from tests.bench.grown_customers import EVENTS, assert_as_loaded, write_customers, write_histories
from tests.bench.loading import Engine
from tests.bench.million import people
from tests.bench.reading import FULL

_SIZES = ((10_000, 1), (100_000, 9), (300_000, 20), (1_000_000, 70))
"""Customers, and of how many that are added one has events: a million with 20 events each takes hours to write."""
_WARMED, _ASKED, _IN_A_ROW = 40, 200, 10
_LOADED_RECORDS, _LOADED_EVENTS, _LOADS = 5_000, 2, 4
"""Further records that are loaded, events of each, and the number of loads that they come in."""
# Named as `times` looks for it.
_SEARCH = "query ($email: String!) { profileBy: searchProfiles(text: $email, first: 10) { nodes { id } } }"
_QUESTIONS = {
    "full 360 read": (FULL, "{email}"),
    "context": (CONTEXT, "{email}"),
    "search by e-mail": (_SEARCH, "{email}"),
    "search by name": (_SEARCH, "{name}"),
}
_SETTLE_SECONDS = 15.0
_BLOCK = 512


@dataclass
class Grown:
    """A store that grows. `home`: its folder; `histories`: numbers of its customers that have events."""

    engine: Engine
    home: Path
    store: Store
    people: Iterator[SourceRecord]
    count: int = 0
    histories: list[int] = field(default_factory=list)
    loads: int = 0


async def measure(engine: Engine, beside: Engine, folder: Path, scale: float, figures: Figures) -> None:
    """The store of `engine` is in `folder`/store, the one of `beside`, which stays small, in `folder`/smallest."""
    sizes = [(int(size * scale), one_of) for size, one_of in _SIZES]
    start = perf_counter()
    grown = await _empty(engine, folder / "store", sizes[-1][0])
    smallest = await _empty(beside, folder / "smallest", sizes[0][0])
    await assert_as_loaded(smallest.store, beside.address, folder / "smallest")
    await grow(smallest, *sizes[0], None)
    for size, one_of in sizes:
        await grow(grown, size, one_of, figures)
        await ask(grown, smallest, figures)
        await load_more(grown, smallest, figures)
    figures.add("growth: the whole run", engine.name, (perf_counter() - start) / 60, "minutes")
    for each in (grown, smallest):
        await each.store.close()


async def _empty(engine: Engine, home: Path, most: int) -> Grown:
    store = Store(RemoteEngine(engine.address, engine.name))
    await migrations.apply(store)
    return Grown(engine, home, store, people(most))


async def grow(grown: Grown, size: int, one_of: int, figures: Figures | None) -> None:
    """Adds customers up to that size, first all of them and then the events of one of so many."""
    added, histories = size - grown.count, range(grown.count, size, one_of)
    empty = await _bytes(grown)
    start = perf_counter()
    await write_customers(grown.store, grown.people, added)
    written = perf_counter()
    without_events = await _bytes(grown)
    attaching = perf_counter()
    await write_histories(grown.store, histories)
    seconds = written - start, perf_counter() - attaching
    full = await _bytes(grown)
    grown.count = size
    grown.histories += histories
    if not figures:
        return
    events = EVENTS * len(histories)
    name, system = f"{size:,} customers", grown.engine.name
    figures.add(f"{name}: events of all", system, EVENTS * len(grown.histories), "events")
    figures.add(f"{name}: customers written straight into the store", system, added / seconds[0], "customers/s")
    figures.add(f"{name}: events written straight into the store", system, events / seconds[1], "events/s")
    figures.add(f"{name}: on disk", system, full / 1e6, "MB")
    figures.add(
        f"{name}: on disk per added customer, without events", system, (without_events - empty) / added, "bytes"
    )
    figures.add(f"{name}: on disk per added event", system, (full - without_events) / events, "bytes")
    logs = sum(size for file, size in _files(grown.home) if _is_log(file))
    figures.add(f"{name}: logs of transactions on disk", system, logs / 1e6, "MB")


async def _bytes(grown: Grown) -> int:
    """What the store takes on disk, without its logs of transactions. It lags behind what is written by what the engine
    still keeps in memory, and the embedded engine gives room back when it compacts an index: so differences count only
    where much was added."""
    await asyncio.sleep(_SETTLE_SECONDS)
    return sum(size for file, size in _files(grown.home) if not _is_log(file))


def _files(folder: Path) -> Iterator[tuple[Path, int]]:
    """Files with what they take on disk. Those that the engine removes meanwhile are left out."""
    for file in folder.rglob("*"):
        with suppress(FileNotFoundError):
            if file.is_file():
                yield file, file.stat().st_blocks * _BLOCK


def _is_log(file: Path) -> bool:
    return file.suffix == ".wal" or "transactions" in file.parts


def _engine_memory(engine: Engine) -> float:
    """MB that the engine holds, which is the process that listens at its port."""
    port = int(engine.address.uri.rpartition(":")[2])
    listening = psutil.net_connections("tcp")
    (pid,) = {each.pid for each in listening if each.status == psutil.CONN_LISTEN and each.laddr[1:] == (port,)}
    return psutil.Process(pid).memory_info().rss / 1e6


async def ask(grown: Grown, smallest: Grown, figures: Figures) -> None:
    """Each question about customers with events, of both stores in turns, each through a server of its own."""
    asked = [_some(each) for each in (grown, smallest)]
    name, system = f"{grown.count:,} customers", grown.engine.name
    with (
        server(grown.engine, grown.home, PROFILE_ALLOWANCE="0") as (port, process),
        server(smallest.engine, smallest.home, PROFILE_ALLOWANCE="0") as (small_port, _),
    ):
        for what, (question, form) in _QUESTIONS.items():
            texts = [[_text(form, person) for person in some] for some in asked]
            centiles = _in_turns((port, small_port), question, texts)
            for percent, value, floor in zip(("p50", "p95"), *centiles, strict=True):
                figures.add(f"{name}: {what}, {percent} (floor: {smallest.count:,})", system, value, "ms", floor)
        memory = psutil.Process(process.pid).memory_info().rss
        figures.add(f"{name}: memory of the server", system, memory / 1e6, "MB")
    figures.add(f"{name}: memory of the engine", system, _engine_memory(grown.engine), "MB")


def _some(grown: Grown) -> list[SourceRecord]:
    """Customers with events from all over the store."""
    numbers = set(Random(5).sample(grown.histories, min(len(grown.histories), _WARMED + _ASKED)))
    some = [person for number, person in enumerate(people(max(numbers) + 1)) if number in numbers]
    return Random(6).sample(some, len(some))


def _text(form: str, person: SourceRecord) -> str:
    return form.format(email=person.identifiers[0].value, name=person.name)


def _in_turns(ports: Sequence[int], question: str, texts: Sequence[Sequence[str]]) -> list[tuple[float, float]]:
    """p50 and p95 in milliseconds, by server; those who are asked for first warm both and do not count."""
    taken: list[list[float]] = [[] for _ in ports]
    for start in range(0, len(texts[0]), _IN_A_ROW):
        for of_server, port, all_texts in zip(taken, ports, texts, strict=True):
            of_server.extend(times(port, question, all_texts[start : start + _IN_A_ROW]))
    counted = (quantiles(of_server[len(of_server) // 6 :], n=100) for of_server in taken)
    return [(1e3 * centiles[49], 1e3 * centiles[94]) for centiles in counted]


async def load_more(grown: Grown, smallest: Grown, figures: Figures) -> None:
    """Loads further records with their events into both stores in turns, beside what is there."""
    seconds = {id(each): 0.0 for each in (grown, smallest)}
    rows = 0
    for _ in range(_LOADS):
        for each in (grown, smallest):
            taken, rows = await _load(each, _LOADED_RECORDS // _LOADS)
            seconds[id(each)] += taken
    rates = [_LOADS * rows / seconds[id(each)] for each in (grown, smallest)]
    name = f"{grown.count:,} customers: load {_LOADED_RECORDS:,} further records, {_LOADED_EVENTS} events each"
    figures.add(f"{name} (floor: {smallest.count:,})", grown.engine.name, rates[0], "rows/s", rates[1])


async def _load(grown: Grown, records: int) -> tuple[float, int]:
    """Seconds and rows of one load."""
    grown.loads += 1
    name = f"more{grown.loads}"
    load = Load("bench", "bench", [FileToLoad(Path(name), name, 0, lambda _: _further(name, records))])
    start = perf_counter()
    done = await LoadRunner(grown.store, grown.home).run(load)
    return perf_counter() - start, done.counts.loaded


def _further(name: str, records: int) -> Iterator[Item]:
    random, each = Random(name), len(customers.SOURCES)
    for number in range(records // each):
        id = f"{name}-{number}"
        yield from customers.customer(random, id, f"{id}@mail.example.org", each * _LOADED_EVENTS)
