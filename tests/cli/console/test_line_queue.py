"""A log that nobody reads: no request waits for it, and what could not be written is counted."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from profile_service.cli.console.line_queue import LineQueue
from tests.rig.browsers import FROM_HERE
from tests.rig.servers import free_port

_REQUESTS = 1_500
"""Of two lines and more: several times what a pipe holds."""


def test_lines_are_written_in_their_order(capfd: pytest.CaptureFixture[str]) -> None:
    lines = LineQueue(str)
    for number in range(1_000):
        lines.put(f"{number}\n")
    lines.close()
    assert capfd.readouterr().err.split() == [str(number) for number in range(1_000)]


def test_queue_that_is_closed_takes_lines_again(capfd: pytest.CaptureFixture[str]) -> None:
    lines = LineQueue(str)
    lines.close()
    lines.put("after\n")
    lines.close()
    assert capfd.readouterr().err == "after\n"


_CROWD = """
import logging
from profile_service.cli.console.line_queue import LineQueue
from profile_service.cli.console import log_output
log_output.configure_log("info", "json", is_queued=True)
log = logging.getLogger("profile_service.test")
for number in range(30_000):
    log.info("request", extra={"fields": {"number": number, "text": "x" * 100}})
print("never waited", flush=True)
input()
"""


def test_nobody_waits_for_a_pipe_that_nobody_reads_and_the_loss_is_counted() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _CROWD], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        assert process.stdout.readline() == "never waited\n"
        lines: list[dict[str, Any]] = []
        while len(lines) < 2 or "left out" not in lines[-1]["message"]:
            lines.append(json.loads(process.stderr.readline()))
        process.stdin.write("\n")
        process.stdin.close()
        lines += map(json.loads, process.stderr)
        assert process.wait() == 0
    numbers = [line["number"] for line in lines if line["message"] == "request"]
    assert numbers == sorted(set(numbers))
    assert len(numbers) + sum(line.get("lines", 0) for line in lines) == 30_000


_END = """
import logging, os
from profile_service.cli.console import log_output
log_output.configure_log("info", "json", is_queued=True)
log = logging.getLogger("profile_service.test")
for number in range(3_000):
    log.info("request", extra={"fields": {"number": number, "text": "x" * 100}})
print("logged", flush=True)
log_output.configure_log("info", "json")
os._exit(0)
"""


def test_what_waits_is_written_before_another_log_takes_its_place() -> None:
    """So does a worker, which ends without the interpreter's end."""
    with subprocess.Popen(
        [sys.executable, "-c", _END], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        assert process.stderr
        assert process.stdout.readline() == "logged\n"
        assert [json.loads(line)["number"] for line in process.stderr] == list(range(3_000))


@pytest.mark.thorough
@pytest.mark.parametrize("workers", ["1", "2"])
def test_server_answers_while_nobody_reads_its_log_and_ends_in_order(tmp_path: Path, workers: str) -> None:
    port = free_port()
    environment = {**os.environ, "PROFILE_DATA_DIR": str(tmp_path), "PROFILE_LOG_LEVEL": "debug"}
    command = [sys.executable, "-m", "profile_service.cli", "serve", "--port", str(port), "--workers", workers]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        while not process.stderr.readline().startswith("Serving at"):
            assert process.poll() is None
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", headers=FROM_HERE, timeout=20) as client:
            for _ in range(_REQUESTS):
                assert client.get("/healthz").status_code == 200
        process.terminate()
        start = time.monotonic()
        log = process.stderr.read()
        assert process.wait(30) == 0
        assert time.monotonic() - start < 15
    lines = [json.loads(line) for line in log.splitlines() if line.startswith("{")]
    assert sum(line.get("door") == "health" for line in lines) == _REQUESTS, "all that waited was written at the end"
