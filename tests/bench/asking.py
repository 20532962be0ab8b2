"""Questions over HTTP beside the bare statements that they send, in turn: what slows the machine slows both."""

import http.client
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import neo4j

from profile_service.api.graphql.schema import build_schema
from profile_service.api.types.values.request import Request
from profile_service.service.profile.profile_reader import ProfileReader
from profile_service.service.stewardship.stewardship import Stewardship
from profile_service.store.engine.engines import RemoteEngine
from profile_service.store.engine.store import Rows, Store
from tests.bench.loading import Engine
from tests.rig.servers import free_port

_Statement = tuple[str, dict[str, Any]]


class _Recording(Store):
    """A store that remembers what was read from it."""

    def __init__(self, engine: RemoteEngine) -> None:
        super().__init__(engine)
        self.sent: list[_Statement] = []

    async def read(self, cypher: str, **parameters: Any) -> Rows:
        self.sent.append((cypher, parameters))
        return await super().read(cypher, **parameters)


@dataclass(frozen=True)
class Bare:
    """Sends the statements of a customer's question one after the other, with nothing around them."""

    driver: neo4j.AsyncDriver
    database: str
    statements: Mapping[str, list[_Statement]]

    async def seconds(self, email: str) -> float:
        start = time.perf_counter()
        for cypher, parameters in self.statements[email]:
            async with self.driver.session(
                database=self.database, default_access_mode=neo4j.READ_ACCESS, fetch_size=-1
            ) as session:
                result = await session.run(cypher, parameters)
                _ = [row async for row in result]
        return time.perf_counter() - start


async def statements(engine: Engine, question: str, emails: Iterable[str]) -> dict[str, list[_Statement]]:
    """What the question sends to the store, by the customer of whom it is asked."""
    schema, store = build_schema(), _Recording(RemoteEngine(engine.address, engine.name))
    sent: dict[str, list[_Statement]] = {}
    for email in emails:
        store.sent.clear()
        request = Request("", ProfileReader(store, None), Stewardship(store))
        answer = await schema.execute(question, {"email": email}, context_value=request)
        assert answer.errors is None, answer.errors
        sent[email] = list(store.sent)
    await store.close()
    return sent


def bare_driver(engine: Engine) -> neo4j.AsyncDriver:
    login = (engine.address.user, engine.address.password)
    quiet = neo4j.NotificationMinimumSeverity.OFF
    return neo4j.AsyncGraphDatabase.driver(engine.address.uri, auth=login, notifications_min_severity=quiet)


async def beside(port: int, bare: Bare, question: str, emails: Iterable[str]) -> tuple[list[float], list[float]]:
    """Seconds of each question over HTTP, and of its bare statements, in turn."""
    taken, floors = [], []
    connection = http.client.HTTPConnection("127.0.0.1", port)
    for email in emails:
        taken.append(_seconds(connection, question, email))
        floors.append(await bare.seconds(email))
    connection.close()
    return taken, floors


def times(port: int, question: str, emails: Iterable[str]) -> list[float]:
    """Seconds of the question about each, over one connection."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    taken = [_seconds(connection, question, email) for email in emails]
    connection.close()
    return taken


def _seconds(connection: http.client.HTTPConnection, question: str, email: str) -> float:
    body = json.dumps({"query": question, "variables": {"email": email}})
    start = time.perf_counter()
    connection.request("POST", "/graphql", body, {"content-type": "application/json"})
    text = connection.getresponse().read()
    taken = time.perf_counter() - start
    answer = json.loads(text)
    assert "errors" not in answer, text[:500]
    assert answer["data"]["profileBy"], text[:500]
    return taken


@contextmanager
def server(engine: Engine, data_dir: Path, **settings: str) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """Its port and its process. `settings`: further variables of its environment."""
    port = free_port()
    environment = {**os.environ, "PROFILE_DATA_DIR": str(data_dir), "PROFILE_PORT": str(port), **settings}
    environment.setdefault("PROFILE_LOG_LEVEL", "warning")
    # Only who measures what is kept wants answers that cost nothing.
    environment.setdefault("PROFILE_ANSWERS_MB", "0")
    if engine.name == "neo4j":
        environment |= {"PROFILE_NEO4J_URI": engine.address.uri, "PROFILE_NEO4J_PASSWORD": engine.address.password}
    command = [sys.executable, "-m", "profile_service.cli", "serve"]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE) as process:
        assert process.stderr is not None
        try:
            if b"Serving" not in process.stderr.readline():
                raise RuntimeError("the server did not start")
            yield port, process
        finally:
            process.terminate()
