"""Loads in this process: what a command's load is compared with."""

from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from loaders.catalogue import loader
from loaders.preparing import prepare
from profile_service.domain.runs import LoadRun
from profile_service.service.loads import Load, Loading
from profile_service.store.door import Store

BATCH_ROWS = 10
"""So few that a load of some hundred rows has a middle."""


async def load(store: Store, data_dir: Path, source: str, *paths: Path) -> LoadRun:
    return await Loading(store, data_dir, BATCH_ROWS).run(prepare(loader(source), paths))


async def load_torn(store: Store, load: Load, stopped_at: int = 0) -> None:
    """In batches of two rows; stopped after so many of them, and started again."""
    batches = 0

    def count(_: LoadRun) -> None:
        nonlocal batches
        batches += 1
        if batches == stopped_at:
            raise InterruptedError

    with TemporaryDirectory() as data_dir:
        loading = Loading(store, Path(data_dir), 2)
        if stopped_at:
            with suppress(InterruptedError):
                await loading.run(load, count)
        await loading.run(load)
