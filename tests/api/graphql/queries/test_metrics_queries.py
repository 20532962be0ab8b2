"""Metrics over GraphQL: for those who may read them, with what goes with each figure, and a line in the audit."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from profile_service.service.access import fresh_copy
from profile_service.store.engine.store import Store
from tests.rig.callers import SETTINGS, bearer
from tests.rig.clients import client_of
from tests.rig.people import bought, load, record

pytestmark = pytest.mark.anyio
_METRICS = """
query ($from: String, $by: MetricGroup) {
  metrics(names: [REVENUE, NEW_CUSTOMERS], from: $from, to: "2026-02", by: $by) {
    asOf seq isSettled
    series { definition { name title meaning source unit } points { period group currency value amountMinor isOver } }
  }
}
"""
_BEHIND = """
query ($after: String, $period: String!) {
  metricCustomers(name: ACTIVE_CUSTOMERS, period: $period, first: 1, after: $after) {
    nodes { id } edges { cursor } pageInfo { hasNextPage hasPreviousPage endCursor }
  }
}
"""
_RETENTION = (
    '{ retention(from: "2026-01", to: "2026-01") { cohorts { period customers periods { later customers share } } } }'
)


@pytest.fixture(autouse=True)
def new_keys_count_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fresh_copy, "_BOUND_SECONDS", 0.0)


async def _ask(client: httpx.AsyncClient, sent: dict[str, str], query: str, **variables: Any) -> dict[str, Any]:
    response = await client.post("/graphql", json={"query": query, "variables": variables}, headers=sent)
    answer: dict[str, Any] = response.json()
    return answer


async def _load(store: Store) -> None:
    await load(
        store,
        record("shop:1", ("email", "ann@shop.example"), name="Ann Lee"),
        record("till:2", ("email", "ben@shop.example"), name="Ben Oz"),
        bought("shop:o1", "shop:1", "2026-01-05", 700, "1"),
        bought("shop:o2", "shop:1", "2026-02-05", 300, "2"),
        bought("till:o3", "till:2", "2026-01-09", 500, "3"),
    )


async def test_analyst_reads_figures_and_who_is_behind_them(store: Store, tmp_path: Path) -> None:
    await _load(store)
    async with client_of(store, replace(SETTINGS, data_dir=tmp_path)) as client:
        analyst = await bearer(store, "analyst")
        report = (await _ask(client, analyst, _METRICS, **{"from": "2026-01"}))["data"]["metrics"]
        revenue, new = ({p["period"]: p for p in series["points"]} for series in report["series"])
        assert [(p["currency"], p["amountMinor"], p["value"]) for p in revenue.values()] == [
            ("EUR", 1_200, None),
            ("EUR", 300, None),
        ]
        assert [(p["currency"], p["amountMinor"], p["value"]) for p in new.values()] == [
            (None, None, 2),
            (None, None, 0),
        ]
        assert all(p["isOver"] and p["group"] is None for p in (*revenue.values(), *new.values()))
        assert report["series"][0]["definition"]["unit"] == "MONEY"
        assert (report["isSettled"], report["seq"] > 0) == (True, True)

        ids, cursor = [], None
        for has_next in (True, False):
            page = (await _ask(client, analyst, _BEHIND, period="2026-01", after=cursor))["data"]["metricCustomers"]
            cursor = page["pageInfo"]["endCursor"]
            ids += [node["id"] for node in page["nodes"]]
            assert page["pageInfo"]["hasNextPage"] is has_next
        assert len(set(ids)) == 2

        (cohort,) = (await _ask(client, analyst, _RETENTION))["data"]["retention"]["cohorts"]
        assert cohort["customers"] == 2
        assert cohort["periods"][1] == {"later": 1, "customers": 1, "share": 0.5}

        admin = await bearer(store, "admin")
        trail = await _ask(client, admin, '{ auditTrail(actor: "ivo") { nodes { operation rows } } }')
    lines = [(each["operation"], each["rows"]) for each in trail["data"]["auditTrail"]["nodes"]]
    assert {("metrics", 4), ("metricCustomers", 1), ("retention", 1)} <= set(lines)


async def test_figures_are_split_by_source(store: Store) -> None:
    await _load(store)
    async with client_of(store) as client:
        report = (await _ask(client, {}, _METRICS, **{"from": "2026-01", "by": "SOURCE"}))["data"]["metrics"]
    revenue = {(p["group"], p["period"]): p["amountMinor"] for p in report["series"][0]["points"]}
    assert revenue == {
        ("shop", "2026-01"): 700,
        ("shop", "2026-02"): 300,
        ("till", "2026-01"): 500,
        ("till", "2026-02"): 0,
    }


@pytest.mark.parametrize("role", ["agent", "steward", "loader", "service", "privacy_officer"])
async def test_others_may_not(store: Store, role: str) -> None:
    async with client_of(store, SETTINGS) as client:
        sent = await bearer(store, role)
        for query in (_METRICS, _RETENTION, _BEHIND):
            answer = await _ask(client, sent, query, period="2026")
            assert answer["errors"][0]["extensions"]["code"] == "FORBIDDEN"


@pytest.mark.parametrize("first", ["2026", "2026-13", "2026-03", "0001-01"])
async def test_bad_range_is_refused(store: Store, first: str) -> None:
    async with client_of(store) as client:
        answer = await _ask(client, {}, _METRICS, **{"from": first})
    assert answer["errors"][0]["extensions"]["code"] == "INVALID_INPUT"


async def test_empty_store_has_no_figures(store: Store) -> None:
    async with client_of(store) as client:
        report = (await _ask(client, {}, _METRICS, **{"from": "2026-01"}))["data"]["metrics"]
        assert (await _ask(client, {}, _RETENTION))["data"]["retention"]["cohorts"] == []
    revenue, new = report["series"]
    assert revenue["points"] == []
    assert [point["value"] for point in new["points"]] == [0, 0]


async def test_figures_of_a_segment_take_the_right_to_read_segments(store: Store, tmp_path: Path) -> None:
    await _load(store)
    query = """query ($who: String) {
      metrics(names: [ORDERS, NEW_CUSTOMERS], from: "2026-01-05", to: "2026-01-11", every: WEEK, who: $who) {
        series { points { period value } }
      }
      retention(from: "2026-01", to: "2026-01", who: $who) { cohorts { customers } }
      metricCustomers(name: ORDERS, period: "2026-01-09", who: $who) { nodes { id } }
    }"""
    repeaters = "who: {did: {families: [order], at_least: 2}}"
    async with client_of(store, replace(SETTINGS, data_dir=tmp_path)) as client:
        analyst = await bearer(store, "analyst")
        everybody = (await _ask(client, analyst, query))["data"]
        assert [series["points"] for series in everybody["metrics"]["series"]] == [
            [{"period": "2026-W02", "value": 2}],
            [{"period": "2026-W02", "value": 2}],
        ]
        assert len(everybody["metricCustomers"]["nodes"]) == 1
        some = (await _ask(client, analyst, query, who=repeaters))["data"]
        assert [series["points"][0]["value"] for series in some["metrics"]["series"]] == [1, 1]
        assert some["retention"]["cohorts"] == [{"customers": 1}]
        assert some["metricCustomers"]["nodes"] == []
        narrow = await bearer(store, "analyst", "read:metrics")
        refused = await _ask(client, narrow, query, who=repeaters)
        assert {error["extensions"]["code"] for error in refused["errors"]} == {"FORBIDDEN"}
