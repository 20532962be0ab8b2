"""Metrics: what comes by each door, what store, queues, audit and loads do; and never a word of callers."""

import asyncio
import re
from collections.abc import Mapping

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from profile_service.api.telemetry.doors import DOORS
from profile_service.domain.sources.load_runs import LoadRun
from profile_service.service.operations import store_figures
from profile_service.settings import Settings
from profile_service.store.engine.store import Store
from tests.rig.browsers import FROM_HERE, HTML
from tests.rig.callers import bearer
from tests.rig.clients import client_of
from tests.rig.contested import load_cases
from tests.rig.people import load, record

pytestmark = pytest.mark.anyio
_WORD = "zebulonquux"
_ASK = {"query": '{ profile(id: "1") { id } }'}
# Of all series: so many there are once every door, code and status was met that there is; callers add none.
_MOST_SERIES = 700
_LABELS = set("place status door status_class code kind queue outcome state le version python engine".split())


@pytest.fixture(autouse=True)
def fresh_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_figures, "SECONDS", 0.0)


async def test_metrics_count_requests_and_statements(client: httpx.AsyncClient) -> None:
    await client.post("/graphql", json=_ASK)
    await client.get("/no/such/place")
    seen = await _series(client)
    assert seen['profile_http_requests_total{place="/graphql",status="200"}'] == 1
    assert seen['profile_http_requests_total{place="other",status="404"}'] == 1
    assert seen['profile_http_request_seconds_count{place="/graphql"}'] == 1
    assert seen["profile_store_statements_total"] >= 2


async def test_every_door_has_its_own_count(client: httpx.AsyncClient) -> None:
    await client.post("/graphql", json=_ASK)
    await client.post("/graphql", json={"query": "{ nothing }"})
    await client.get("/", headers=HTML)
    await client.post("/logout", headers=FROM_HERE)
    await client.get("/healthz")
    seen = await _series(client)
    assert seen['profile_requests_total{door="graphql",status_class="2xx"}'] == 2
    assert seen['profile_requests_total{door="page",status_class="2xx"}'] == 1
    assert seen['profile_requests_total{door="login",status_class="3xx"}'] == 1
    assert seen['profile_requests_total{door="health",status_class="2xx"}'] == 1
    assert seen['profile_request_seconds_count{door="graphql"}'] == 2
    assert seen['profile_error_answers_total{code="BAD_REQUEST",door="graphql"}'] == 1
    assert seen['profile_requests_in_flight{door="metrics"}'] == 1, "this very one"
    assert seen['profile_requests_in_flight{door="graphql"}'] == 0


async def test_calls_of_the_store_are_timed_by_kind(client: httpx.AsyncClient, store: Store) -> None:
    before = await _series(client)
    await client.post("/graphql", json=_ASK)
    await load(store, record("shop:1", name="Ann"))
    seen = await _series(client)
    for kind in ("read", "write"):
        name = f'profile_store_call_seconds_count{{kind="{kind}"}}'
        assert seen[name] > before[name]
    assert seen["profile_store_write_lock_wait_seconds_count"] > before["profile_store_write_lock_wait_seconds_count"]
    assert seen["profile_store_connections_in_use"] == 0
    assert seen["profile_store_connections_limit"] == 64


async def test_queues_allowances_and_refusals_are_counted(store: Store) -> None:
    async with client_of(store, Settings(country="US", allowance=600)) as client:
        answers = await asyncio.gather(*(client.post("/graphql", json=_ASK) for _ in range(4)))
        seen = await _series(client)
    spent = sum(answer.status_code == 429 for answer in answers)
    assert 0 < spent < 4
    assert seen["profile_allowance_refusals_total"] == spent
    assert seen['profile_error_answers_total{code="RATE_LIMITED",door="graphql"}'] == spent
    assert seen['profile_queue_wait_seconds_count{queue="cheap"}'] == 4 - spent
    assert (seen['profile_queue_waiting{queue="dear"}'], seen['profile_queue_under_way{queue="cheap"}']) == (0, 0)


async def test_loads_of_other_processes_are_read_from_their_runs(
    client: httpx.AsyncClient, store: Store, run: LoadRun
) -> None:
    set_rows = "MATCH (l:LoadRun) SET l.rows = 100, l.read = 40, l.loaded = 30, l.rejected = 10, l.batch = 2"
    await store.write(lambda tx: tx.run(set_rows))
    seen = await _series(client)
    assert seen['profile_load_runs{state="running"}'] == 1
    assert seen["profile_load_rows_left"] == 60
    assert seen["profile_load_batches_total"] == 2
    outcomes = {
        each: seen[f'profile_load_rows_total{{outcome="{each}"}}'] for each in ("loaded", "unchanged", "rejected")
    }
    assert outcomes == {"loaded": 30, "unchanged": 0, "rejected": 10}


async def test_review_changes_and_audit_are_counted(keyed: httpx.AsyncClient, store: Store) -> None:
    await load_cases(store, 2)
    await keyed.post("/graphql", json=_ASK, headers=await bearer(store, "admin"))
    seen = await _series(keyed)
    assert seen["profile_review_waiting"] == 2
    assert seen["profile_review_oldest_age_seconds"] > 0
    assert seen["profile_change_sequence"] > 0
    assert seen["profile_audit_entries_total"] == 1
    assert seen["profile_audit_failures_total"] == 0
    assert 0 <= seen["profile_audit_sync_age_seconds"] < 60
    assert seen["profile_sessions"] == 0


async def test_process_disk_and_build_are_there(client: httpx.AsyncClient) -> None:
    seen = await _series(client)
    assert seen["profile_store_up"] == 1
    assert 0 < seen["profile_disk_free_bytes"] <= seen["profile_disk_size_bytes"]
    assert seen["process_resident_memory_bytes"] > 0
    assert seen["process_open_fds"] > 0
    assert [value for name, value in seen.items() if name.startswith("profile_build_info")] == [1]


async def test_store_that_is_away_leaves_its_figures_out(storeless: httpx.AsyncClient) -> None:
    await storeless.post("/graphql", json=_ASK)
    seen = await _series(storeless)
    assert seen["profile_store_up"] == 0
    assert seen['profile_store_errors_total{code="STORE_UNAVAILABLE",kind="read"}'] > 0
    assert seen['profile_store_retries_total{kind="read"}'] > 0
    assert "profile_change_sequence" not in seen


async def test_callers_add_no_series(client: httpx.AsyncClient) -> None:
    for number in range(30):
        word = f"{_WORD}{number}"
        await client.get(f"/{word}/{word}?{word}={word}", headers={"x-request-id": word, "user-agent": word})
        await client.get(f"/customer/{word}", headers=HTML)
        await client.post("/graphql", json={"query": f"query {word} {{ {word} }}", "operationName": word})
        await client.request(f"M{word.upper()}", "/graphql")
        await client.post("/login", data={"name": word, "password": word}, headers=FROM_HERE)
    text = (await client.get("/metrics")).text
    seen = await _series(client)
    assert _WORD not in text.lower()
    assert len(seen) < _MOST_SERIES
    labels = {name for series in seen for name in re.findall(r"(\w+)=", series)}
    assert labels <= _LABELS
    assert {value for series in seen for value in re.findall(r'door="(\w+)"', series)} == set(DOORS)


async def _series(client: httpx.AsyncClient) -> Mapping[str, float]:
    """Name with labels, as the text has them → value."""
    text = (await client.get("/metrics")).text
    return {
        sample.name + _labels(sample.labels): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def _labels(labels: Mapping[str, str]) -> str:
    listed = ",".join(f'{name}="{value}"' for name, value in sorted(labels.items()))
    return f"{{{listed}}}" if labels else ""
