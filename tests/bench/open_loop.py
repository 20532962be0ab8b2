"""Questions sent at a fixed rate, whatever becomes of those before: `python -m tests.bench.open_loop`, a process of its
own, which reads what to send from standard input, and writes how each question ended to standard output, as JSON.

The time of a question runs from the moment at which it was to be sent.
"""

import asyncio
import json
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import TypeAlias

from tests.sources import ROOT

_MOST_CONNECTIONS = 600
_LONGEST_SECONDS = 60.0
Connection: TypeAlias = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@dataclass(frozen=True, slots=True)
class Sending:
    """`rate` questions a second for so many `seconds`: the bodies in turn, the tokens in turn."""

    port: int
    rate: float
    seconds: float
    bodies: list[str]
    tokens: list[str]


@dataclass(frozen=True, slots=True)
class Ended:
    """`status`: 0 where the connection was closed instead; `says_when`: the answer has `Retry-After`."""

    status: int
    seconds: float
    says_when: bool


def sent(sending: Sending) -> list[Ended]:
    """How the questions ended, in the order in which they were sent."""
    command = [sys.executable, "-m", "tests.bench.open_loop"]
    done = subprocess.run(
        command, cwd=ROOT, input=json.dumps(asdict(sending)), capture_output=True, text=True, check=True
    )
    return [Ended(*each) for each in json.loads(done.stdout)]


async def _send_all(sending: Sending) -> list[Ended]:
    requests = [_request(sending, number) for number in range(len(sending.bodies) * len(sending.tokens))]
    idle: list[Connection] = []
    places = asyncio.Semaphore(_MOST_CONNECTIONS)
    start, asked = time.perf_counter() + 0.1, list[asyncio.Task[Ended]]()
    for number in range(int(sending.rate * sending.seconds)):
        due = start + number / sending.rate
        await asyncio.sleep(due - time.perf_counter())
        request = requests[number % len(requests)]
        asked.append(asyncio.create_task(_ask(sending.port, request, due, idle, places)))
    return await asyncio.gather(*asked)


async def _ask(port: int, request: bytes, due: float, idle: list[Connection], places: asyncio.Semaphore) -> Ended:
    status, says_when = 0, False
    async with places:
        with suppress(OSError, asyncio.IncompleteReadError):
            async with asyncio.timeout(_LONGEST_SECONDS):
                status, says_when = await _asked(port, request, idle)
    return Ended(status, time.perf_counter() - due, says_when)


async def _asked(port: int, request: bytes, idle: list[Connection]) -> tuple[int, bool]:
    """The status, and whether it says when to come again. A connection that the server closed, since it was idle for
    long, is no answer."""
    while True:
        is_new = not idle
        connection = await asyncio.open_connection("127.0.0.1", port) if is_new else idle.pop()
        try:
            status, says_when, is_kept = await _answer(connection, request)
        except (ConnectionError, asyncio.IncompleteReadError):
            connection[1].close()
            if is_new:
                raise
            continue
        if is_kept:
            idle.append(connection)
        else:
            connection[1].close()
        return status, says_when


async def _answer(connection: Connection, request: bytes) -> tuple[int, bool, bool]:
    reader, writer = connection
    writer.write(request)
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    fields = dict(line.split(b": ", 1) for line in head.split(b"\r\n")[1:] if b": " in line)
    await reader.readexactly(int(fields[b"content-length"]))
    return int(head.split(b" ", 2)[1]), b"retry-after" in fields, fields.get(b"connection") != b"close"


def _request(sending: Sending, number: int) -> bytes:
    body = sending.bodies[number % len(sending.bodies)]
    token = sending.tokens[number % len(sending.tokens)]
    head = (
        f"POST /graphql HTTP/1.1\r\nhost: 127.0.0.1:{sending.port}\r\nauthorization: Bearer {token}\r\n"
        f"content-type: application/json\r\ncontent-length: {len(body.encode())}\r\n\r\n"
    )
    return (head + body).encode()


def main() -> None:
    ended = asyncio.run(_send_all(Sending(**json.load(sys.stdin))))
    json.dump([[each.status, each.seconds, each.says_when] for each in ended], sys.stdout)


if __name__ == "__main__":
    main()
