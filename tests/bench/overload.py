"""Three times as many questions as are sustained: what becomes of them, of health checks beside them and of memory, and
how the server is five seconds later. Beside eight clients who each wait for their answer before they ask again."""

import http.client
import json
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from statistics import quantiles

import psutil

from profile_service.service.access.key_secret import KeySecretPlace
from profile_service.service.access.keys import AccessKeys, NewKey
from profile_service.service.declared.access import declared_access
from profile_service.store.engine.engines import RemoteEngine
from profile_service.store.engine.store import Store
from tests.bench.asking import server
from tests.bench.callers import load_people
from tests.bench.figures import Figures
from tests.bench.loading import Engine
from tests.bench.open_loop import Ended, Sending, sent
from tests.bench.reading import FULL
from tests.rig.graph import run, wipe

_CALLERS = 8
_CLOSED_SECONDS = 6.0
_NORMAL_SECONDS = 10.0
_OVER_SECONDS = 20.0
_TIMES = 3
_PAUSE_SECONDS = 0.25
_QUIET_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Target:
    port: int
    pid: int
    bodies: list[str]
    tokens: list[str]

    def send(self, rate: float, seconds: float) -> list[Ended]:
        return sent(Sending(self.port, rate, seconds, self.bodies, self.tokens))

    def megabytes(self) -> float:
        """Of the process and its workers."""
        process = psutil.Process(self.pid)
        return sum(each.memory_info().rss for each in (process, *process.children(recursive=True))) / 1024**2


@dataclass(slots=True)
class Health:
    """The seconds that each health check took, and the statuses of their answers."""

    seconds: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was measured, in seconds and megabytes."""

    sustained: float
    normal: list[Ended]
    over: list[Ended]
    after: list[Ended]
    health: Health
    memory: tuple[float, float]

    @property
    def statuses(self) -> Counter[int]:
        return Counter(each.status for each in self.over)


async def measure(engine: Engine, data_dir: Path, scale: float, figures: Figures) -> None:
    emails, tokens = await prepared(engine, data_dir)
    bodies = [json.dumps({"query": FULL, "variables": {"email": email}}) for email in emails]
    with server(engine, data_dir / "store", PROFILE_ALLOWANCE="0") as (port, process):
        outcome = overloaded(Target(port, process.pid, bodies, tokens), scale)
    name, normal = engine.name, p99(outcome.normal)
    counts = ", ".join(f"{count} times {status}" for status, count in sorted(outcome.statuses.items()))
    figures.add("sustained, 8 clients", name, outcome.sustained, "req/s")
    figures.add(f"answered at {_TIMES} times as many ({counts}; floor: sustained)", name,
                outcome.statuses[200] / (_OVER_SECONDS * scale), "req/s", outcome.sustained)  # fmt: skip
    figures.add("p99 of those (floor: of the 8 clients)", name, 1e3 * p99(outcome.over), "ms", 1e3 * normal)
    figures.add(
        "slowest refusal", name, 1e3 * max((e.seconds for e in outcome.over if e.status != 200), default=0), "ms"
    )
    figures.add("slowest health check beside them", name, 1e3 * max(outcome.health.seconds), "ms")
    figures.add(
        "p99 at half of it, five seconds later (floor: of the 8 clients)",
        name,
        1e3 * p99(outcome.after),
        "ms",
        1e3 * normal,
    )
    figures.add("memory of the server after them (floor: before)", name, outcome.memory[1], "MB", outcome.memory[0])


def overloaded(target: Target, scale: float) -> Outcome:
    """Ask as eight clients do, at three times that, and, after a pause, at half of it."""
    rate, normal = sustained(target, _CLOSED_SECONDS * scale)
    before = target.megabytes()
    with _health(target.port) as health:
        over = target.send(rate * _TIMES, _OVER_SECONDS * scale)
    after_memory = target.megabytes()
    time.sleep(_QUIET_SECONDS)
    after = target.send(rate / 2, _NORMAL_SECONDS * scale)
    return Outcome(rate, normal, over, after, health, (before, after_memory))


def p99(ended: Sequence[Ended]) -> float:
    """Seconds, of those that were answered."""
    return quantiles([each.seconds for each in ended if each.status == 200], n=100)[98]


async def prepared(engine: Engine, data_dir: Path) -> tuple[list[str], list[str]]:
    """E-mail addresses of customers, and keys of several callers."""
    wipe(engine.address)
    store = Store(RemoteEngine(engine.address, engine.name))
    await load_people(store, data_dir / "demo")
    keys = AccessKeys(store, KeySecretPlace("", data_dir / "store"), declared_access())
    made = [await keys.create(NewKey(f"caller {number}", "agent", (), 1, "bench")) for number in range(_CALLERS)]
    await store.close()
    emails = run(engine.address, "MATCH (i:Identifier {type: 'email'})<-[:HAS]-(:SourceRecord) "
                 "RETURN DISTINCT i.value AS value ORDER BY value LIMIT 50")  # fmt: skip
    return [str(value) for (value,) in emails], [token.text for _, token in made]


def sustained(target: Target, seconds: float) -> tuple[float, list[Ended]]:
    """Questions a second that are answered where each client waits for its answer before it asks again, and how each
    ended."""

    def ask(number: int) -> list[Ended]:
        connection, ended = http.client.HTTPConnection("127.0.0.1", target.port), list[Ended]()
        headers = {"content-type": "application/json", "authorization": f"Bearer {target.tokens[number]}"}
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            start, body = time.perf_counter(), target.bodies[(number * 7 + len(ended)) % len(target.bodies)]
            connection.request("POST", "/graphql", body, headers)
            answer = connection.getresponse()
            text = answer.read()
            assert answer.status == 200, text[:300]
            ended.append(Ended(answer.status, time.perf_counter() - start, says_when=False))
        connection.close()
        return ended

    with ThreadPoolExecutor(_CALLERS) as pool:
        ended = list(chain.from_iterable(pool.map(ask, range(_CALLERS))))
    return len(ended) / seconds, ended


@contextmanager
def _health(port: int) -> Iterator[Health]:
    """Within the block, health is checked four times a second, over new connections."""
    over, health = threading.Event(), Health()

    def check() -> None:
        while not over.wait(_PAUSE_SECONDS):
            for path in ("/healthz", "/readyz"):
                start = time.perf_counter()
                connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
                connection.request("GET", path)
                answer = connection.getresponse()
                answer.read()
                connection.close()
                health.seconds.append(time.perf_counter() - start)
                health.statuses[answer.status] += 1

    thread = threading.Thread(target=check)
    thread.start()
    yield health
    over.set()
    thread.join()
