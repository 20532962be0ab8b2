"""A backup is made: the whole graph at one moment, in files that either engine can be filled from."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import orjson
from uuid_utils import uuid7

from profile_service import __version__
from profile_service.domain.backup.manifest import (
    FORMAT,
    BackedUpMigration,
    Manifest,
    RelationRow,
    count_differences,
)
from profile_service.domain.values.errors import Conflict, InvalidInput, StoreRejected
from profile_service.domain.values.times import utc_now
from profile_service.service.backup.manifest_file import manifest_text
from profile_service.service.backup.part_files import PartWriter, new_folder, publish_manifest, remove_parts
from profile_service.store.backup.graph_counts import node_counts
from profile_service.store.backup.graph_pages import GraphPage, graph_pages
from profile_service.store.backup.writers_pause import Pause, paused_writers
from profile_service.store.engine import migrations
from profile_service.store.engine.store import Store

Progress: TypeAlias = Callable[[int], None]
"""Is called with the number of nodes and relations that were copied since the last call."""
_LINE = orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE


@dataclass(frozen=True, slots=True)
class Backup:
    """A finished backup. `seconds`: for how long writers had to wait for it, of those for which it took."""

    folder: Path
    manifest: Manifest
    paused_seconds: float


async def back_up(store: Store, folder: Path, progress: Progress = lambda _: None) -> Backup:
    """Copy the store as it is at one moment into a new folder. Readers go on; writers wait until it is done.

    Raises InvalidInput where the folder cannot be used or its disk is full, Conflict where this process stood still
    for so long that others wrote, StoreError where the store fails. Then the folder is no backup.
    """
    await asyncio.to_thread(new_folder, folder)
    try:
        async with paused_writers(store) as pause:
            began = time.monotonic()
            manifest = await _copy(store, pause, folder, progress)
            await pause.require_unbroken()
        seconds = time.monotonic() - began
        await asyncio.to_thread(publish_manifest, folder, manifest_text(manifest))
    except BaseException as error:
        await asyncio.to_thread(remove_parts, folder)
        if isinstance(error, OSError):
            raise InvalidInput(f"the backup could not be written to {folder}: {error.strerror}; begin again") from error
        raise
    return Backup(folder, manifest, seconds)


async def _copy(store: Store, pause: Pause, folder: Path, progress: Progress) -> Manifest:
    nodes = await node_counts(store)
    copy = _Copy(PartWriter(folder), progress)
    try:
        for label in nodes:
            await copy.add_label(store, label)
        parts = await asyncio.to_thread(copy.files.finish)
    finally:
        copy.files.close()
    if differences := count_differences(nodes, copy.nodes, "nodes"):
        raise Conflict(f"the store does not hold what it counts, and no backup was made: {'; '.join(differences)}")
    return Manifest(
        format=FORMAT,
        id=str(uuid7()),
        created_at=utc_now(),
        version=__version__,
        engine=store.engine,
        writers=await pause.lock_properties(),
        migrations=await _migrations(store),
        nodes=nodes,
        relations=dict(sorted(copy.relations.items())),
        parts=parts,
    )


async def _migrations(store: Store) -> tuple[BackedUpMigration, ...]:
    applied = {each.number for each in await migrations.status(store) if each.state == "applied"}
    return tuple(
        BackedUpMigration(each.number, each.name, each.checksum)
        for each in migrations.migrations(store.engine)
        if each.number in applied
    )


class _Copy:
    """Writes pages to files while the next ones are read. `nodes` and `relations`: what was written, by label and by
    type."""

    def __init__(self, files: PartWriter, progress: Progress) -> None:
        self.files = files
        self.nodes = Counter[str]()
        self.relations = Counter[str]()
        self._progress = progress

    async def add_label(self, store: Store, label: str) -> None:
        """Add all nodes of the label, and the relations that start at them."""
        writing: asyncio.Task[None] | None = None
        try:
            async for page in graph_pages(store, label):
                if writing:
                    await writing
                writing = asyncio.create_task(asyncio.to_thread(self._add, page))
        finally:
            if writing:
                await writing

    def _add(self, page: GraphPage) -> None:
        # Each engine has an order of its own within a page.
        self.files.add("nodes", page.label, sorted(map(_line, page.nodes)))
        # Each engine has an order of its own for what starts at one node.
        self.files.add("relations", page.label, sorted(map(_line, page.relations)))
        self.nodes[page.label] += len(page.nodes)
        self.relations.update(relation.type for relation in page.relations)
        self._progress(len(page.nodes) + len(page.relations))


def _line(row: Sequence[object] | RelationRow) -> bytes:
    """Raises StoreRejected where a property is of a type that the form of a backup does not have."""
    try:
        return orjson.dumps(tuple(row), option=_LINE)
    except orjson.JSONEncodeError as error:
        raise StoreRejected("the store has a property that is no text, number, boolean or list of these") from error
