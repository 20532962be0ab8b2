"""What people see on a terminal: the progress of a load, and its outcome."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table

from profile_service.domain.runs import LoadRun
from profile_service.domain.times import parse_utc_text
from profile_service.service.coverage import Coverage, by_count
from profile_service.service.loads import Progress as OnProgress
from profile_service.store.migrations import MigrationStatus

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
    title = run.loader if run.loader != "mapped" else f"mapped {run.source}"
    seconds = (parse_utc_text(run.updated_at) - parse_utc_text(run.started_at)).total_seconds()
    rate = run.counts.read / max(seconds, 0.001)
    return f"{title}: {run.counts.read:,} rows read, {counts} in {seconds:.1f} s ({rate:,.0f} rows/s)"


def run_lines(run: LoadRun) -> str:
    """Two lines about a run, and a third where rows were rejected."""
    files = ", ".join(Path(file).name for file in run.files)
    lines = [f"{run.started_at[:19].replace('T', ' ')}  {run.state}  {files}  ({run.id})", f"    {outcome(run)}"]
    return "\n".join(lines + ([f"    rejected rows: {run.rejects_file}"] if run.rejects_file else []))


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
