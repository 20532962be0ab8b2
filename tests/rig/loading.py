"""Loads in this process: what a command's load is compared with."""

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


async def bring(store: Store, id: str, *items: Item, resume_key: str = "key") -> None:
    """The one transaction of a load run with that id, which does not end."""
    started = LoadRun(id, "shop", "shop", ("a.csv",), "running", Counts(), at("2026-11-22"), at("2026-11-22"))

    async def work(tx: WriteTransaction) -> None:
        await runs.start(tx, started, resume_key, "host")
        await ingest(tx, items, run=id)

    await store.write(work)


async def load_torn(store: Store, load: Load, stopped_at: int = 0) -> None:
    """In batches of two rows; stopped after so many of them, and started again."""
    batches = 0

    def count(_: LoadRun) -> None:
        nonlocal batches
        batches += 1
        if batches == stopped_at:
            raise InterruptedError

    with TemporaryDirectory() as data_dir:
        loading = LoadRunner(store, Path(data_dir), 2)
        if stopped_at:
            with suppress(InterruptedError):
                await loading.run(load, count)
        await loading.run(load)
