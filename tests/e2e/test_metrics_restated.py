"""After any history of loads, merges, splits, moves, undos and late events the metrics are those of a count anew: of a
table that was filled from nothing, and of the events in the graph, added up without tallies."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date
from itertools import chain

import pytest

from profile_service.domain.metrics.periods import PeriodLength, PeriodRange
from profile_service.service.metrics.customer_events import CustomerEvents
from profile_service.service.metrics.customer_facts import CustomerFacts
from profile_service.service.metrics.fact_table import FactTable
from profile_service.service.metrics.period_sums import Facts, MetricGroup, period_sums
from profile_service.store.engine.store import Store
from tests.rig.random_writes import RandomWrites

pytestmark = [pytest.mark.anyio, pytest.mark.thorough]

_ALL = "SELECT * FROM facts ORDER BY ALL"
_ALL_EVENTS = "SELECT * EXCLUDE (place) FROM customer_event ORDER BY ALL"
_EVENTS_BY_CUSTOMER = "SELECT profile, kind, count(*), coalesce(sum(minor), 0)::BIGINT FROM customer_event GROUP BY ALL"
_YEAR = PeriodRange.between("2026-01", "2026-12", PeriodLength.MONTH)
_TRANSACTIONS = """
MATCH (t:Transaction)-[:BY]->(r:SourceRecord)-[:OF]->(p:Profile)
RETURN p.id AS profile, t.kind AS kind, t.occurred_at AS at, t.total_minor AS minor, t.settlement AS settlement
"""
_EVENTS = """
MATCH (e:Event)-[:BY]->(:SourceRecord)-[:OF]->(p:Profile)
RETURN p.id AS profile, e.kind AS kind, count(*) AS count, sum(coalesce(e.total_minor, 0)) AS minor
"""


@pytest.mark.parametrize("seed", range(4))
async def test_metrics_follow_every_change(store: Store, seed: int) -> None:
    if store.engine != "embedded" and seed:
        pytest.skip("one history is enough there")
    writes, following, following_events = RandomWrites(store, seed), CustomerFacts(store), CustomerEvents(store)
    for _ in range(3):
        await writes.load()
        await writes.do()
    for _ in range(60 if store.engine == "embedded" else 20):
        await writes.look()
        await writes.write()
        facts = await following.current()
        assert facts.is_settled
        anew = await CustomerFacts(store).current()
        assert facts.table.rows(_ALL) == anew.table.rows(_ALL), writes.names[-1]
        assert _shown(facts.table) == await _expected(store), writes.names[-1]
        events, events_anew = await following_events.current(), await CustomerEvents(store).current()
        assert events.table.rows(_ALL_EVENTS) == events_anew.table.rows(_ALL_EVENTS), writes.names[-1]
        assert sorted(events.table.rows(_EVENTS_BY_CUSTOMER)) == await _events_by_customer(store), writes.names[-1]
        events.table.count_days()
        assert _by_week(events.table) == await _expected_by_week(store), writes.names[-1]
        assert _totals(events.table, PeriodLength.DAY) == _totals(facts.table, PeriodLength.MONTH), writes.names[-1]
    assert {"merge", "split", "undo"} <= set(writes.names)


def _shown(table: FactTable) -> dict[str, list[int]]:
    sums = period_sums(table, _YEAR, None)
    periods = range(_YEAR.start, _YEAR.end)
    columns = {name: [sums.value((each, "", ""), name) for each in periods] for name in _MARKS}
    orders = [sums.value((each, "", ""), "orders") for each in periods]
    return columns | {"orders": orders, "sales": [sums.value((each, "", "EUR"), "sales") for each in periods]}


_MARKS = ("active", "new", "retained", "returned", "churned", "repeating")


def _totals(table: Facts, length: PeriodLength) -> dict[str, int]:
    """What a year comes to, by days as by months."""
    periods, year = PeriodRange.between("2026-01", "2026-12", length), Counter[str]()
    sums = period_sums(table, periods, None)
    for period in range(periods.start, periods.end):
        for name in ("orders", "returns", "contacts"):
            year[name] += sums.value((period, "", ""), name)
        for name in ("sales", "refunds", "kept_sales"):
            year[name] += sums.value((period, "", "EUR"), name)
    return dict(year)


def _by_week(table: Facts) -> dict[str, list[int]]:
    weeks = PeriodRange.between("2026-01-01", "2026-12-31", PeriodLength.WEEK)
    sums = period_sums(table, weeks, None)
    return {
        name: [sums.value((each, "", ""), name) for each in range(weeks.start, weeks.end)]
        for name in ("active", "new", "orders")
    }


async def _expected_by_week(store: Store) -> dict[str, list[int]]:
    """By the events alone, Monday by Monday."""
    first = date(2025, 12, 29)
    orders: Mapping[str, Counter[int]] = defaultdict(Counter)
    for row in await store.read(_TRANSACTIONS):
        if row["kind"] == "order" and not row["settlement"]:
            orders[row["profile"]][(date.fromisoformat(row["at"][:10]) - first).days // 7] += 1
    return {
        "active": [sum(week in weeks for weeks in orders.values()) for week in range(53)],
        "new": [sum(min(weeks) == week for weeks in orders.values()) for week in range(53)],
        "orders": [sum(weeks[week] for weeks in orders.values()) for week in range(53)],
    }


async def _events_by_customer(store: Store) -> list[tuple[str, str, int, int]]:
    rows = await store.read(_EVENTS)
    return sorted((row["profile"], row["kind"], row["count"], row["minor"]) for row in rows)


async def _expected(store: Store) -> dict[str, list[int]]:
    """The same, by the events alone, customer by customer and month by month."""
    orders: Mapping[str, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for row in await store.read(_TRANSACTIONS):
        if row["kind"] == "order" and not row["settlement"]:
            orders[row["profile"]][int(row["at"][5:7]) - 1].append(row["minor"])
    counted = {name: [0] * 12 for name in (*_MARKS, "orders", "sales")}
    for months in orders.values():
        for month in range(12):
            placed = months.get(month, [])
            counted["orders"][month] += len(placed)
            counted["sales"][month] += sum(placed)
            earlier = [each for each in months if each < month and months[each]]
            before = month - 1 in earlier
            counted["active"][month] += bool(placed)
            counted["new"][month] += bool(placed) and not earlier
            counted["retained"][month] += bool(placed) and before
            counted["returned"][month] += bool(placed) and bool(earlier) and not before
            counted["churned"][month] += before and not placed
            so_far = list(chain(placed, *(months[each] for each in earlier)))
            counted["repeating"][month] += bool(placed) and len(so_far) >= 2
    return counted


@pytest.mark.parametrize("group", list(MetricGroup))
async def test_groups_add_up_to_all(store: Store, group: MetricGroup) -> None:
    writes = RandomWrites(store, 11)
    for _ in range(25):
        await writes.load()
        await writes.do()
    table = (await CustomerFacts(store).current()).table
    whole, parts = period_sums(table, _YEAR, None), period_sums(table, _YEAR, group)
    assert len(parts.groups) > 1
    for period in range(_YEAR.start, _YEAR.end):
        for currency, column in (("EUR", "sales"), ("EUR", "refunds"), ("", "orders"), ("", "returns")):
            split = sum(parts.value((period, name, currency), column) for name in parts.groups)
            assert split == whole.value((period, "", currency), column)
