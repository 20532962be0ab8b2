"""What access adds to the read of a customer, in CPU of the server: each view beside `full`, the audit beside none, a
key beside none."""

import http.client
import json
from pathlib import Path
from statistics import median
from tempfile import mkdtemp

from profile_service.service.access.key_secret import KeySecretPlace
from profile_service.service.access.keys import AccessKeys, NewKey
from profile_service.service.declared.access import declared_access
from profile_service.service.declared.views import views
from profile_service.service.ingestion.load import LoadRunner
from profile_service.store.engine import migrations
from profile_service.store.engine.engines import RemoteEngine
from profile_service.store.engine.store import Store
from tests.bench import customers
from tests.bench.asking import server
from tests.bench.figures import Figures
from tests.bench.loading import Engine
from tests.bench.memory import process_seconds
from tests.rig.graph import run, wipe

_CUSTOMERS, _EVENTS, _ROUNDS = 200, 40, 5
_READ = """
query ($id: ID!, $view: String) {
  profile(id: $id, view: $view) {
    id formerIds attributes { name value source record } identifiers { type value } records { key source observedAt }
    timeline(first: 20) { nodes { key kind channel occurredAt about { type key name } } }
    transactions(first: 10) { nodes { key number totalMinor currency lines { quantity priceMinor product { key } } } }
    summary { orders events firstSeen lastSeen byKind { kind count } }
  }
}
"""


async def measure(engine: Engine, data_dir: Path, _: float, figures: Figures) -> None:
    wipe(engine.address)
    store = Store(RemoteEngine(engine.address, engine.name))
    await migrations.apply(store)
    await LoadRunner(store, Path(mkdtemp())).run(customers.load(_CUSTOMERS, _EVENTS, 0, 0))
    ids = [str(id) for (id,) in run(engine.address, "MATCH (p:Profile) RETURN p.id ORDER BY p.id")]
    with server(engine, data_dir / "store", PROFILE_ALLOWANCE="0") as (port, process):
        reader = _Reader(port, process.pid, ids, "")
        nobody = reader.milliseconds("full")
        _compare_views(reader, engine.name, figures)
        with server(engine, data_dir / "store", PROFILE_ALLOWANCE="0", PROFILE_AUDIT="off") as (other_port, other):
            _compare_audit(reader, _Reader(other_port, other.pid, ids, ""), engine.name, figures)
    keys = AccessKeys(store, KeySecretPlace("", data_dir / "store"), declared_access())
    token = (await keys.create(NewKey("reader", "admin", (), 1, "bench")))[1].text
    await store.close()
    with server(engine, data_dir / "store", PROFILE_ALLOWANCE="0") as (port, process):
        authenticated = _Reader(port, process.pid, ids, token).milliseconds("full")
    name = "read of a customer with a key, CPU of the server (floor: without access)"
    figures.add(name, engine.name, authenticated, "ms", nobody)


def _compare_views(reader: "_Reader", engine: str, figures: Figures) -> None:
    """The views in turn, so that what slows the machine slows all."""
    spent: dict[str, list[float]] = {view: [] for view in views()}
    for _ in range(_ROUNDS):
        for view, milliseconds in spent.items():
            milliseconds.append(reader.milliseconds(view))
    full = median(spent.pop("full"))
    for view, milliseconds in spent.items():
        name = f"read of a customer in the view {view}, CPU of the server (floor: full)"
        figures.add(name, engine, median(milliseconds), "ms", full)


def _compare_audit(audited: "_Reader", unaudited: "_Reader", engine: str, figures: Figures) -> None:
    """Two servers in turn, of which one keeps an audit."""
    spent: dict[bool, list[float]] = {True: [], False: []}
    for _ in range(_ROUNDS):
        for is_audited, reader in ((True, audited), (False, unaudited)):
            spent[is_audited].append(reader.milliseconds("full"))
    name = "read of a customer with an audit, CPU of the server (floor: without)"
    figures.add(name, engine, median(spent[True]), "ms", median(spent[False]))


class _Reader:
    def __init__(self, port: int, pid: int, ids: list[str], token: str) -> None:
        self._pid, self._ids = pid, ids
        self._port = port
        self._headers = {"content-type": "application/json"} | ({"authorization": f"Bearer {token}"} if token else {})
        self.milliseconds("full")  # what runs for the first time does not count

    def milliseconds(self, view: str) -> float:
        """CPU of the server for one customer, the mean of all."""
        connection = http.client.HTTPConnection("127.0.0.1", self._port)  # a server closes those that rest
        before = process_seconds(self._pid)
        for id in self._ids:
            body = json.dumps({"query": _READ, "variables": {"id": id, "view": view}})
            connection.request("POST", "/graphql", body, self._headers)
            answer = json.loads(connection.getresponse().read())
            assert answer["data"]["profile"], answer
        connection.close()
        return 1e3 * (process_seconds(self._pid) - before) / len(self._ids)
