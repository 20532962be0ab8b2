"""What questions cost beside what the server computes for them: prices that follow the work, whatever is selected."""

import http.client
import json
from pathlib import Path

from profile_service.store.engine.engines import RemoteEngine
from profile_service.store.engine.store import Store
from tests.bench.asking import server
from tests.bench.callers import load_people
from tests.bench.figures import Figures
from tests.bench.loading import Engine
from tests.bench.memory import process_seconds
from tests.rig.graph import run, wipe

_CUSTOMERS = 20
_TIMES = 10
_EVENT = "key kind channel occurredAt details"
SELECTIONS = {
    "ids": "id",
    "golden values": "name { value } email { value } phone { value }",
    "attributes": "attributes { name value conflicting { value } }",
    "identifiers": "identifiers { type value records }",
    "records": "records { key attributes { name value } }",
    "summary": "summary { events orders }",
    "timeline of 10": f"timeline(first: 10) {{ nodes {{ {_EVENT} }} }}",
    "timeline of 50": f"timeline(first: 50) {{ nodes {{ {_EVENT} }} }}",
    "events with records": "timeline(first: 10) { nodes { key record { key attributes { name value } } } }",
    "transactions of 10": "transactions(first: 10) { nodes { key lines { product { name } } } }",
    "journey of 10": f"journey(first: 10) {{ sentence steps {{ stage event {{ {_EVENT} }} }} }}",
    "judgements": "judgements { id }",
    "consents": "consents { purpose channel status }",
    "possible matches": "perhapsAlso { profile { id } }",
    "recommendations": "recommendations { reason }",
    "context, one field": "context { value { reason } }",
    "context, open matters": "context { openThreads { reason } recentContacts { reason } orders { reason } }",
    "context, all": "context { openThreads { reason } recentContacts { reason } orders { reason } sentiment { score } "
    "preferences { stated { name value } } value { reason } risks { reason } promoter { reason } "
    "products { bought { key } due { key } recommended { key } } nextStep { reason } nextActions { reason } }",
}


async def measure(engine: Engine, data_dir: Path, _: float, figures: Figures) -> None:
    wipe(engine.address)
    store = Store(RemoteEngine(engine.address, engine.name))
    await load_people(store, data_dir / "demo")
    await store.close()
    with server(engine, data_dir / "store", PROFILE_ALLOWANCE="0") as (port, process):
        compare(port, process.pid, some_ids(engine), engine.name, figures)


def some_ids(engine: Engine) -> list[str]:
    """Of customers with the most records, who have something of everything."""
    query = (
        f"MATCH (r:SourceRecord)-[:OF]->(p:Profile) RETURN p.id, count(r) AS n ORDER BY n DESC, p.id LIMIT {_CUSTOMERS}"
    )
    return [str(id) for id, _ in run(engine.address, query)]


def compare(port: int, pid: int, ids: list[str], engine: str, figures: Figures) -> None:
    """Microseconds of the server's CPU for a unit of cost."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    for what, selection in SELECTIONS.items():
        query = f"query ($ids: [ID!]!) {{ profiles(ids: $ids) {{ profile {{ {selection} }} }} }}"
        cost = _cost(connection, query, ids)
        before = process_seconds(pid)
        for _ in range(_TIMES):
            _cost(connection, query, ids)
        spent = 1e3 * (process_seconds(pid) - before) / _TIMES
        figures.add(f"{what} of {len(ids)}, CPU of the server, for a price of {cost:,}", engine, spent, "ms")
        figures.add(f"{what}, CPU for a unit of cost", engine, 1e3 * spent / cost, "µs")
    connection.close()


def _cost(connection: http.client.HTTPConnection, query: str, ids: list[str]) -> int:
    body = json.dumps({"query": query, "variables": {"ids": ids}, "extensions": {"cost": True}})
    connection.request("POST", "/graphql", body, {"content-type": "application/json"})
    answer = json.loads(connection.getresponse().read())
    assert "errors" not in answer, answer["errors"][:1]
    assert all(one["profile"] for one in answer["data"]["profiles"])
    return int(answer["extensions"]["cost"]["cost"]) + 20
