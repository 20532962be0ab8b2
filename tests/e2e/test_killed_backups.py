"""A backup or a restore that is killed: what it leaves is taken for nothing whole, and can be done again."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from loaders.discovery.prepare import prepare
from loaders.registry import loader
from profile_service.service.ingestion.load import LoadRunner
from profile_service.store.engine.store import Store
from profile_service.store.places.address import Address
from tests.rig.exports import contacts
from tests.rig.graph import run
from tests.rig.restored import elsewhere
from tests.rig.served import served
from tests.rig.servers import free_port
from tests.rig.terminal import Terminal, ended, wait_until
from tests.rig.whole_graph import whole_graph

pytestmark = [pytest.mark.anyio, pytest.mark.thorough]
_PEOPLE = 2_500
_SMALL = 64 * 1024
_MARK = "MATCH (mark:Lock {name: 'restore'}) RETURN mark.part, mark.line"
_BEING_RESTORED = "a backup is being restored into this store, or its restore was broken off"


@pytest.fixture
async def people(store: Store, tmp_path: Path) -> None:
    """So many that a copy of them has a middle."""
    contacts(tmp_path / "people.csv", range(_PEOPLE))
    runner = LoadRunner(store, tmp_path / "loads")
    await runner.run(prepare(loader("salesforce-contacts"), [tmp_path / "people.csv"]))


def _killed(terminal: Terminal, when: Callable[[], bool], *command: str | Path) -> None:
    """Run the command, and kill it with SIGKILL when the condition holds."""
    process = terminal.start(*command)
    wait_until(when, process)
    process.kill()
    assert ended(process).code == -signal.SIGKILL, "it was over before it could be killed"


@pytest.mark.usefixtures("people")
async def test_killed_backup_is_none_and_writers_go_on(terminal: Terminal, tmp_path: Path) -> None:
    backup, late = tmp_path / "backup", tmp_path / "late.csv"
    _killed(terminal, lambda: any(backup.glob("nodes-*")), "store", "backup", backup)

    verified = terminal.run("store", "verify", backup)
    refused = terminal.run("store", "restore", backup)
    contacts(late, range(_PEOPLE, _PEOPLE + 5))
    written = terminal.run("load", "salesforce-contacts", late)
    again = terminal.run("store", "backup", backup)

    sentence = f"{backup} is no backup, or one that was not finished: manifest.json cannot be read"
    assert (verified.code, refused.code) == (2, 2)
    assert verified.err == refused.err == f"profile-service: {sentence}\n"
    assert (written.code, again.code) == (0, 0), written.err + again.err
    assert terminal.run("store", "verify", backup).code == 0


@pytest.mark.usefixtures("people")
async def test_killed_restore_serves_nobody_and_goes_on(terminal: Terminal, tmp_path: Path) -> None:
    backup = tmp_path / "backup"
    assert terminal.run("store", "backup", backup).code == 0
    before = whole_graph(terminal.address)

    with elsewhere(terminal, tmp_path / "elsewhere") as place:
        _killed(place, lambda: _has_begun(place.address), "store", "restore", backup)
        (position,) = run(place.address, _MARK)
        for command in (["status"], ["load", "salesforce-contacts", tmp_path / "people.csv"], ["store", "verify"]):
            refused = place.run(*command)
            assert (refused.code, _BEING_RESTORED in refused.err) == (2, True), refused
        assert _refused_to_serve(place) == (2, True)
        assert run(place.address, _MARK) == [position]
        resumed = place.run("store", "restore", backup, "--json")
        assert (resumed.code, '"resumed":true' in resumed.out) == (0, True), resumed.err
        assert whole_graph(place.address) == before
        assert place.run("status").code == 0


def _has_begun(address: Address) -> bool:
    return any(part > 0 or line > 0 for part, line in run(address, _MARK))


def _refused_to_serve(place: Terminal) -> tuple[int, bool]:
    """The exit code of `serve`, and whether it says why, in a sentence."""
    command = [sys.executable, "-m", "profile_service.cli", "serve", "--port", str(free_port())]
    served_not = subprocess.run(
        command, env=dict(place.environment), capture_output=True, text=True, timeout=120, check=False
    )
    return served_not.returncode, _BEING_RESTORED in served_not.stderr and "Traceback" not in served_not.stderr


@pytest.mark.parametrize("address", ["embedded"], indirect=True)
async def test_server_is_not_ready_while_its_store_is_restored(store: Store, terminal: Terminal) -> None:
    """One that was started before, on a store in which nothing was ever loaded."""
    quiet = {**terminal.environment, "PROFILE_LOG_LEVEL": "error"}  # asked so often, refusals would fill the pipe
    with served(quiet, "127.0.0.1") as (url, _), httpx.Client(base_url=url, timeout=30) as client:
        _serves_until_it_is_marked(client, terminal.address)


def _serves_until_it_is_marked(client: httpx.Client, address: Address) -> None:
    assert client.get("/readyz").status_code == 200
    run(address, "CREATE (:Lock {name: 'restore', backup: 'b1', part: 0, line: 0})")
    while (answer := client.get("/readyz")).status_code == 200:
        assert answer.json()["status"] == "ready"
    assert (answer.status_code, _BEING_RESTORED in answer.json()["reason"]) == (503, True)
    asked = client.post("/graphql", json={"query": "{ store { id } }"})
    assert (asked.status_code, _BEING_RESTORED in asked.text) == (503, True)
    run(address, "MATCH (mark:Lock {name: 'restore'}) DELETE mark")
    while client.get("/readyz").status_code != 200:
        assert client.get("/healthz").status_code == 200
    assert client.post("/graphql", json={"query": "{ store { id } }"}).status_code == 200


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={_SMALL}", "tmpfs", disk], check=False)
    if mounted.returncode:
        pytest.skip("no disk may be mounted here")
    yield disk
    subprocess.run(["umount", "--lazy", disk], check=True)


@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="a small disk is mounted, which root may")
@pytest.mark.parametrize("address", ["embedded"], indirect=True)
@pytest.mark.usefixtures("people")
async def test_full_disk_is_said_and_leaves_room(terminal: Terminal, tmp_path: Path, small_disk: Path) -> None:
    made = terminal.run("store", "backup", small_disk / "backup")

    reason = f"the backup could not be written to {small_disk}/backup: No space left on device; begin again"
    assert (made.code, made.err.splitlines()[1:]) == (2, [f"profile-service: {reason}"])
    assert list((small_disk / "backup").iterdir()) == []
    assert shutil.disk_usage(small_disk).free == _SMALL
    elsewhere = terminal.run("store", "backup", tmp_path / "backup")
    assert elsewhere.code == 0, elsewhere.err
