"""What segments, funnels, paths and days of metrics cost as the store grows: the first question, which reads all
events, one after nothing changed, and one after a load changed some customers.

Customers are written with 40 events of two years each, and without tallies, which these questions never read.
"""

import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from statistics import median

import psutil

from profile_service.domain.access.caller import LOCAL
from profile_service.domain.audiences.conditions import Condition
from profile_service.domain.metrics.definitions import MetricName
from profile_service.domain.metrics.periods import PeriodLength, PeriodRange, day_bounds
from profile_service.domain.values.times import utc_now, utc_text
from profile_service.service.audiences.segment_desk import AudienceTables, SegmentDesk
from profile_service.service.audit.audited_acts import NOT_AUDITED
from profile_service.service.declared.segments import acts_from, condition_from, packaged_segments
from profile_service.service.declared.views import views
from profile_service.service.journeys.journey_desk import JourneyDesk, JourneyRange, PathQuestion
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
_WRITTEN_AT_ONCE, _CHANGED, _ASKED = 500, 500, 5
_CUSTOMERS = """
UNWIND $rows AS row
CREATE (r:SourceRecord {key: row[0], source: 'bench', record_id: row[0], version: 1, attributes: '{}'})
  -[:OF]->(:Profile {id: row[0], version: 1, created_at: $now, updated_at: $now})
WITH r, row
UNWIND row[1] AS event
CREATE (e:Event {key: event[0], kind: event[1], channel: event[2], occurred_at: event[3], timeline: event[4],
  currency: event[5], total_minor: event[6]})-[:BY]->(r)
"""
_BARE = "MATCH (e:Event)-[:BY]->(r:SourceRecord)-[:OF]->(p:Profile) RETURN count(e.occurred_at)"
_KINDS = (("order", "web"), ("page_view", "web"), ("cart_add", "app"), ("support_call", "phone"), ("review", "web"))
_SEQUENCE = "who: {sequence: {steps: [{families: [cart]}, {families: [order]}], within_days: 7}}"


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
    title = f"audiences of {count * _EVENTS:,} events of {count:,} customers"
    start = time.perf_counter()
    run(engine.address, _BARE)
    bare = time.perf_counter() - start
    before = psutil.Process().memory_info().rss
    facts = CustomerFacts(store)
    tables = AudienceTables(store, facts)
    questions = _questions(tables)
    first = await _seconds(questions["segment: stopped"])
    figures.add(f"{title}: first question (floor: walk of all events)", engine.name, first, "s", bare)
    first = await _seconds(questions["segment: consent"])
    figures.add(f"{title}: first question about values and consents", engine.name, first, "s")
    memory = (psutil.Process().memory_info().rss - before) / 1024**2
    figures.add(f"{title}: memory", engine.name, memory, "MB")
    for name, question in questions.items():
        taken = median([await _seconds(question) for _ in range(_ASKED)])
        figures.add(f"{title}: {name}", engine.name, 1e3 * taken, "ms")
    changed = Random(count).sample(range(count), min(_CHANGED, count))
    today = utc_now()[:10]
    await load(store, *(bought(f"bench:order:{count}:{n}", f"bench:{n}", today, 700) for n in changed))
    taken = await _seconds(questions["segment: stopped"])
    figures.add(f"{title}: after {len(changed)} customers changed", engine.name, 1e3 * taken, "ms")
    await tables.close()


def _questions(tables: AudienceTables) -> dict[str, Callable[[], Awaitable[object]]]:
    segments = SegmentDesk(tables, packaged_segments(), views(), LOCAL, NOT_AUDITED)
    journeys = JourneyDesk(tables.events, LOCAL, NOT_AUDITED)
    metrics = MetricDesk(tables.facts, tables.events, LOCAL, NOT_AUDITED)
    declared = packaged_segments()
    steps = [acts_from(f"families: [{family}]", "step") for family in ("browsing", "cart", "order")]
    asked = JourneyRange(*day_bounds(None, None), 30)
    weeks = PeriodRange.between("2026-01", "2026-06", PeriodLength.WEEK)

    def size(condition: Condition) -> Callable[[], Awaitable[object]]:
        return lambda: segments.size(condition)

    return {
        "segment: stopped": size(declared["regulars_who_stopped"].condition),
        "segment: came back after a break": size(declared["came_back"].condition),
        "segment: consent": size(condition_from("who: {consent: {purpose: marketing}}", "who")),
        "segment: two acts in order": size(condition_from(_SEQUENCE, "who")),
        "funnel of three steps": lambda: journeys.funnel(steps, asked),
        "paths before the first order": lambda: journeys.paths(PathQuestion(steps[2]), asked, 20),
        "half a year by week, all metrics": lambda: metrics.report(list(MetricName), weeks),
    }


async def _seconds(question: Callable[[], Awaitable[object]]) -> float:
    start = time.perf_counter()
    await question()
    return time.perf_counter() - start


async def _write(store: Store, random: Random, numbers: range) -> None:
    now = datetime.now(UTC)
    for first in range(numbers.start, numbers.stop, _WRITTEN_AT_ONCE):
        some = range(first, min(first + _WRITTEN_AT_ONCE, numbers.stop))
        await store.write(_written([[f"bench:{number}", _events(random, number, now)] for number in some]))


def _written(rows: Sequence[Sequence[object]]) -> Callable[[WriteTransaction], Awaitable[None]]:
    async def work(tx: WriteTransaction) -> None:
        await tx.run(_CUSTOMERS, rows=rows, now=utc_now())

    return work


def _events(random: Random, number: int, now: datetime) -> list[list[object]]:
    events: list[list[object]] = []
    for count in range(_EVENTS):
        kind, channel = random.choice(_KINDS)
        at = utc_text(now - timedelta(minutes=random.randrange(730 * 1_440)))
        key = f"bench:event:{number}-{count}"
        total = random.randint(100, 20_000) if kind == "order" else None
        timeline = f"bench:{number}|{at}|{key}"
        events.append([key, kind, channel, at, timeline, "EUR" if kind == "order" else None, total])
    return events
