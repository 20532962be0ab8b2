"""Rates of backup and restore, and for how long writers wait, on a store of many customers: copies of a few that were
loaded, for loading so many takes long."""

import re
import time
from dataclasses import replace
from functools import cache
from itertools import islice
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import orjson

from loaders.discovery.prepare import prepare
from loaders.registry import loader
from profile_service.domain.backup.manifest import Manifest
from profile_service.service.backup.backup import back_up
from profile_service.service.backup.backup_check import verify_backup
from profile_service.service.backup.manifest_file import manifest_text
from profile_service.service.backup.part_files import PartWriter, new_folder, publish_manifest
from profile_service.service.backup.part_reader import part_rows
from profile_service.service.backup.restore import RestoreSteps, fill_store
from profile_service.service.ingestion.load import LoadRunner
from profile_service.store.backup.graph_keys import graph_keys
from profile_service.store.engine import migrations
from profile_service.store.engine.engines import RemoteEngine
from profile_service.store.engine.store import Store
from tests.bench import customers
from tests.bench.figures import Figures
from tests.bench.inputs import customers as customers_export
from tests.bench.loading import Engine
from tests.rig.graph import wipe

_NODES = 1_000_000
_LINES = 20_000
_INDEXED = re.compile(r"CREATE INDEX \w+ IF NOT EXISTS FOR \(\w+:\w+\) ON \(\w+\.(\w+)\)")


async def measure(engine: Engine, folder: Path, scale: float, figures: Figures) -> None:
    """Restores a store of a million nodes, then makes a backup of it."""
    wipe(engine.address)
    store = Store(RemoteEngine(engine.address, engine.name))
    await migrations.apply(store)
    many = await _many_customers(store, folder, int(_NODES * scale))
    wipe(engine.address)
    manifest = verify_backup(many).manifest
    count, rows = manifest.node_count, manifest.node_count + manifest.relation_count
    restored = await fill_store(store, many, manifest, RestoreSteps())
    figures.add(f"restore {count:,} nodes, {rows:,} with relations", engine.name, count / restored.seconds, "nodes/s")
    await back_up(store, folder / "warm")
    began = time.perf_counter()
    made = await back_up(store, folder / "backup")
    figures.add("back them up", engine.name, count / (time.perf_counter() - began), "nodes/s")
    figures.add("pause of the writers per million nodes", engine.name, made.paused_seconds / count * 1e6, "s")
    figures.add("size of the backup per million nodes", engine.name, made.manifest.size / count, "MB")
    began = time.perf_counter()
    assert verify_backup(made.folder).faults == ()
    figures.add("verify the backup", engine.name, count / (time.perf_counter() - began), "nodes/s")
    await store.close()


async def _many_customers(store: Store, folder: Path, nodes: int) -> Path:
    """A backup with so many nodes or a few more."""
    export = customers_export(folder / "customers.csv", 2_000)
    runner = LoadRunner(store, Path(mkdtemp(dir=folder)))
    await runner.run(prepare(loader("shopify-customers"), [export]))
    await runner.run(customers.load(500, 40, 400, 2_000))
    few = await back_up(store, folder / "few")
    return _copies(few.folder, few.manifest, folder / "many", -(-nodes // few.manifest.node_count))


def _copies(few: Path, manifest: Manifest, many: Path, count: int) -> Path:
    """A backup of so many copies of all that is in one, each with keys of its own."""
    new_folder(many)
    writer = PartWriter(many)
    for part in manifest.parts:
        for number in range(count):
            lines = (orjson.dumps(_copy(row, part.kind, part.label, number)) + b"\n" for row in part_rows(few, part))
            while some := list(islice(lines, _LINES)):
                writer.add(part.kind, part.label, some)
    nodes, relations = ({name: n * count for name, n in each.items()} for each in (manifest.nodes, manifest.relations))
    multiplied = replace(manifest, parts=writer.finish(), nodes=nodes, relations=relations)
    publish_manifest(many, manifest_text(multiplied))
    return many


def _copy(row: Any, kind: str, label: str, number: int) -> list[Any]:
    if kind == "nodes":
        labels, properties = row
        changed = {name: _own(value, number) for name, value in properties.items() if name in _own_names(label)}
        return [labels, {**properties, **changed}]
    type, start, end_label, end, properties = row
    return [type, _own(start, number), end_label, _own(end, number), properties]


def _own(value: Any, number: int) -> Any:
    return value + number * 10**9 if isinstance(value, int) else f"{value}~{number}"


def _own_names(label: str) -> set[str]:
    """The properties by which nodes are looked up."""
    return {graph_keys()[label].property, *_indexed_names()}


@cache
def _indexed_names() -> frozenset[str]:
    statements = (statement for each in migrations.migrations("neo4j") for statement in each.statements)
    return frozenset(name for statement in statements for name in _INDEXED.findall(statement))
