"""`profile-service serve` as a process of its own."""

import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from tests.rig.servers import free_port


class Served(NamedTuple):
    """Its address, the line by which it said that it serves, and its process, which a test may kill."""

    url: str
    said: str
    process: "subprocess.Popen[str]"


@contextmanager
def served(
    environment: Mapping[str, str], host: str, log: list[str] | None = None, *, options: Sequence[str] = ()
) -> Iterator[tuple[str, str]]:
    """Its address, and the line by which it said that it serves. All that it says until it ends goes to the log."""
    with served_process(environment, host, log, options=options) as server:
        yield server.url, server.said


@contextmanager
def served_process(
    environment: Mapping[str, str], host: str, log: list[str] | None = None, *, options: Sequence[str] = ()
) -> Iterator[Served]:
    """The server, until the end of the block. All that it says until it ends goes to the log."""
    port = free_port()
    command = [sys.executable, "-m", "profile_service.cli", "serve", "--host", host, "--port", str(port), *options]
    quiet = {"PROFILE_LOG_LEVEL": "warning"}  # a line a request would fill the pipe, which is read at the end
    with subprocess.Popen(command, env=quiet | dict(environment), stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        before: list[str] = []
        while not (said := process.stderr.readline()).startswith("Serving at"):
            assert said, "".join(before)
            before.append(said)
        try:
            yield Served(f"http://{'[::1]' if host == '::' else host}:{port}", said, process)
        finally:
            process.send_signal(signal.SIGINT)
            rest = process.stderr.read()
            if log is not None:
                log += [*before, said, rest]
