"""What metrics of all customers cost as the store grows: the first question, which reads all tallies, one after nothing
changed, one after a load changed some customers, and the process's memory.

Customers are written with the tallies that 40 events each leave, and without the events, which metrics never read.
"""

import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from random import Random
from statistics import median

import psutil

from profile_service.domain.access.caller import LOCAL
from profile_service.domain.metrics.definitions import MetricName
from profile_service.domain.metrics.periods import PeriodLength, PeriodRange
from profile_service.domain.profile.tallies import Cell, compact, tally_line
from profile_service.domain.values.times import utc_now
from profile_service.service.audit.audited_acts import NOT_AUDITED
from profile_service.service.metrics.customer_events import CustomerEvents
from profile_service.service.metrics.customer_facts import CustomerFacts
from profile_service.service.metrics.metric_desk import MetricDesk
from profile_service.store.engine import migrations
from profile_service.store.engine.engines import RemoteEngine
from profile_service.store.engine.store import Store, WriteTransaction
from tests.bench.figures import Figures
from tests.bench.loading import Engine
from tests.rig.graph import run, wipe
from tests.rig.people import bought, load

_SIZES = (250, 2_500, 25_000)
_EVENTS = 40
_WRITTEN_AT_ONCE, _CHANGED, _ASKED = 1_000, 500, 9
_CUSTOMERS = """
UNWIND $rows AS row
CREATE (:SourceRecord {key: row[0], source: row[1], record_id: row[0], tally: row[2], version: 1})
  -[:OF]->(:Profile {id: row[0], version: 1, created_at: $now, updated_at: $now})
"""
_BARE = "MATCH (r:SourceRecord)-[:OF]->(p:Profile) RETURN p.id, r.key, r.source, r.tally"
_YEAR = PeriodRange.between("2025-01", "2025-12", PeriodLength.MONTH)


async def measure(engine: Engine, _: Path, scale: float, figures: Figures) -> None:
    wipe(engine.address)
    store = Store(RemoteEngine(engine.address, engine.name))
    await migrations.apply(store)
    random, count = Random(11), 0
    for size in (int(size * scale) for size in _SIZES):
        await _write(store, random, range(count, size))
        count = size
        await _measure(engine, store, count, figures)
    await store.close()


async def _measure(engine: Engine, store: Store, count: int, figures: Figures) -> None:
    title = f"metrics of {count * _EVENTS:,} events of {count:,} customers"
    start = time.perf_counter()
    run(engine.address, _BARE)
    bare = time.perf_counter() - start
    before = psutil.Process().memory_info().rss
    desk = MetricDesk(CustomerFacts(store), CustomerEvents(store), LOCAL, NOT_AUDITED)
    figures.add(f"{title}: first question (floor: bare tallies)", engine.name, await _seconds(desk), "s", bare)
    figures.add(f"{title}: memory", engine.name, (psutil.Process().memory_info().rss - before) / 1024**2, "MB")
    again = median([await _seconds(desk) for _ in range(_ASKED)])
    figures.add(f"{title}: a year by month, all {len(MetricName)}", engine.name, 1e3 * again, "ms")
    start = time.perf_counter()
    for _ in range(_ASKED):
        await desk.retention(_YEAR)
    figures.add(f"{title}: retention", engine.name, 1e3 * (time.perf_counter() - start) / _ASKED, "ms")
    await _change(store, count)
    changed = await _seconds(desk)
    figures.add(
        f"{title}: after {_CHANGED} customers changed (floor: none)", engine.name, 1e3 * changed, "ms", 1e3 * again
    )


async def _seconds(desk: MetricDesk) -> float:
    start = time.perf_counter()
    await desk.report(list(MetricName), _YEAR)
    return time.perf_counter() - start


async def _write(store: Store, random: Random, numbers: range) -> None:
    rows = [[f"bench:{number}", random.choice(("bench", "shop", "till")), _tally(random)] for number in numbers]
    for first in range(0, len(rows), _WRITTEN_AT_ONCE):
        await store.write(_written(rows[first : first + _WRITTEN_AT_ONCE]))


def _written(rows: Sequence[Sequence[str]]) -> Callable[[WriteTransaction], Awaitable[None]]:
    async def work(tx: WriteTransaction) -> None:
        await tx.run(_CUSTOMERS, rows=rows, now=utc_now())

    return work


def _tally(random: Random) -> str:
    lines = []
    for _ in range(_EVENTS):
        month, channel = (
            f"{random.choice((2024, 2025))}-{random.randint(1, 12):02}",
            random.choice(("web", "store", "app")),
        )
        kind = random.choices(("order", "return", "page_view", "support_call"), (5, 1, 10, 2))[0]
        money = kind in {"order", "return"}
        cell = Cell(kind, channel, month, "EUR" if money else "")
        lines.append(tally_line(cell, 1, random.randint(100, 20_000) if money else 0))
    return compact("".join(lines))


async def _change(store: Store, count: int) -> None:
    """One more order of some customers, by a load."""
    changed = Random(count).sample(range(count), min(_CHANGED, count))
    sold = [bought(f"bench:order:{count}:{n}", f"bench:{n}", "2025-06-05", 700) for n in changed]
    await load(store, *sold)
