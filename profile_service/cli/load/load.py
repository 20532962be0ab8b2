"""`load` behind its options: files once, or a folder watched."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from profile_service.cli.console.terminal import err, load_progress, out, outcome, reject_line
from profile_service.cli.load.json_lines import JsonLines
from profile_service.domain.sources.items import Rejected
from profile_service.domain.sources.load_runs import LoadRun
from profile_service.domain.values.errors import Conflict, InvalidInput, ProfileError
from profile_service.domain.values.masking import masked
from profile_service.service.ingestion.dry_run import DryRun
from profile_service.service.ingestion.load import Load, LoadRunner
from profile_service.service.ingestion.load import Progress as OnProgress
from profile_service.service.ingestion.load_options import LoadOptions
from profile_service.service.ingestion.retirement import missing_count
from profile_service.service.ingestion.watch_folder import WatchedFolder
from profile_service.service.resolution.rules_in_force import rules_to_read_by
from profile_service.settings import Settings
from profile_service.store.engine.open_store import open_store
from profile_service.store.engine.store import Store

LOOK_SECONDS = 1.0
_SHOWN_REJECTS = 20


@dataclass(frozen=True)
class LoadMode:
    """How files are loaded, and how that is told."""

    terms: LoadOptions = field(default_factory=LoadOptions)
    dry_run: bool = False
    json: bool = False


async def load_once(config: Settings, load: Load, manner: LoadMode) -> LoadRun:
    """Load, or tell what loading would do."""
    async with open_store(config) as store:
        return await (_preview if manner.dry_run else _load)(config, store, load, manner)


async def watch(config: Settings, folder: WatchedFolder, prepare: Callable[[Path], Load], manner: LoadMode) -> None:
    """Load each file that lands in the folder, until the process is stopped.

    A loaded file goes to `done`, also where rows of it were rejected; one that cannot be loaded to `failed`. Where the
    store fails or the process is stopped the file stays, and its load goes on later.
    """
    with folder.watched():
        async with open_store(config) as store:
            while True:
                for path in folder.landed():
                    await _take(folder, path, lambda: _load(config, store, prepare(path), manner))  # noqa: B023  awaited
                await asyncio.sleep(LOOK_SECONDS)


async def _take(folder: WatchedFolder, path: Path, load: Callable[[], Awaitable[LoadRun]]) -> None:
    try:
        run = await load()
    except InvalidInput as error:
        err.print(f"profile-service: {error}", markup=False)
        if put := folder.failed(path):
            err.print(f"The file is put aside: {put}", markup=False)
    except Conflict as error:
        err.print(f"profile-service: {error}", markup=False)
    else:
        folder.done(path)
        tell_rejects(run)


async def _load(config: Settings, store: Store, load: Load, manner: LoadMode) -> LoadRun:
    with _told(load, manner) as progress:
        run = await LoadRunner(store, config.data_dir, config.batch_rows).run(load, progress, manner.terms)
    _tell_end(run, outcome(run), manner)
    return run


async def _preview(config: Settings, store: Store, load: Load, manner: LoadMode) -> LoadRun:
    rejects = _Rejects(manner)
    with _told(load, manner) as progress:
        run = await DryRun(store, config.batch_rows).run(load, progress, rejects.tell)
    if manner.terms.full:
        run = replace(run, retired=await missing_count(store, load.export(await rules_to_read_by(store))))
    _tell_end(run, f"Nothing was written. It would be: {outcome(run)}", manner)
    return run


def tell_rejects(run: LoadRun) -> None:
    if run.rejects_file:
        err.print(f"The rejected rows, each with its line and reason: {run.rejects_file}", markup=False)


@contextmanager
def _told(load: Load, manner: LoadMode) -> Iterator[OnProgress]:
    """A bar for people, or lines for machines, which hear of a failure too."""
    if not manner.json:
        with load_progress(load.loader, load.rows) as progress:
            yield progress
        return
    lines = JsonLines()
    try:
        yield lines
    except ProfileError as error:
        lines.failed(error)
        raise


def _tell_end(run: LoadRun, text: str, manner: LoadMode) -> None:
    if manner.json:
        JsonLines().finished(run)
    else:
        out.print(text, markup=False)


@dataclass
class _Rejects:
    """Tells which rows a dry run would reject: all to machines, the first ones to people."""

    manner: LoadMode
    told: int = 0

    def tell(self, file: Path, reject: Rejected) -> None:
        self.told += 1
        row = {
            "file": str(file),
            "line": reject.line,
            "column": reject.column,
            "value": None if reject.value is None else masked(reject.value),
            "reason": reject.reason,
        }
        if self.manner.json:
            JsonLines().rejected(row)
        elif self.told <= _SHOWN_REJECTS:
            err.print(reject_line(row), markup=False)
