"""Loads in this process, with which loads by the command are compared."""

from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from loaders.discovery.prepare import prepare
from loaders.registry import loader
from profile_service.domain.sources.counts import Counts
from profile_service.domain.sources.items import Item
from profile_service.domain.sources.load_runs import LoadRun
from profile_service.service.ingestion.ingest import ingest
from profile_service.service.ingestion.load import Load, LoadRunner
from profile_service.store.engine.store import Store, WriteTransaction
from profile_service.store.sources import runs
from tests.rig.people import at

BATCH_ROWS = 10
"""So few that a load of some hundred rows has a middle."""


async def load(store: Store, data_dir: Path, source: str, *paths: Path) -> LoadRun:
    return await LoadRunner(store, data_dir, BATCH_ROWS).run(prepare(loader(source), paths))


async def load_as_run(store: Store, id: str, *items: Item, resume_key: str = "key") -> None:
    """Load items in the one transaction of a run with this id, which stays unfinished."""
    started = LoadRun(id, "shop", "shop", ("a.csv",), "running", Counts(), at("2026-11-22"), at("2026-11-22"))

    async def work(tx: WriteTransaction) -> None:
        await runs.start(tx, started, resume_key, "host")
        await ingest(tx, items, run=id)

    await store.write(work)


async def load_with_interruption(store: Store, load: Load, stopped_at: int = 0) -> None:
    """Load in batches of two rows; interrupt the load after `stopped_at` of them, if any, and load again."""
    batches = 0

    def count(_: LoadRun) -> None:
        nonlocal batches
        batches += 1
        if batches == stopped_at:
            raise InterruptedError

    with TemporaryDirectory() as data_dir:
        runner = LoadRunner(store, Path(data_dir), 2)
        if stopped_at:
            with suppress(InterruptedError):
                await runner.run(load, count)
        await runner.run(load)
