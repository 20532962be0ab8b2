"""Commands as processes that can be killed, each forked from one that has imported the command line: a second spared.

The process that forks has one thread and does nothing else, so what it forks is as good as started anew.
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
from contextlib import suppress
from functools import cache
from typing import IO

from tests.sources import ROOT

_REQUEST_BYTES = 65_536
_NUMBER = struct.Struct("i")
_CHILD = "import sys; sys.path[:] = {path!r}; from tests.rig.forked import main; main({fileno})"


class Process:
    """A command: it waits for `go`."""

    def __init__(self, arguments: Sequence[str], environment: Mapping[str, str]) -> None:
        self._out, self._err = tempfile.TemporaryFile(), tempfile.TemporaryFile()  # noqa: SIM115  (closed by `wait`)
        self._status, told = os.pipe()
        waits, self._go = os.pipe()
        request = json.dumps({"arguments": list(arguments), "environment": dict(environment)}).encode()
        socket.send_fds(_forker(), [request], [waits, self._out.fileno(), self._err.fileno(), told])
        os.close(told)
        os.close(waits)
        self.pid = _number(self._status)

    def go(self) -> None:
        os.write(self._go, b"!")

    def ended(self) -> bool:
        return bool(select.select([self._status], [], [], 0)[0])

    def kill(self) -> None:
        """As kill -9 does."""
        os.kill(self.pid, signal.SIGKILL)

    def wait(self, seconds: float) -> tuple[int, str, str]:
        """Its exit code (a signal is a negative one) and what it wrote; once. Raises TimeoutError."""
        if not select.select([self._status], [], [], seconds)[0]:
            raise TimeoutError
        code = os.waitstatus_to_exitcode(_number(self._status))
        os.close(self._status)
        os.close(self._go)
        return code, _read(self._out), _read(self._err)


def _read(file: IO[bytes]) -> str:
    with file:
        file.seek(0)
        return file.read().decode()


def _number(descriptor: int) -> int:
    (number,) = _NUMBER.unpack(os.read(descriptor, _NUMBER.size))
    return int(number)


@cache
def _forker() -> socket.socket:
    ours, theirs = socket.socketpair(type=socket.SOCK_SEQPACKET)
    command = [sys.executable, "-c", _CHILD.format(path=[str(ROOT), *sys.path], fileno=theirs.fileno())]
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL, pass_fds=[theirs.fileno()])
    theirs.close()

    def close() -> None:
        ours.close()
        process.wait()

    atexit.register(close)
    return ours


def main(fileno: int) -> None:
    """The process that forks: ends when nobody can ask it any more."""
    from profile_service import cli  # noqa: F401, PLC0415  (what there is to import is imported once, here)

    requests = socket.socket(fileno=fileno)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while True:
        request, descriptors, *_ = socket.recv_fds(requests, _REQUEST_BYTES, 4)
        if not request:
            return
        if os.fork() == 0:
            requests.close()
            _watch(json.loads(request), *descriptors)
        for descriptor in descriptors:
            os.close(descriptor)


def _watch(request: Mapping[str, object], waits: int, out: int, err: int, told: int) -> None:
    """Tells the number and the end of the command's process, which it forks."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    pid = os.fork()
    if pid == 0:
        os.close(told)
        _command(request, waits, out, err)
    os.write(told, _NUMBER.pack(pid))
    _, status = os.waitpid(pid, 0)
    with suppress(BrokenPipeError):
        os.write(told, _NUMBER.pack(status))
    os._exit(0)


def _command(request: Mapping[str, object], waits: int, out: int, err: int) -> None:
    from profile_service.cli import main as command  # noqa: PLC0415

    os.dup2(out, 1)
    os.dup2(err, 2)
    os.environ.clear()
    os.environ.update(request["environment"])  # type: ignore[call-overload]
    sys.argv = ["profile-service", *request["arguments"]]  # type: ignore[misc]
    os.read(waits, 1)
    code = 1
    try:
        command()
    except SystemExit as end:
        code = int(end.code or 0)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
