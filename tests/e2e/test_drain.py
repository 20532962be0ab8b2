"""SIGTERM: what is under way is finished, who comes is told to go elsewhere, and the end comes within a bound."""

import fcntl
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.rig.browsers import FROM_HERE
from tests.rig.exports import contacts
from tests.rig.in_process import run_here
from tests.rig.served import Served, served_process

pytestmark = pytest.mark.thorough

_END_SECONDS = 12
_SEARCH = {"query": '{ searchProfiles(text: "Person7") { nodes { id } } }'}
_LOCK = 'mutation($id: ID!) { lockProfile(input: {profile: $id, reason: "fraud"}) { decision } }'


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Of an embedded store with some customers."""
    environment = {"PROFILE_DATA_DIR": str(tmp_path / "data")}
    contacts(tmp_path / "few.csv", range(10))
    assert run_here(["load", "salesforce-contacts", str(tmp_path / "few.csv")], environment)[0] == 0
    return environment


@contextmanager
def _held_write_lock(environment: dict[str, str]) -> Iterator[int]:
    """Another writer is at work, as far as the server can tell; `os.close` ends that."""
    lock = os.open(Path(environment["PROFILE_DATA_DIR"]) / "write.lock", os.O_RDWR)
    fcntl.flock(lock, fcntl.LOCK_EX)
    yield lock


@contextmanager
def _change_under_way(
    server: Served, environment: dict[str, str]
) -> Iterator[tuple[int, "Future[httpx.Response]", str]]:
    """The lock that keeps the change waiting, its answer to come, and the id of its customer."""
    with httpx.Client(base_url=server.url, timeout=60) as client, ThreadPoolExecutor(1) as pool:
        (hit,) = client.post("/graphql", json=_SEARCH).json()["data"]["searchProfiles"]["nodes"]
        asked = {"query": _LOCK, "variables": {"id": hit["id"]}}
        with _held_write_lock(environment) as lock:
            answer = pool.submit(client.post, "/graphql", json=asked, headers=FROM_HERE)
            _wait_until_asked(server)
            yield lock, answer, hit["id"]


def _wait_until_asked(server: Served) -> None:
    """Return once the server waits for the lock, which the kernel lists."""
    inode = 0
    end = time.monotonic() + _END_SECONDS
    while f" {server.process.pid} " not in _waiting_locks():
        assert time.monotonic() < end, inode
        time.sleep(0.02)


def _waiting_locks() -> str:
    return "\n".join(line for line in Path("/proc/locks").read_text().splitlines() if "->" in line)


def _ended(process: "subprocess.Popen[str]") -> tuple[int, float]:
    """Exit code, and the seconds until then."""
    start = time.monotonic()
    return process.wait(_END_SECONDS), time.monotonic() - start


def test_requests_under_way_are_finished_and_new_ones_refused(environment: dict[str, str]) -> None:
    with (
        served_process(environment, "127.0.0.1") as server,
        _change_under_way(server, environment) as (lock, answer, id),
        httpx.Client(base_url=server.url, timeout=20) as client,
        client.stream("GET", f"/customer/{id}/events") as stream,
    ):
        lines = stream.iter_lines()
        assert next(lines) == "retry: 3000"
        server.process.send_signal(signal.SIGTERM)
        assert "over" not in "".join(lines), "a page that comes again finds another server"

        refused = httpx.post(f"{server.url}/graphql", json=_SEARCH)
        ready, alive = httpx.get(f"{server.url}/readyz"), httpx.get(f"{server.url}/healthz")
        assert (refused.status_code, refused.json()["errors"][0]["extensions"]["code"]) == (503, "ENDING")
        assert (refused.headers["connection"], refused.headers["retry-after"]) == ("close", "2")
        assert (ready.status_code, ready.json()["reason"]) == (503, "the server is about to end")
        assert alive.status_code == 200
        os.close(lock)
        finished = answer.result()
        assert (finished.status_code, "errors" in finished.json()) == (200, False), finished.text
        assert finished.headers["connection"] == "close"
        code, seconds = _ended(server.process)
        assert (code, seconds < 3) == (0, True)


def test_what_takes_too_long_is_told_so(environment: dict[str, str]) -> None:
    with (
        served_process(environment, "127.0.0.1") as server,
        _change_under_way(server, environment) as (lock, answer, _),
    ):
        server.process.send_signal(signal.SIGTERM)
        cut_off = answer.result()
        assert (cut_off.status_code, cut_off.json()["errors"][0]["extensions"]["code"]) == (503, "ENDING")
        code, _ = _ended(server.process)
        assert code == 0
        os.close(lock)


def test_second_signal_ends_at_once(environment: dict[str, str]) -> None:
    with (
        served_process(environment, "127.0.0.1") as server,
        _change_under_way(server, environment) as (lock, answer, _),
    ):
        server.process.send_signal(signal.SIGTERM)
        while httpx.get(f"{server.url}/readyz").status_code != 503:
            time.sleep(0.02)
        server.process.send_signal(signal.SIGTERM)
        code, seconds = _ended(server.process)
        assert (code, seconds < 2) == (128 + signal.SIGTERM, True)
        with pytest.raises(httpx.TransportError):
            answer.result()
        os.close(lock)
