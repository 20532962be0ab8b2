"""Loads in this process: what a command's load is compared with."""

from pathlib import Path

from loaders.catalogue import loader
from loaders.preparing import prepare
from profile_service.domain.runs import LoadRun
from profile_service.service.loads import Loading
from profile_service.store.door import Store

BATCH_ROWS = 10
"""So few that a load of some hundred rows has a middle."""


async def load(store: Store, data_dir: Path, source: str, *paths: Path) -> LoadRun:
    return await Loading(store, data_dir, BATCH_ROWS).run(prepare(loader(source), paths))
