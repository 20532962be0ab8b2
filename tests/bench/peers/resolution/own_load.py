"""The records loaded through the service into a store: the persons that are in it afterwards, and the review queue."""

import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp

import yaml

from loaders.discovery.prepare import prepare
from loaders.registry import loader
from profile_service.domain.values.identifiers import Identifier
from profile_service.service.ingestion.load import LoadRunner
from profile_service.store.engine import migrations
from profile_service.store.engine.engines import RemoteEngine
from profile_service.store.engine.store import Store
from tests.bench.loading import Engine
from tests.bench.memory import process_seconds
from tests.bench.peers.resolution.records import ATTRIBUTES, Question
from tests.bench.quality import components
from tests.rig.graph import run, wipe

_PERSONS = """
MATCH (r:SourceRecord)-[:OF]->(p:Profile)
RETURN r.record_id AS record, p.id AS person
"""
_WAITING = """
MATCH (i:Identifier)<-[:HAS]-(r:SourceRecord)
WHERE i.contested IS NOT NULL
RETURN i.key AS identifier, r.record_id AS record
"""


@dataclass(frozen=True)
class Loaded:
    """`seconds` and `cpu` (the loader's and the engine's) of the load; `persons`: record id → person; `waiting`:
    identifiers in the review queue; `decided`: `persons` with each of these decided as the truth says."""

    seconds: float
    cpu: float
    persons: Mapping[str, str]
    waiting: int
    decided: Mapping[str, str]


async def load(engine: Engine, engine_pid: int, question: Question) -> Loaded:
    """Into an emptied store, with the usual settings."""
    wipe(engine.address)
    store = Store(RemoteEngine(engine.address, engine.name))
    await migrations.apply(store)
    mapping = _mapping(question)
    start, cpu = time.perf_counter(), _cpu(engine_pid)
    prepared = prepare(loader("mapped", mapping=mapping), [question.path], mapping.read_text())
    await LoadRunner(store, Path(mkdtemp(dir=question.path.parent))).run(prepared)
    seconds, cpu = time.perf_counter() - start, _cpu(engine_pid) - cpu
    await store.close()
    persons = dict(run(engine.address, _PERSONS))
    waiting = run(engine.address, _WAITING)
    decided = _decided(persons, waiting, question.truth.owner)
    return Loaded(seconds, cpu, persons, len({identifier for identifier, _ in waiting}), decided)


def _mapping(question: Question) -> Path:
    """How the CSV is read, as somebody with such a file would write it."""
    record = {
        "id": "record_id",
        "observed_at": "observed_at",
        "attributes": {name: name for name in ATTRIBUTES},
        "identifiers": [{"type": type, "field": type} for type in question.types],
    }
    path = question.path.with_suffix(".yaml")
    path.write_text(yaml.safe_dump({"source": "bench", "format": "csv", "record": record}), encoding="utf-8")
    return path


def _decided(persons: Mapping[str, str], waiting: list[tuple[str, str]], owner: Mapping[str, str]) -> Mapping[str, str]:
    """The persons once a steward has joined, of the holders of each contested identifier, those who are one."""
    joined = {record: [Identifier("person", person)] for record, person in persons.items()}
    for identifier, record in waiting:
        joined[record].append(Identifier(identifier, owner[record]))
    return {record: min(part) for part in components(joined) for record in part}


def _cpu(engine_pid: int) -> float:
    """Seconds that this process, those that it waited for, and the engine have computed."""
    times = os.times()
    own = times.user + times.system + times.children_user + times.children_system
    return own + process_seconds(engine_pid)
