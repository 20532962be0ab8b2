"""A backup is restored: into an empty store of either engine, which serves nobody until all of it is in place."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import cast

from profile_service.domain.backup.manifest import Manifest, NodeRow, Part, RelationRow, count_differences
from profile_service.domain.values.errors import Conflict, InvalidInput
from profile_service.service.backup.backup_check import verify_backup
from profile_service.service.backup.part_reader import part_batches
from profile_service.store.backup import restore_mark
from profile_service.store.backup.graph_counts import node_counts, relation_counts
from profile_service.store.backup.graph_rows import write_nodes, write_relations
from profile_service.store.backup.restore_mark import NOT_EMPTY, RestoreProgress
from profile_service.store.backup.writers_pause import paused_writers
from profile_service.store.engine import migrations
from profile_service.store.engine.ping import restored_backup
from profile_service.store.engine.store import Store, WriteTransaction

_BATCH = 2_000
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Restored:
    """`resumed`: an earlier restore of the same backup had been broken off, and this one went on from there."""

    manifest: Manifest
    resumed: bool
    seconds: float


@dataclass(frozen=True, slots=True)
class RestoreSteps:
    """`progress` is called with the number of rows that are written; `before_serving` with the restored store, to do
    what was decided since the backup was made: erased customers stay erased."""

    progress: Callable[[int], None] = lambda _: None
    before_serving: Callable[[Store], Awaitable[None]] | None = None


def sound_backup(folder: Path) -> Manifest:
    """The manifest of a backup of which every byte was looked at. Raises NotFound where it is none, InvalidInput where
    it is damaged, or was made by a version with migrations that this one does not have."""
    verified = verify_backup(folder)
    if verified.faults:
        more = f", and {len(verified.faults) - _SHOWN} more" if len(verified.faults) > _SHOWN else ""
        raise InvalidInput(
            f"{folder} is damaged, and nothing was restored: {'; '.join(verified.faults[:_SHOWN])}{more}"
        )
    known = {each.number: each.checksum for each in migrations.migrations("embedded")}
    for each in verified.manifest.migrations:
        if known.get(each.number) != each.checksum:
            raise InvalidInput(
                f"{folder} was made by a version with the migration {each.name}, which this one does not have; "
                "restore it with that version or a later one"
            )
    return verified.manifest


async def fill_store(store: Store, folder: Path, manifest: Manifest, steps: RestoreSteps) -> Restored:
    """Fill an empty store with a sound backup; where that was broken off, go on with it.

    Raises Conflict where the store is not empty, another backup is being restored into it, or it does not have in the
    end what the backup has; StoreError where the store fails. From the first row on until the end nobody else may open
    the store.
    """
    began = time.monotonic()
    under_way = await restored_backup(store)
    if under_way is None and not await restore_mark.is_empty(store.read):
        raise Conflict(NOT_EMPTY)
    if under_way not in {None, manifest.id}:
        raise Conflict(
            "another backup was being restored into this store; go on with that one, or begin in an empty one"
        )
    await migrations.apply(store)
    async with paused_writers(store) as pause:
        progress = await restore_mark.begin(pause.store, manifest.id)
        await _write_parts(pause.store, folder, manifest, progress, steps.progress)
        await _require_complete(pause.store, manifest)
        await restore_mark.set_upkeep(pause.store, manifest.writers, manifest.migrations)
        await migrations.apply(pause.store)
        if steps.before_serving:
            await steps.before_serving(pause.store)
        await restore_mark.end(pause.store)
    return Restored(manifest, under_way is not None, time.monotonic() - began)


async def _write_parts(
    store: Store, folder: Path, manifest: Manifest, progress: RestoreProgress, note: Callable[[int], None]
) -> None:
    before = sum(part.lines for part in manifest.parts[: progress.part])
    for number, part in enumerate(manifest.parts[progress.part :], start=progress.part):
        skip = progress.line if number == progress.part else 0
        writer = _PartRestore(store, manifest.id, number, part)
        await writer.write(part_batches(folder, part, skip, _BATCH), skip, partial(_note, note, before))
        before += part.lines


def _note(progress: Callable[[int], None], before: int, line: int) -> None:
    progress(before + line)


class _PartRestore:
    """Writes the rows of one part, each batch with the place up to which the restore has come in one transaction."""

    def __init__(self, store: Store, backup: str, number: int, part: Part) -> None:
        self._store = store
        self._backup = backup
        self._number = number
        self._part = part

    async def write(
        self, batches: Iterator[list[NodeRow] | list[RelationRow]], line: int, note: Callable[[int], None]
    ) -> None:
        """Write all batches, which follow the line; while the store works on one, a thread reads the next."""
        reading = asyncio.create_task(asyncio.to_thread(next, batches, None))
        try:
            while batch := await reading:
                reading = asyncio.create_task(asyncio.to_thread(next, batches, None))
                await self._write(batch, line)
                line += len(batch)
                note(line)
        finally:
            await asyncio.wait([reading])

    async def _write(self, rows: list[NodeRow] | list[RelationRow], line: int) -> None:
        before = RestoreProgress(self._number, line)
        after = RestoreProgress(self._number, line + len(rows))
        if after.line == self._part.lines:
            after = RestoreProgress(self._number + 1, 0)

        async def work(tx: WriteTransaction) -> None:
            if not await restore_mark.advance(tx, self._backup, before, after):
                return
            if self._part.kind == "nodes":
                await write_nodes(tx, cast("list[NodeRow]", rows))
            else:
                await write_relations(tx, self._part.label, cast("list[RelationRow]", rows))

        await self._store.write(work, guarded=True)


async def _require_complete(store: Store, manifest: Manifest) -> None:
    differences = [
        *count_differences(manifest.nodes, await node_counts(store), "nodes"),
        *count_differences(manifest.relations, await relation_counts(store), "relations"),
    ]
    if differences:
        raise Conflict(
            f"the restored store does not have what the backup has ({'; '.join(differences)}); begin again in an empty "
            "place"
        )
