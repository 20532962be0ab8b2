"""Five hundred customers in one request, beside one customer in one request."""

import http.client
import json
import time
from pathlib import Path
from statistics import median
from tempfile import mkdtemp

from profile_service.service.ingestion.load import LoadRunner
from profile_service.store.engine import migrations
from profile_service.store.engine.engines import RemoteEngine
from profile_service.store.engine.store import Store
from profile_service.store.profile.profiles import golden_matches
from tests.bench import customers
from tests.bench.asking import server
from tests.bench.figures import Figures
from tests.bench.loading import Engine
from tests.bench.memory import process_seconds
from tests.rig.graph import run, wipe

_QUERY = "query Many($ids: [ID!]!) {{ profiles(ids: $ids) {{ id code profile {{ {} }} }} }}"
_USUAL = "id version name { value } email { value }"
_SELECTIONS = {"golden values": _USUAL, "records too": _USUAL + " records { key source }"}
_MANY = 500
_TIMES = 30


async def measure(engine: Engine, data_dir: Path, scale: float, figures: Figures) -> None:
    """Customers with short histories. The floor of the many is ten times the one."""
    wipe(engine.address)
    store = Store(RemoteEngine(engine.address, engine.name))
    await migrations.apply(store)
    await LoadRunner(store, Path(mkdtemp())).run(customers.load(max(_MANY, int(1_000 * scale)), 5, 10, 10))
    await store.close()
    ids = [str(id) for (id,) in run(engine.address, f"MATCH (p:Profile) RETURN p.id ORDER BY p.id LIMIT {_MANY}")]
    store = Store(RemoteEngine(engine.address, engine.name))
    with server(engine, data_dir, PROFILE_ALLOWANCE="0") as (port, process):
        for what, selection in _SELECTIONS.items():
            query = _QUERY.format(selection)
            one, many = _medians(port, query, ids)
            name = f"{_MANY} profiles by their ids in one request, {what}"
            figures.add(f"one profile by its id over HTTP, {what}, p50", engine.name, one * 1e3, "ms")
            figures.add(f"{name}, p50 (floor: ten times one)", engine.name, many * 1e3, "ms", one * 1e4)
            cpu_one, cpu_many = (_cpu(process.pid, port, query, some) for some in (ids[:1], ids))
            figures.add(f"{name}, CPU of the server (floor: ten times one)", engine.name, cpu_many, "ms", 10 * cpu_one)
    bare_one, bare_many = [await _bare(store, some) for some in (ids[:1], ids)]
    await store.close()
    name = f"the bare statement for {_MANY}, p50 (floor: ten times that for one)"
    figures.add(name, engine.name, bare_many * 1e3, "ms", bare_one * 1e4)


async def _bare(store: Store, ids: list[str]) -> float:
    taken = []
    for _ in range(_TIMES + 5):
        start = time.perf_counter()
        await golden_matches(store, ids, ["email"])
        taken.append(time.perf_counter() - start)
    return median(taken[5:])


def _cpu(pid: int, port: int, query: str, ids: list[str]) -> float:
    """Milliseconds that the server's process computes for a request."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    before = process_seconds(pid)
    for _ in range(_TIMES):
        _seconds(connection, query, ids)
    connection.close()
    return 1e3 * (process_seconds(pid) - before) / _TIMES


def _medians(port: int, query: str, ids: list[str]) -> tuple[float, float]:
    """Seconds of a request for one and of a request for all, asked in turn."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    one, many = [], []
    for turn in range(_TIMES + 5):
        one.append(_seconds(connection, query, ids[turn : turn + 1]))
        many.append(_seconds(connection, query, ids))
    connection.close()
    return median(one[5:]), median(many[5:])


def _seconds(connection: http.client.HTTPConnection, query: str, ids: list[str]) -> float:
    body = json.dumps({"query": query, "variables": {"ids": ids}})
    start = time.perf_counter()
    connection.request("POST", "/graphql", body, {"content-type": "application/json"})
    text = connection.getresponse().read()
    taken = time.perf_counter() - start
    answers = json.loads(text)["data"]["profiles"]
    assert [answer["profile"]["id"] for answer in answers] == ids
    return taken
