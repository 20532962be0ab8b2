"""Eight dear questions at once, of one role after the other, beside somebody who asks for one customer at a time: what
they wait more than without, what becomes of the dear questions, and how much memory the server keeps."""

import http.client
import json
import multiprocessing
import re
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.synchronize import Event
from pathlib import Path
from statistics import quantiles
from typing import Any

from profile_service.service.access.key_secret import KeySecretPlace
from profile_service.service.access.keys import AccessKeys, NewKey
from profile_service.service.declared.access import declared_access
from profile_service.store.engine.engines import RemoteEngine
from profile_service.store.engine.store import Store
from tests.bench.asking import server
from tests.bench.callers import load_people
from tests.bench.figures import Figures
from tests.bench.loading import Engine
from tests.rig.graph import run, wipe

ROLES = tuple(declared_access().roles)
_AT_ONCE = 8
_SECONDS = 12.0
_PAUSE_SECONDS = 0.02
_SPAWN = multiprocessing.get_context("spawn")
_RSS = re.compile(r"^VmRSS:\s+(\d+) kB$", re.MULTILINE)
_MARTHA = 'profileBy(identifier: {type: "email", value: "martha.kowalczyk@example.com"})'
_PLAIN = json.dumps({"query": f"{{ {_MARTHA} {{ id name {{ value }} records {{ key }} }} }}"})
_EVENT = "key kind channel occurredAt details record { key attributes { name value } identifiers { type value } }"
_ALL_OF_ONE = f"""
fragment all on Profile {{
  id attributes {{ name value conflicting {{ value }} }} identifiers {{ type value }} consents {{ purpose }}
  records {{ key attributes {{ name value }} }} summary {{ events }} timeline(first: 10) {{ nodes {{ {_EVENT} }} }}
  context {{
    openThreads {{ reason evidence }} recentContacts(first: 10) {{ key reason }} orders(first: 10) {{ key reason }}
    value {{ reason }} products {{ bought {{ key }} recommended {{ key }} }} nextActions {{ name reason }}
  }}
}}"""
_SEARCH = '{ searchProfiles(text: "ma", first: 60) { nodes { ...all } } }' + _ALL_OF_ONE
_MANY = "query ($ids: [ID!]!) { profiles(ids: $ids) { profile { ...all } } }" + _ALL_OF_ONE
_RUNS = " ".join(f"a{n}: loadRuns(first: 100) {{ nodes {{ id loader state files read }} }}" for n in range(15))
_QUESTIONS = {"loader": f"{{ {_RUNS} }}", "service": _MANY}
"""Those of roles that may not search; others ask _SEARCH."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A server: its `port` and process, the token of who asks `plain` questions, those of each role, and ids of
    customers."""

    port: int
    pid: int
    plain: str
    tokens: dict[str, str]
    ids: list[str]


@dataclass(slots=True)
class Dear:
    """How the dear questions of one role ended: status → how often; `seconds` of each."""

    statuses: Counter[int] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)


async def measure(engine: Engine, data_dir: Path, _: float, figures: Figures) -> None:
    wipe(engine.address)
    store = Store(RemoteEngine(engine.address, engine.name))
    await load_people(store, data_dir / "demo")
    keys = AccessKeys(store, KeySecretPlace("", data_dir / "store"), declared_access())
    tokens = {role: (await keys.create(NewKey(f"dear {role}", role, (), 1, "bench")))[1].text for role in ROLES}
    plain = (await keys.create(NewKey("bystander", "agent", (), 1, "bench")))[1].text
    await store.close()
    ids = [str(id) for (id,) in run(engine.address, "MATCH (p:Profile) RETURN p.id ORDER BY p.id LIMIT 60")]
    with server(engine, data_dir / "store") as (port, process):
        compare(Asked(port, process.pid, plain, tokens, ids), engine.name, figures)


def compare(asked: Asked, engine: str, figures: Figures) -> None:
    """Before and after the dear questions of each role nobody is beside, so that what slows the machine slows both. A
    first round, of which nothing is kept, is for engines that compile what they run often."""
    bodies = {
        role: json.dumps({"query": _QUESTIONS.get(role, _SEARCH), "variables": {"ids": asked.ids}})
        for role in asked.tokens
    }
    for role, token in asked.tokens.items():
        with _dear(asked.port, token, bodies[role]):
            _waits(asked.port, asked.plain, _SECONDS / 4)
    before = _megabytes(asked.pid)
    for role, token in asked.tokens.items():
        body = bodies[role]
        alone = _waits(asked.port, asked.plain, _SECONDS / 2)
        with _dear(asked.port, token, body) as dear:
            beside = _p99(_waits(asked.port, asked.plain, _SECONDS))
        normal = _p99([*alone, *_waits(asked.port, asked.plain, _SECONDS / 2)])
        name = f"one customer by e-mail beside {_AT_ONCE} dear questions of a {role}, p99 (floor: nobody beside)"
        figures.add(name, engine, beside, "ms", normal)
        answered = ", ".join(f"{count} times {status}" for status, count in sorted(dear.statuses.items()))
        slowest = max(dear.seconds, default=0.0)
        figures.add(f"dear questions of a {role} ({answered}), slowest", engine, slowest, "s")
    figures.add("memory of the server after them (floor: before)", engine, _megabytes(asked.pid), "MB", before)


@contextmanager
def _dear(port: int, token: str, body: str) -> Iterator[Dear]:
    """Within the block, eight at once ask the dear question again and again, from a process of their own: they do not
    hold up who measures. How their questions ended is known after it."""
    dear, over, begun, ended = Dear(), _SPAWN.Event(), _SPAWN.Event(), _SPAWN.Queue()
    process = _SPAWN.Process(target=_ask_all, args=(port, token, body, (over, begun), ended))
    process.start()
    begun.wait()
    yield dear
    over.set()
    for statuses, seconds in (ended.get() for _ in range(_AT_ONCE)):
        dear.statuses += statuses
        dear.seconds += seconds
    process.join()


def _ask_all(
    port: int, token: str, body: str, events: tuple[Event, Event], ended: "multiprocessing.Queue[Any]"
) -> None:
    over, begun = events

    def ask() -> None:
        connection, asked = http.client.HTTPConnection("127.0.0.1", port), Dear()
        while not over.is_set():
            start = time.perf_counter()
            asked.statuses[_asked(connection, token, body)] += 1
            asked.seconds.append(time.perf_counter() - start)
            time.sleep(_PAUSE_SECONDS)
        connection.close()
        ended.put((asked.statuses, asked.seconds))

    threads = [threading.Thread(target=ask) for _ in range(_AT_ONCE)]
    for thread in threads:
        thread.start()
    begun.set()
    for thread in threads:
        thread.join()


def _waits(port: int, token: str, seconds: float) -> list[float]:
    """Milliseconds of each plain question that is asked within so many seconds."""
    connection, waits = http.client.HTTPConnection("127.0.0.1", port), []
    end = time.perf_counter() + seconds
    while (start := time.perf_counter()) < end:
        status = _asked(connection, token, _PLAIN)
        assert status == 200, status
        waits.append(1e3 * (time.perf_counter() - start))
        time.sleep(_PAUSE_SECONDS)
    connection.close()
    return waits


def _asked(connection: http.client.HTTPConnection, token: str, body: str) -> int:
    headers = {"content-type": "application/json", "authorization": f"Bearer {token}"}
    connection.request("POST", "/graphql", body, headers)
    answer = connection.getresponse()
    answer.read()
    return answer.status


def _p99(waits: list[float]) -> float:
    return quantiles(waits, n=100)[98]


def _megabytes(pid: int) -> float:
    mark = _RSS.search(Path(f"/proc/{pid}/status").read_text())
    assert mark
    return int(mark[1]) / 1024
