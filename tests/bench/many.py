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
from tests.bench import customers
from tests.bench.asking import server
from tests.bench.figures import Figures
from tests.bench.loading import Engine
from tests.rig.graph import run, wipe

_QUERY = """
query Many($ids: [ID!]!) {
  profiles(ids: $ids) { id code profile { id name { value } email { value } records { key source } } }
}
"""
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
    with server(engine, data_dir) as (port, _):
        one, many = _medians(port, ids)
    figures.add("one profile by its id over HTTP, p50", engine.name, one * 1e3, "ms")
    figures.add(
        f"{_MANY} profiles by their ids in one request, p50 (floor: ten times one)",
        engine.name,
        many * 1e3,
        "ms",
        one * 1e4,
    )


def _medians(port: int, ids: list[str]) -> tuple[float, float]:
    """Seconds of a request for one and of a request for all, asked in turn."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    one, many = [], []
    for turn in range(_TIMES + 5):
        one.append(_seconds(connection, ids[turn : turn + 1]))
        many.append(_seconds(connection, ids))
    connection.close()
    return median(one[5:]), median(many[5:])


def _seconds(connection: http.client.HTTPConnection, ids: list[str]) -> float:
    body = json.dumps({"query": _QUERY, "variables": {"ids": ids}})
    start = time.perf_counter()
    connection.request("POST", "/graphql", body, {"content-type": "application/json"})
    text = connection.getresponse().read()
    taken = time.perf_counter() - start
    answers = json.loads(text)["data"]["profiles"]
    assert [answer["profile"]["id"] for answer in answers] == ids
    return taken
