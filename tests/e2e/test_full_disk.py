"""The disk of the embedded store is full while something is written: it is said, and the same command goes on later."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.rig.browsers import FROM_HERE
from tests.rig.exports import contacts
from tests.rig.in_process import run_here
from tests.rig.served import served

_SIZE, _FREE_BYTES = "96m", 1024**2
_RECORD = "mutation($input: RecordInteractionInput!) { recordInteraction(input: $input) { event } }"

pytestmark = [
    pytest.mark.thorough,
    pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="a small disk is mounted, which root may"),
]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={_SIZE}", "tmpfs", disk], check=False)
    if mounted.returncode:
        pytest.skip("no disk may be mounted here")
    yield disk
    subprocess.run(["umount", "--lazy", disk], check=True)


def _fill(disk: Path) -> Path:
    """A file that leaves hardly any room."""
    ballast = disk / "ballast"
    ballast.write_bytes(b"x" * (shutil.disk_usage(disk).free - _FREE_BYTES))
    return ballast


def _wait_until_degraded(client: httpx.Client) -> None:
    """The server looks each second."""
    end = time.monotonic() + 5
    while (seen := client.get("/readyz")).json()["status"] != "degraded":
        assert (seen.status_code, time.monotonic() < end) == (200, True), seen.text
        time.sleep(0.1)
    assert seen.status_code == 200


def test_full_disk_is_said_and_the_same_command_goes_on_later(small_disk: Path, tmp_path: Path) -> None:
    environment = {"PROFILE_DATA_DIR": str(small_disk / "data"), "PROFILE_BATCH_ROWS": "200"}
    few, many = tmp_path / "few.csv", tmp_path / "many.csv"
    contacts(few, range(20))
    rows = contacts(many, range(20, 6_020))
    assert run_here(["load", "salesforce-contacts", str(few)], environment)[0] == 0

    with served(environment, "127.0.0.1") as (url, _), httpx.Client(base_url=url, timeout=60) as client:
        search = {"query": '{ searchProfiles(text: "Person7") { nodes { id } } }'}
        (hit,) = client.post("/graphql", json=search).json()["data"]["searchProfiles"]["nodes"]
        ballast = _fill(small_disk)
        code, _, said = run_here(["load", "salesforce-contacts", str(many)], environment)
        assert (code, "the disk of the store is full" in said, said.count("Traceback")) == (2, True, 0), said
        noted = {"profile": hit["id"], "kind": "note", "text": "x" * 9_000, "actor": "ada"}
        asked = {"query": _RECORD, "variables": {"input": noted}}
        while (refused := client.post("/graphql", json=asked, headers=FROM_HERE)).status_code == 200:
            assert "errors" not in refused.json(), refused.text
        assert (refused.status_code, "disk of the store is full" in refused.text) == (503, True), refused.text
        _wait_until_degraded(client)
        assert hit in client.post("/graphql", json=search).json()["data"]["searchProfiles"]["nodes"], "reads go on"
        ballast.unlink()
        code, _, said = run_here(["load", "salesforce-contacts", str(many)], environment)
        assert (code, "Going on with run" in said) == (0, True), said
        assert client.post("/graphql", json=asked, headers=FROM_HERE).status_code == 200
        counted = client.post("/graphql", json={"query": "{ loadRuns(first: 1) { nodes { state read loaded } } }"})
    assert counted.json()["data"]["loadRuns"]["nodes"] == [{"state": "finished", "read": rows, "loaded": rows}]
