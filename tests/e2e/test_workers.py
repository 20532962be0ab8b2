"""`serve --workers 3`: what counts over all workers, and one that is killed."""

import os
import re
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import psutil
import pytest

from tests.rig.browsers import FROM_HERE
from tests.rig.exports import contacts
from tests.rig.in_process import run_here
from tests.rig.served import Served, served_process

pytestmark = pytest.mark.thorough

_WORKERS = 3
_PATIENCE_SECONDS = 30
_SEARCH = {"query": '{ searchProfiles(text: "Person7") { nodes { id } } }'}
_NAMES = ("ada", "ben", "cem", "dee", "eva", "fay")
_COUNTED = re.compile(r'^profile_http_requests_total\{place="/graphql",status="415"\} (\S+)$', re.MULTILINE)


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Of an embedded store with some customers."""
    folder = tmp_path_factory.mktemp("workers")
    environment = {"PROFILE_DATA_DIR": str(folder / "data")}
    contacts(folder / "few.csv", range(10))
    assert run_here(["load", "salesforce-contacts", str(folder / "few.csv")], environment)[0] == 0
    return environment


@pytest.fixture(scope="module")
def keys(environment: dict[str, str]) -> dict[str, str]:
    """The key of each name."""
    made = {}
    for name in _NAMES:
        code, out, _ = run_here(["keys", "create", name, "--role", "agent", "--json"], environment)
        assert code == 0
        made[name] = re.search(r"psk_\w{12}_[\w-]{43}", out)[0]  # type: ignore[index]  # it stands there
    return made


@pytest.fixture(scope="module")
def server(environment: dict[str, str], keys: dict[str, str]) -> Iterator[Served]:
    settings = {**environment, "PROFILE_ALLOWANCE": "12000"}
    with served_process(settings, "127.0.0.1", options=["--workers", str(_WORKERS)]) as server:
        yield server


def _workers(server: Served) -> list[psutil.Process]:
    return psutil.Process(server.process.pid).children()


def _client(server: Served, keys: dict[str, str], name: str) -> httpx.Client:
    """With connections of its own, and so perhaps at another worker."""
    headers = {"authorization": f"Bearer {keys[name]}"}
    return httpx.Client(base_url=server.url, headers=headers, timeout=_PATIENCE_SECONDS)


def _until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + _PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)


def _refused(server: Served) -> int:
    """Requests at `/graphql` that are no JSON, of which only one test asks: what another test asked may be counted
    a moment later."""
    counted = _COUNTED.search(httpx.get(f"{server.url}/metrics").text)
    return int(float(counted[1])) if counted else 0


def test_connections_are_shared_and_everybody_is_seen(server: Served, keys: dict[str, str]) -> None:
    """Six open pages, two at each worker; each is told of the five others."""
    with ExitStack() as open_pages:
        clients = [open_pages.enter_context(_client(server, keys, name)) for name in _NAMES]
        (hit,) = clients[0].post("/graphql", json=_SEARCH).json()["data"]["searchProfiles"]["nodes"]
        streams = [
            open_pages.enter_context(client.stream("GET", f"/customer/{hit['id']}/events")).iter_lines()
            for client in clients
        ]
        for name, lines in zip(_NAMES, streams, strict=True):
            others = [other for other in _NAMES if other != name]
            said = f"data: {', '.join(others[:-1])} and {others[-1]} also look at this customer"
            assert any(line == said for line in lines), name
        port = int(server.url.rpartition(":")[2])
        at_each = [
            sum(each.laddr.port == port and each.status == psutil.CONN_ESTABLISHED for each in worker.net_connections())
            for worker in _workers(server)
        ]
        assert (len(at_each), min(at_each) >= 1, sum(at_each) >= len(_NAMES)) == (_WORKERS, True, True), at_each


def test_metrics_count_for_all_workers_and_outlive_them(server: Served, keys: dict[str, str]) -> None:
    for _ in range(12):
        with _client(server, keys, "ben") as client:
            assert client.post("/graphql", content=b"no question").status_code == 415
    _until(lambda: _refused(server) == 12)

    killed = _workers(server)[0]
    os.kill(killed.pid, signal.SIGKILL)
    _until(lambda: len(_workers(server)) == _WORKERS and killed.pid not in {each.pid for each in _workers(server)})
    for _ in range(6):
        with _client(server, keys, "ben") as client:
            assert client.get("/readyz").status_code == 200
    assert _refused(server) == 12


def test_allowance_is_one_for_all_workers(server: Served, keys: dict[str, str]) -> None:
    """A thousand of cost at once, 200 a second: a search costs 120 and more."""
    statuses: Counter[int] = Counter()
    for _ in range(40):
        with _client(server, keys, "cem") as client:
            statuses[client.post("/graphql", json=_SEARCH).status_code] += 1
    assert statuses[429] > 0
    assert statuses[200] + statuses[429] == 40


def test_revoked_key_is_refused_by_all_workers(
    server: Served, keys: dict[str, str], environment: dict[str, str], tmp_path: Path
) -> None:
    token = keys["dee"]
    assert run_here(["keys", "revoke", token.split("_")[1]], environment)[0] == 0
    time_revoked = time.monotonic()

    def refused() -> bool:
        with _client(server, keys, "dee") as client:
            return client.post("/graphql", json={"query": "{ views { name } }"}).status_code == 401

    _until(lambda: time.monotonic() - time_revoked > 2.5)
    assert all(refused() for _ in range(3 * _WORKERS))


def test_link_logs_in_once_whoever_answers(server: Served, environment: dict[str, str]) -> None:
    code, out, err = run_here(["users", "link", "--role", "agent"], environment)
    assert code == 0, err
    link = re.search(r"/login/link\?token=\S+", out + err)
    assert link
    statuses = [httpx.get(f"{server.url}{link[0]}", headers=FROM_HERE).status_code for _ in range(6)]
    assert Counter(statuses) == {303: 1, 401: 5}
