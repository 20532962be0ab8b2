"""kill -9 of the store, the server or the loader at any moment, while all are at work: every change that was
acknowledged is there, nothing twice, and it is served again.

PROFILE_TEST_KILLS says how often; 30 is the full count.
"""

import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import TypeAlias

import httpx
import pytest

from profile_service.store.embedded.directory import Directory
from tests.rig.browsers import FROM_HERE
from tests.rig.exports import contacts
from tests.rig.in_process import run_here
from tests.rig.served import Served, served_process
from tests.rig.servers import prepare_neo4j, run_neo4j

_KILLS = int(os.environ.get("PROFILE_TEST_KILLS", "6"))
_SEED = 360
_ROWS_A_KILL = 400
_NOTES_BETWEEN = 5
_READY_SECONDS = 90
"""A bound against hanging, on a machine that does much else; docs/running.md says what was measured."""
_SEARCH = {"query": '{ searchProfiles(text: "Person7") { nodes { id } } }'}
_NOTE = "mutation($input: RecordInteractionInput!) { recordInteraction(input: $input) { event } }"
_RUNS = {"query": "{ loadRuns(first: 100) { nodes { state read loaded files } } }"}
_NOTES = """query($id: ID!, $after: String) {
  profile(id: $id) { timeline(first: 100, after: $after, kinds: ["note"]) {
    nodes { details } pageInfo { hasNextPage endCursor } } } }"""

pytestmark = [pytest.mark.thorough, pytest.mark.timeout(1_800)]


@dataclass(slots=True)
class Notes:
    """Writes notes about one customer, each under a key of its own until it is acknowledged."""

    profile: str
    url: str = ""
    acknowledged: list[str] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def write(self) -> None:
        number = 0
        while not self.over.is_set():
            text = f"note {number}"
            note = {"profile": self.profile, "kind": "note", "text": text, "idempotencyKey": f"key-{number}"}
            asked = {"query": _NOTE, "variables": {"input": note}}
            with suppress(httpx.TransportError):
                answer = httpx.post(f"{self.url}/graphql", json=asked, headers=FROM_HERE, timeout=40)
                if answer.status_code == 200 and "errors" not in answer.json():
                    self.acknowledged.append(text)
                    number += 1
                    continue
            self.over.wait(0.05)

    def wait_for_more(self, count: int) -> None:
        """Return when so many more were acknowledged."""
        wanted, end = len(self.acknowledged) + count, time.monotonic() + _READY_SECONDS
        while len(self.acknowledged) < wanted:
            assert time.monotonic() < end, "nothing can be changed again"
            time.sleep(0.05)


class _Embedded:
    """The embedded engine, which whoever needs it starts again."""

    def __init__(self, data_dir: Path) -> None:
        self._directory = Directory(data_dir)
        self.settings: dict[str, str] = {}

    def kill(self) -> None:
        if state := self._directory.state():
            with suppress(ProcessLookupError):
                os.kill(state.engine, signal.SIGKILL)


class _Neo4j:
    """A Neo4j of its own, which is started again at once, as whoever runs it would have it."""

    def __init__(self, home: Path, stack: ExitStack) -> None:
        address = prepare_neo4j(home)
        self.settings = {"PROFILE_NEO4J_URI": address.uri, "PROFILE_NEO4J_PASSWORD": address.password}
        self._home = home
        self._stack = stack
        self._process = stack.enter_context(run_neo4j(home))

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()
        self._process = self._stack.enter_context(run_neo4j(self._home))


_Engine: TypeAlias = _Embedded | _Neo4j


@pytest.fixture(params=["embedded", "neo4j"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[_Engine]:
    with ExitStack() as stack:
        yield _Embedded(tmp_path / "data") if request.param == "embedded" else _Neo4j(tmp_path / "neo4j", stack)


@pytest.fixture
def environment(engine: _Engine, tmp_path: Path) -> dict[str, str]:
    environment = {"PROFILE_DATA_DIR": str(tmp_path / "data"), "PROFILE_BATCH_ROWS": "20", **engine.settings}
    contacts(tmp_path / "few.csv", range(10))
    assert run_here(["load", "salesforce-contacts", str(tmp_path / "few.csv")], environment)[0] == 0
    return environment


class _Service:
    """A server that is started again when it was killed."""

    def __init__(self, environment: dict[str, str]) -> None:
        self._environment = environment
        self._running = ExitStack()
        self.server = self._started()

    def _started(self) -> Served:
        return self._running.enter_context(served_process(self._environment, "127.0.0.1"))

    def kill(self) -> None:
        self.server.process.kill()
        self.server.process.wait()
        self.server = self._started()

    def search(self) -> httpx.Response:
        return httpx.post(f"{self.server.url}/graphql", json=_SEARCH, timeout=20)

    def wait_ready(self) -> None:
        """Return when a customer is found again."""
        start = time.monotonic()
        while time.monotonic() - start < _READY_SECONDS:
            with suppress(httpx.TransportError):
                answer = self.search()
                if answer.status_code == 200 and answer.json()["data"]["searchProfiles"]["nodes"]:
                    return
            time.sleep(0.1)
        raise AssertionError("it was not served again")

    def close(self) -> None:
        self._running.close()


def test_kills_lose_nothing_that_was_acknowledged(engine: _Engine, environment: dict[str, str], tmp_path: Path) -> None:
    random, service = Random(_SEED), _Service(environment)
    people = tmp_path / "people.csv"
    rows = contacts(people, range(20, 20 + _ROWS_A_KILL * _KILLS))
    try:
        (hit,) = service.search().json()["data"]["searchProfiles"]["nodes"]
        notes = Notes(hit["id"], service.server.url)
        writer = threading.Thread(target=notes.write)
        writer.start()
        slowest, killed = dict[str, float](), Counter[str]()
        for number in range(_KILLS):
            what = ("engine", "server", "loader")[number % 3]
            moment = _kill(what, (engine, service), environment, people, random)
            notes.url = service.server.url
            service.wait_ready()
            slowest[what] = max(slowest.get(what, 0.0), round(time.monotonic() - moment, 1))
            notes.wait_for_more(_NOTES_BETWEEN)
            killed[what] += 1
        notes.over.set()
        writer.join()
        code, _, said = run_here(["load", "salesforce-contacts", str(people)], environment)
        assert (code, said.count("Traceback")) == (0, 0), said
        print(f"{dict(killed)}, {len(notes.acknowledged)} notes, ready again within seconds: {slowest}")
        assert killed.total() == _KILLS
        stored = Counter(_stored(service.server.url, hit["id"]))
        assert [note for note in notes.acknowledged if stored[note] != 1] == []
        assert [note for note, count in stored.items() if count > 1] == []
        runs = httpx.post(f"{service.server.url}/graphql", json=_RUNS).json()["data"]["loadRuns"]["nodes"]
        of_people = [run for run in runs if run["files"] == [str(people)]]
        # A loader that ended before its kill leaves nothing new to the next run.
        assert {(run["state"], run["read"]) for run in of_people} == {("finished", rows)}
        assert sum(run["loaded"] for run in of_people) == rows
    finally:
        service.close()


def _kill(
    what: str, parts: tuple[_Engine, _Service], environment: dict[str, str], people: Path, random: Random
) -> float:
    """While a load is under way. Returns the moment."""
    engine, service = parts
    loader = _loader(environment, people)
    time.sleep(random.uniform(0.2, 3.0))
    moment = time.monotonic()
    if what == "engine":
        engine.kill()
    elif what == "server":
        service.kill()
    loader.kill()
    loader.wait()
    return moment


def _loader(environment: dict[str, str], people: Path) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "profile_service.cli", "load", "salesforce-contacts", str(people), "--quiet"]
    return subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)


def _stored(url: str, profile: str) -> Iterator[str]:
    """The texts of all notes about the customer."""
    after: str | None = None
    while True:
        asked = {"query": _NOTES, "variables": {"id": profile, "after": after}}
        timeline = httpx.post(f"{url}/graphql", json=asked, timeout=30).json()["data"]["profile"]["timeline"]
        yield from (node["details"]["text"] for node in timeline["nodes"])
        if not timeline["pageInfo"]["hasNextPage"]:
            return
        after = timeline["pageInfo"]["endCursor"]
