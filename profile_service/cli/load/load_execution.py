"""Executing a load: files once, or each file that lands in a folder; for real or as a dry run."""

import asyncio
import os
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

from profile_service.cli.console.audited import audited
from profile_service.cli.console.output import print_lines, say
from profile_service.cli.console.terminal import progress_bar
from profile_service.cli.load.json_lines import JsonLines
from profile_service.cli.load.render_runs import dropped_lines, outcome, reject_line
from profile_service.domain.sources.items import Rejected
from profile_service.domain.sources.load_runs import LoadRun
from profile_service.domain.values.errors import Conflict, InvalidInput, ProfileError
from profile_service.domain.values.masking import masked
from profile_service.service.audit.audited_acts import AuditedActs
from profile_service.service.ingestion.dry_run import DryRun
from profile_service.service.ingestion.load import Load, LoadRunner
from profile_service.service.ingestion.load import Progress as OnProgress
from profile_service.service.ingestion.load_options import LoadOptions
from profile_service.service.ingestion.retirement import forecast
from profile_service.service.ingestion.watch_folder import WatchedFolder
from profile_service.service.profile.orders.repurchases import update_repurchases
from profile_service.service.resolution.rules_in_force import active_rules
from profile_service.settings import Settings
from profile_service.store.engine.open_store import open_store, open_unchanged
from profile_service.store.engine.readable import Readable
from profile_service.store.engine.store import Store

LOOK_SECONDS = 1.0
_NICENESS = 5
_SHOWN_REJECTS = 20


@dataclass(frozen=True)
class LoadMode:
    """The options of a load, whether it is a dry run, and whether it prints JSON lines.

    `quiet`: one line a run and no more, except for errors. `gives_way`: whoever else wants a core has it first.
    """

    options: LoadOptions = field(default_factory=LoadOptions)
    dry_run: bool = False
    json: bool = False
    quiet: bool = False
    gives_way: bool = False

    def say(self, sentence: str) -> None:
        """Say the sentence to the person who watches, unless the load is quiet."""
        if not self.quiet:
            say(sentence)


async def load_all(config: Settings, loads: Sequence[Load], mode: LoadMode) -> bool:
    """Load, or print what loading would do, then count who orders again. Returns whether any load had losses."""
    if not loads:
        return False
    if mode.dry_run:
        async with open_unchanged(config) as unchanged:
            losses = [has_losses(await _dry_run(config, unchanged, load, mode), config, mode) for load in loads]
        return any(losses)
    losses, changed_orders = [], False
    async with open_store(config) as store, audited(config, "load") as acts:
        _begin(store, mode)
        for load in loads:
            ended = await _load(config, store, acts, load, mode)
            losses.append(has_losses(ended.run, config, mode))
            changed_orders |= ended.changed_orders
        await update_repurchases(store, changed_orders=changed_orders)
    return any(losses)


async def watch(config: Settings, folder: WatchedFolder, prepare: Callable[[Path], Load], mode: LoadMode) -> None:
    """Load each file that lands in the folder, until the process is stopped.

    A loaded file goes to `done`, also where rows of it were rejected; one that cannot be loaded to `failed`. Where the
    store fails or the process is stopped the file stays, and its load goes on later.
    """
    with folder.watched():
        async with open_store(config) as store, audited(config, "load") as acts:
            _begin(store, mode)
            while True:
                for path in folder.landed():
                    ended = await _take(folder, path, lambda: _load(config, store, acts, prepare(path), mode))  # noqa: B023  awaited
                    if ended:
                        await update_repurchases(store, changed_orders=ended.changed_orders)
                        has_losses(ended.run, config, mode)
                await asyncio.sleep(LOOK_SECONDS)


def give_way() -> None:
    """Let whoever else wants a core have it first: somebody waits for an answer, and nobody for a load.

    After the store is open, for an engine that this process starts would be as patient.
    """
    os.nice(_NICENESS)


def _begin(store: Store, mode: LoadMode) -> None:
    if mode.gives_way:
        give_way()
    store.revival.on_wait = lambda: mode.say("The store does not answer; waiting half a minute for it to come back.")


@contextmanager
def load_progress(title: str, rows: int) -> Iterator[OnProgress]:
    """A bar that shows how many of the rows are read; nothing where the output goes elsewhere."""
    with progress_bar(title, rows, "rows") as bar:
        yield lambda run: bar(run.counts.read)


def has_losses(run: LoadRun, config: Settings, mode: LoadMode) -> bool:
    """Whether rows were rejected, or the cells of one column were of no use in too many rows; says so."""
    if run.rejects_file:
        mode.say(f"The rejected rows, each with its line and reason: {run.rejects_file}")
    too_much = run.dropped_share * 100 > config.max_dropped
    if too_much:
        share = f"{run.dropped_share:.0%} of the rows have a cell of one column that was not used"
        limit = f"{config.max_dropped}% of PROFILE_MAX_DROPPED"
        mode.say(f"{run.loader}: {share}, more than the {limit}; are country and mapping right?")
    return too_much or run.counts.rejected > 0


class _Ended(NamedTuple):
    """A run that ended, and whether it may have changed orders."""

    run: LoadRun
    changed_orders: bool


async def _take(folder: WatchedFolder, path: Path, load: Callable[[], Awaitable[_Ended]]) -> _Ended | None:
    """The run that loaded the file; None where it could not be loaded."""
    try:
        ended = await load()
    except InvalidInput as error:
        say(f"profile-service: {error}")
        if put := folder.failed(path):
            say(f"The file is put aside: {put}")
    except Conflict as error:
        say(f"profile-service: {error}")
    else:
        folder.done(path)
        return ended
    return None


async def _load(config: Settings, store: Store, acts: AuditedActs, load: Load, mode: LoadMode) -> _Ended:
    runner = LoadRunner(store, config.data_dir, config.batch_rows)
    with _progress(load, mode) as progress:
        run = await audited_load(acts, lambda: runner.run(load, progress, mode.options))
    _print_end(run, outcome(run), mode)
    return _Ended(run, runner.changed_orders)


async def audited_load(acts: AuditedActs, load: Callable[[], Awaitable[LoadRun]]) -> LoadRun:
    """The run of the load, which stands in the audit before and after it."""
    await acts.begins("load")
    try:
        run = await load()
    except ProfileError as error:
        acts.fails(error)
        await acts.written()
        raise
    counts = {"loaded": run.counts.loaded, "changed": run.counts.changed, "rejected": run.counts.rejected}
    counts |= {"suppressed": run.counts.suppressed} if run.counts.suppressed else {}
    acts.changes("load", (), {"run": run.id, **counts})
    await acts.written()
    return run


async def _dry_run(config: Settings, store: Readable, load: Load, mode: LoadMode) -> LoadRun:
    """The run as it would end. Raises InvalidInput where a full one would be refused, as that would."""
    rejects = _DryRunRejects(mode)
    with _progress(load, mode) as progress:
        run = await DryRun(store, config.batch_rows).run(load, progress, rejects.print, mode.options)
        refusal = ""
        if mode.options.full:
            export = load.export((await active_rules(store)).rules)
            retired, refusal = await forecast(store, export, run.counts.rejected, mode.options)
            run = replace(run, retired=retired)
        if not (mode.json and refusal):
            _print_end(run, f"Nothing was written. It would be: {outcome(run)}", mode)
        if refusal:
            raise InvalidInput(f"nothing would be retired: {refusal}")
    return run


@contextmanager
def _progress(load: Load, mode: LoadMode) -> Iterator[OnProgress]:
    """A bar for people, or lines for programs, which also get a failure as a line."""
    if mode.quiet and not mode.json:
        yield lambda _: None
        return
    if not mode.json:
        with load_progress(load.loader, load.rows) as progress:
            yield progress
        return
    lines = JsonLines()
    try:
        yield lines
    except ProfileError as error:
        lines.failed(error)
        raise


def _print_end(run: LoadRun, text: str, mode: LoadMode) -> None:
    if mode.json:
        JsonLines().finished(run)
    else:
        print_lines([text, *(() if mode.quiet else dropped_lines(run))])


@dataclass
class _DryRunRejects:
    """Prints the rows that a dry run would reject: all for programs, the first ones for people."""

    mode: LoadMode
    count: int = 0

    def print(self, file: Path, reject: Rejected) -> None:
        self.count += 1
        row = {
            "file": str(file),
            "line": reject.line,
            "column": reject.column,
            "value": None if reject.value is None else masked(reject.value),
            "reason": reject.reason,
        }
        if self.mode.json:
            JsonLines().rejected(row)
        elif self.count <= _SHOWN_REJECTS:
            self.mode.say(reject_line(row))
