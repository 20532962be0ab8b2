"""The full read by us and by peers, in turn, on one Neo4j: how long it takes, how many a second eight clients get, and
what one costs in CPU of the process that answers and of the engine."""

import http.client
import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from statistics import median
from tempfile import mkdtemp
from typing import Any

import psutil

from profile_service.domain.values.identifiers import Identifier
from profile_service.service.ingestion.load import LoadRunner
from profile_service.store.engine import migrations
from profile_service.store.engine.engines import RemoteEngine
from profile_service.store.engine.store import Store
from tests.bench import customers
from tests.bench.asking import server
from tests.bench.figures import Figures
from tests.bench.loading import Engine
from tests.bench.peers.questions import GENERATED, OURS, PLAIN, TUNED
from tests.rig.graph import wipe
from tests.rig.servers import free_port

INSTALLED = Path("build") / "peers"
_ASKED, _ROUNDS, _CLIENTS = 60, 5, 8
_GENERATED_ASKED = 10
"""Its reads look at every profile, so fewer of them say as much."""


@dataclass(slots=True)
class Side:
    """One that is measured. `root`: the field of its answer; of each round `seconds`, `rates` and `costs`: of a read,
    reads a second of all clients, and milliseconds of CPU of the process and of the engine for one."""

    name: str
    port: int
    pid: int
    question: str
    root: str
    asked: int = _ASKED
    seconds: list[float] = field(default_factory=list)
    rates: list[float] = field(default_factory=list)
    costs: list[tuple[float, float]] = field(default_factory=list)
    bytes: int = 0

    def body(self, number: int) -> str:
        email = customers.email(number)
        key = {"email": email} if self.root == "profileBy" else {"key": Identifier("email", email).key}
        return json.dumps({"query": self.question, "variables": key})


async def measure(engine: Engine, data_dir: Path, scale: float, figures: Figures) -> None:
    if engine.name != "neo4j" or not (INSTALLED / "node_modules").is_dir():
        print(f"{engine.name:8}  the peers are left out: `make bench-peers` installs and measures them, on Neo4j")
        return
    count = int(1_000 * scale)
    wipe(engine.address)
    store = Store(RemoteEngine(engine.address, engine.name))
    await migrations.apply(store)
    await LoadRunner(store, Path(mkdtemp())).run(customers.load(count, 40, 0, int(20_000 * scale)))
    await store.close()
    java = neo4j_pid()
    numbers = [Random(n).randrange(count) for n in range(_ASKED)]
    with ExitStack() as servers:
        sides = _sides(servers, engine, data_dir)
        for side in sides:
            _warm_up(side, numbers)
        for _ in range(_ROUNDS):
            for side in sides:
                _round(side, numbers, java)
    _report(sides, engine.name, figures)


def _warm_up(side: Side, numbers: Sequence[int]) -> None:
    """For plans, caches of documents, compiled code, and answers that are kept from the third on, two seconds later."""
    for _ in range(4):
        _read(side, numbers)
        time.sleep(0.6)


def _sides(servers: ExitStack, engine: Engine, data_dir: Path) -> list[Side]:
    def ours(name: str, **settings: str) -> Side:
        served = server(engine, data_dir / "store", PROFILE_ALLOWANCE="0", **settings)
        port, process = servers.enter_context(served)
        return Side(name, port, process.pid, OURS, "profileBy")

    address = [engine.address.uri, engine.address.password]
    yoga = ["node", str(INSTALLED / "yoga.mjs"), *address]
    plain = [sys.executable, "-m", "tests.bench.peers.plain_resolvers", *address]
    yoga_port, yoga_pid = servers.enter_context(_peer(yoga))
    plain_port, plain_pid = servers.enter_context(_peer(plain))
    return [
        ours("ours, read anew"),
        ours("ours, kept", PROFILE_ANSWERS_MB="8"),
        Side("@neo4j/graphql, tuned", yoga_port, yoga_pid, TUNED, "profileByKey"),
        Side("@neo4j/graphql, generated", yoga_port, yoga_pid, GENERATED, "profiles", _GENERATED_ASKED),
        Side("strawberry, plain resolvers", plain_port, plain_pid, PLAIN, "profile"),
    ]


@contextmanager
def _peer(command: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The port and the process of a peer, which is ready."""
    port = free_port()
    with subprocess.Popen([*command, str(port)], stdout=subprocess.PIPE) as process:
        assert process.stdout
        try:
            if b"Serving" not in process.stdout.readline():
                raise RuntimeError(f"{command[0]} did not start")
            yield port, process.pid
        finally:
            process.terminate()


def neo4j_pid() -> int:
    """The process of the engine that this one started."""
    return next(each.pid for each in psutil.Process().children(recursive=True) if each.name() == "java")


def _round(side: Side, numbers: Sequence[int], engine_pid: int) -> None:
    asked = numbers[: side.asked]
    before = _cpu(side.pid), _cpu(engine_pid)
    side.seconds += _read(side, asked)
    spent = [
        1e3 * (after - b) / len(asked) for after, b in zip((_cpu(side.pid), _cpu(engine_pid)), before, strict=True)
    ]
    side.costs.append((spent[0], spent[1]))
    with ThreadPoolExecutor(_CLIENTS) as pool:
        start = time.perf_counter()
        taken = list(pool.map(lambda n: _read(side, [*asked[n:], *asked[:n]]), range(_CLIENTS)))
        side.rates.append(sum(map(len, taken)) / (time.perf_counter() - start))


def _read(side: Side, numbers: Sequence[int]) -> list[float]:
    """Seconds of each read, over one connection."""
    connection, seconds = http.client.HTTPConnection("127.0.0.1", side.port), []
    connection.connect()
    for number in numbers:
        body = side.body(number)
        # Who sends head and body of an answer apart would wait 40 ms for the system to acknowledge the first.
        connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
        start = time.perf_counter()
        connection.request("POST", "/graphql", body, {"content-type": "application/json"})
        text = connection.getresponse().read()
        seconds.append(time.perf_counter() - start)
        answer: dict[str, Any] = json.loads(text)
        assert answer.get("data", {}).get(side.root), text[:500]
        side.bytes = len(text)
    connection.close()
    return seconds


def _cpu(pid: int) -> float:
    times = psutil.Process(pid).cpu_times()
    return float(times.user + times.system)


def _report(sides: Sequence[Side], engine: str, figures: Figures) -> None:
    """Each beside the tuned peer."""
    floors: dict[str, float] = {}
    for side in sorted(sides, key=lambda each: not each.name.endswith("tuned")):
        measured = {
            "p50": (1e3 * median(side.seconds), "ms"),
            "8 clients": (median(side.rates), "req/s"),
            "CPU of the process": (median(ours for ours, _ in side.costs), "ms"),
            "CPU of the engine": (median(engines for _, engines in side.costs), "ms"),
            "answer": (side.bytes, "bytes"),
        }
        for what, (value, unit) in measured.items():
            figures.add(f"full read, {side.name}, {what}", engine, value, unit, floors.get(what))
        floors = floors or {what: value for what, (value, _) in measured.items()}
