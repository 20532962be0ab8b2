"""What identity costs: merging and splitting by a profile's history, and loading by the size of the graph around."""

import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import mkdtemp
from typing import Any

from uuid_utils import uuid7

from loaders.discovery.prepare import prepare
from loaders.registry import loader
from profile_service.domain.search.search_keys import search_keys
from profile_service.domain.sources.events import Interaction, Subject
from profile_service.domain.sources.items import Item
from profile_service.domain.sources.records import SourceRecord
from profile_service.domain.stewardship.commands import StewardCommand
from profile_service.domain.values.identifiers import Identifier
from profile_service.domain.values.times import utc_now
from profile_service.service.ingestion.load import FileToLoad, Load, LoadRunner
from profile_service.service.stewardship.stewardship import Stewardship
from profile_service.store.engine import migrations
from profile_service.store.engine.engines import RemoteEngine
from profile_service.store.engine.store import Store
from tests.bench import inputs
from tests.bench.figures import Figures
from tests.bench.loading import Engine
from tests.rig.graph import run, wipe
from tests.rig.people import profile_id

_FEW = 100
_TIMES = 25


async def merging(engine: Engine, _: Path, scale: float, figures: Figures) -> None:
    """Both ratios should be near 1, and at most 1.5. What it leaves in the store would take long to delete."""
    store = Store(RemoteEngine(engine.address, engine.name))
    await migrations.apply(store)
    try:
        await _merging(engine, store, int(100_000 * scale), figures)
    finally:
        await store.close()


async def beside(engine: Engine, folder: Path, scale: float, figures: Figures, records: int = 100_000) -> None:
    """Loading into nothing, and beside so many `records` that were there before: the ratio should be near 1."""
    store = Store(RemoteEngine(engine.address, engine.name))
    await migrations.apply(store)
    try:
        await _loading(engine, store, folder, (int(10_000 * scale), int(records * scale)), figures)
    finally:
        await store.close()


async def _merging(engine: Engine, store: Store, many: int, figures: Figures) -> None:
    await LoadRunner(store, Path(mkdtemp())).run(_histories(many))
    taken: dict[str, list[tuple[float, float]]] = {"few": [], "many": []}
    for _ in range(_TIMES):  # in turns, so that what else the machine does falls on both
        for name, times in taken.items():
            times.append(await _merged_and_split(store, name))
    (merge, split), (long_merge, long_split) = (map(median, zip(*times, strict=True)) for times in taken.values())
    with_events = f"a profile with {many:,} events (floor: with {_FEW})"
    figures.add(f"merge {with_events}", engine.name, long_merge * 1e3, "ms", merge * 1e3)
    figures.add(f"split {with_events}", engine.name, long_split * 1e3, "ms", split * 1e3)


def _histories(many: int) -> Load:
    file = FileToLoad(Path("histories"), str(many), 0, lambda _: _items({"few": _FEW, "many": many}))
    return Load("bench", "bench", [file])


def _items(events: dict[str, int]) -> Iterator[Item]:
    """Of each name two records that share nothing, of which one has the events."""
    about = (Subject("Product", "shop:tea", "Tea"),)
    for name, count in events.items():
        for source in ("shop", "crm"):
            yield Item(1, (SourceRecord(source, name, {}, (Identifier(f"{source}_id", name),)),))
        for number in range(count):
            at = f"20{number % 20 + 10}-{number % 12 + 1:02d}-{number % 28 + 1:02d}T09:00:00.{number:06d}Z"
            yield Item(1, (), (Interaction(f"{name}-{number}", f"shop:{name}", "review", at, "web", about=about),))


async def _merged_and_split(store: Store, name: str) -> tuple[float, float]:
    """Seconds of each; afterwards all is as it was."""
    steward, order = Stewardship(store), StewardCommand("bench", "by mistake")
    one, other = await profile_id(store, f"shop:{name}"), await profile_id(store, f"crm:{name}")
    assert one != other
    merge = await _seconds(partial(steward.merge, [one, other], order))
    return merge, await _seconds(partial(steward.split, one, [f"crm:{name}"], order))


async def _loading(engine: Engine, store: Store, folder: Path, sizes: tuple[int, int], figures: Figures) -> None:
    rows, before = sizes
    load = prepare(loader("shopify-customers"), [inputs.customers(folder / "overlapping.csv", rows)])
    wipe(engine.address)
    await _loaded(store, load)
    wipe(engine.address)
    into_nothing = await _loaded(store, load)
    wipe(engine.address)
    _grow(engine, before)
    beside = await _loaded(store, load)
    name = f"load {rows:,} overlapping records into a graph of {before:,} (floor: into an empty one)"
    figures.add(name, engine.name, beside, "s", into_nothing)


async def _loaded(store: Store, load: Load) -> float:
    return await _seconds(lambda: LoadRunner(store, Path(mkdtemp())).run(load))


async def _seconds(work: Callable[[], Awaitable[object]]) -> float:
    start = time.perf_counter()
    await work()
    return time.perf_counter() - start


_PAIRS = """
UNWIND $rows AS row
CREATE (p:Profile {id: row.profile, version: 1, created_at: $now, updated_at: $now})
CREATE (e:Identifier {key: row.email.key, type: 'email', value: row.email.value, holders: 2})
CREATE (f:Identifier {key: row.phone.key, type: 'phone', value: row.phone.value, reversed: row.phone.reversed,
  holders: 1})
CREATE (a:SourceRecord)
SET a = row.a
CREATE (b:SourceRecord)
SET b = row.b
CREATE (a)-[:OF]->(p)
CREATE (b)-[:OF]->(p)
CREATE (a)-[:HAS {first_seen: $now, last_seen: $now}]->(e)
CREATE (b)-[:HAS {first_seen: $now, last_seen: $now}]->(e)
CREATE (a)-[:HAS {first_seen: $now, last_seen: $now}]->(f)
"""
_PAIRS_AT_ONCE = 1_000


def _grow(engine: Engine, records: int) -> None:
    """The graph that loading so many records makes, two for each customer."""
    now = utc_now()
    for start in range(0, records // 2, _PAIRS_AT_ONCE):
        rows = [_pair(number, now) for number in range(start, min(start + _PAIRS_AT_ONCE, records // 2))]
        run(engine.address, _PAIRS, rows=rows, now=now)


def _pair(number: int, now: str) -> dict[str, Any]:
    email, phone = Identifier("email", f"before{number}@mail.example.org"), Identifier("phone", f"+1212{number:07d}")
    return {
        "profile": str(uuid7()),
        "email": {"key": email.key, "value": email.value},
        "phone": {"key": phone.key, "value": phone.value, "reversed": phone.value[::-1]},
        "a": _properties("crm", number, [email, phone], now),
        "b": _properties("desk", number, [email], now),
    }


def _properties(source: str, number: int, identifiers: Sequence[Identifier], now: str) -> dict[str, Any]:
    record = SourceRecord(source, str(number), {"name": f"Ann Smith{number}"}, tuple(identifiers))
    return {
        **search_keys(record)._asdict(),
        "key": record.key,
        "source": source,
        "record_id": record.record_id,
        "name": record.name,
        "attributes": record.attributes_text,
        "digest": record.digest,
        "stub": False,
        "version": 1,
        "created_at": now,
        "updated_at": now,
    }
