"""What people see on a terminal: the progress of a load, and its outcome."""

import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table

from profile_service.domain.sources.load_runs import LoadRun
from profile_service.domain.values.times import parse_utc_text
from profile_service.service.ingestion.load import Progress as OnProgress
from profile_service.service.profile.coverage import Coverage, by_count
from profile_service.store.engine.migrations import MigrationStatus

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


@contextmanager
def load_progress(title: str, rows: int) -> Iterator[OnProgress]:
    """A bar on a terminal; nothing where the output goes elsewhere."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(bar_width=None),
        MofNCompleteColumn(),
        TextColumn("rows"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=err, transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task(title, total=rows)
        yield lambda run: bar.update(task, completed=run.counts.read)


def outcome(run: LoadRun) -> str:
    """`shopify-customers: 312 rows read, 310 loaded, 0 changed, 0 unchanged, 2 rejected in 0.4 s (780 rows/s)`"""
    counts = ", ".join(
        f"{getattr(run.counts, name):,} {name}" for name in ("loaded", "changed", "unchanged", "rejected")
    )
    counts += "" if run.retired is None else f", {run.retired:,} retired"
    title = run.loader if run.loader != "mapped" else f"mapped {run.source}"
    seconds = (parse_utc_text(run.updated_at) - parse_utc_text(run.started_at)).total_seconds()
    return f"{title}: {run.counts.read:,} rows read, {counts} in {seconds:.1f} s ({run.rate:,.0f} rows/s)"


def run_lines(run: LoadRun, *, stopped: bool = False) -> str:
    """Two lines about a run, more where it is not over or rows were rejected. `stopped`: its process is gone."""
    files = ", ".join(Path(file).name for file in run.files)
    state = "stopped" if stopped else run.state
    lines = [f"{run.started_at[:19].replace('T', ' ')}  {state}  {files}  ({run.id})", f"    {outcome(run)}"]
    if stopped and run.rows is not None:
        lines.append(f"    {run.counts.read:,} of {run.rows:,} rows are in; the same command goes on from there")
    elif (left := run.seconds_left) is not None:
        lines.append(f"    {run.counts.read:,} of {run.rows:,} rows, about {_duration(left)} to go")
    return "\n".join(lines + ([f"    rejected rows: {run.rejects_file}"] if run.rejects_file else []))


def reject_line(told: Mapping[str, Any]) -> str:
    """`orders.csv:17  Created at  Xxxxxxxxx  Created at: not a time; expected a form such as …`"""
    place = f"{Path(told['file']).name}:{told['line']}"
    return "  ".join(filter(None, (place, told.get("column"), told.get("value"), told["reason"])))


def _duration(seconds: float) -> str:
    """`45 s`, `12 min`, `3.5 h`"""
    if seconds < 100:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 6_000 else f"{seconds / 3600:.1f} h"


def migration_table(migrations: Iterable[MigrationStatus]) -> Table:
    table = Table("migration", "state", "applied at", box=None)
    for each in migrations:
        table.add_row(each.name, each.state, (each.applied_at or "")[:19].replace("T", " "))
    return table


def coverage_lines(found: Coverage) -> Iterator[str]:
    """How many events have a touchpoint, and each kind of those that have none."""
    yield f"{found.mapped.total():,} events happened at a declared touchpoint, {found.unmapped.total():,} at none."
    for (kind, channel), count in by_count(found.unmapped):
        yield f"    {count:,} of kind {kind} in channel {channel or '(none)'}"
