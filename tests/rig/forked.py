"""Commands as processes that can be killed. They are forked from one that has imported the command line: a second less.

The forking process runs tests/rig/forking_process.py.
"""

import atexit
import json
import os
import select
import signal
import socket
import struct
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from functools import cache
from typing import IO

from tests.sources import ROOT

_NUMBER = struct.Struct("i")
_CHILD = "import sys; sys.path[:] = {path!r}; from tests.rig.forking_process import main; main({fileno})"


class Process:
    """A process that runs a command once `go` is called."""

    def __init__(self, arguments: Sequence[str], environment: Mapping[str, str]) -> None:
        self._out, self._err = tempfile.TemporaryFile(), tempfile.TemporaryFile()  # noqa: SIM115  (closed by `wait`)
        self._reports, reports = os.pipe()
        start, self._go = os.pipe()
        request = json.dumps({"arguments": list(arguments), "environment": dict(environment)}).encode()
        socket.send_fds(_requests(), [request], [start, self._out.fileno(), self._err.fileno(), reports])
        os.close(reports)
        os.close(start)
        self.pid = _read_number(self._reports)

    def go(self) -> None:
        os.write(self._go, b"!")

    def has_ended(self) -> bool:
        return bool(select.select([self._reports], [], [], 0)[0])

    def kill(self) -> None:
        """Kill it as kill -9 does."""
        os.kill(self.pid, signal.SIGKILL)

    def wait(self, seconds: float) -> tuple[int, str, str]:
        """Its exit code (negative: a signal), its output and its errors; to be called once. Raises TimeoutError."""
        if not select.select([self._reports], [], [], seconds)[0]:
            raise TimeoutError
        code = os.waitstatus_to_exitcode(_read_number(self._reports))
        os.close(self._reports)
        os.close(self._go)
        return code, _read(self._out), _read(self._err)


def _read(file: IO[bytes]) -> str:
    with file:
        file.seek(0)
        return file.read().decode()


def _read_number(descriptor: int) -> int:
    (number,) = _NUMBER.unpack(os.read(descriptor, _NUMBER.size))
    return int(number)


@cache
def _requests() -> socket.socket:
    """A socket to the forking process, which is started with the first command and ends with this process."""
    ours, theirs = socket.socketpair(type=socket.SOCK_SEQPACKET)
    command = [sys.executable, "-c", _CHILD.format(path=[str(ROOT), *sys.path], fileno=theirs.fileno())]
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL, pass_fds=[theirs.fileno()])
    theirs.close()

    def close() -> None:
        ours.close()
        process.wait()

    atexit.register(close)
    return ours
