"""A server that is killed while it looks into a file: the command that reads it ends, and the file goes."""

import os
import select
import sys
import threading
import time
from pathlib import Path

import httpx
import pytest

from tests.rig.browsers import FROM_HERE
from tests.rig.served import served, served_process

_LARGE = b"Member No,E-mail,Joined,Said\n" + b"".join(
    b"%d,ann%d@shop.org,2026-01-02,the lamp arrived broken and nobody answered\n" % (n, n) for n in range(240_000)
)
_SECONDS = 30.0
_ENDS_SECONDS = 5.0

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are found under /proc")


def _trial_of(folder: Path) -> int:
    """The process that looks into a file of the folder; waits until there is one."""
    end = time.monotonic() + _SECONDS
    while time.monotonic() < end:
        for process in Path("/proc").glob("[0-9]*"):
            try:
                arguments = (process / "cmdline").read_bytes()
            except OSError:
                continue
            if b"trial_process" in arguments and bytes(folder) in arguments:
                return int(process.name)
        time.sleep(0.01)
    raise AssertionError("no file is being looked into")


def _send(url: str) -> None:
    with pytest.raises(httpx.HTTPError):  # the server is killed
        httpx.post(f"{url}/operations/inspect", files={"file": ("members.csv", _LARGE)}, headers=FROM_HERE, timeout=60)


@pytest.mark.thorough
def test_command_ends_with_its_server_and_its_file_goes_at_the_next_start(tmp_path: Path) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    environment = {"PROFILE_DATA_DIR": str(tmp_path / "data"), "TMPDIR": str(folder)}
    with served_process(environment, "127.0.0.1") as server:
        sending = threading.Thread(target=_send, args=(server.url,))
        sending.start()
        trial = _trial_of(folder)
        handle = os.pidfd_open(trial)
        (left,) = folder.glob("profile-service-trial-*/members.csv")
        server.process.kill()
        assert select.select([handle], [], [], _ENDS_SECONDS)[0], "the command goes on without its server"
        os.close(handle)
        sending.join()
    assert left.exists()
    with served(environment, "127.0.0.1"):
        assert list(folder.glob("profile-service-trial-*")) == []
