"""The process that forks commands (tests/rig/forked.py): it has imported the command line once, for all of them.

It has one thread and does nothing else, so that its forks are as good as new processes.
"""

import json
import os
import signal
import socket
import struct
import sys
from contextlib import suppress
from typing import TypedDict

from profile_service.cli import main as command

_REQUEST_BYTES = 65_536
_NUMBER = struct.Struct("i")


class _Request(TypedDict):
    arguments: list[str]
    environment: dict[str, str]


def main(fileno: int) -> None:
    """Serve the requests that come on a socket, until nobody can send any more.

    With each request come four descriptors: a pipe to wait for, the command's output and errors, a pipe for reports.
    """
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


def _watch(request: _Request, start: int, out: int, err: int, reports: int) -> None:
    """Fork the command's process; write its number to `reports`, and its exit status when it ends."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    pid = os.fork()
    if pid == 0:
        os.close(reports)
        _run_command(request, start, out, err)
    os.write(reports, _NUMBER.pack(pid))
    _, status = os.waitpid(pid, 0)
    with suppress(BrokenPipeError):
        os.write(reports, _NUMBER.pack(status))
    os._exit(0)


def _run_command(request: _Request, start: int, out: int, err: int) -> None:
    os.dup2(out, 1)
    os.dup2(err, 2)
    os.environ.clear()
    os.environ.update(request["environment"])
    sys.argv = ["profile-service", *request["arguments"]]
    os.read(start, 1)
    code = 1
    try:
        command()
    except SystemExit as end:
        code = int(end.code or 0)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
