"""Load runs and rejected rows as people read them."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from profile_service.cli.console.output import to_the_second
from profile_service.domain.sources.load_runs import LoadRun
from profile_service.domain.sources.quality.dropped_cells import EQUAL_ROW, STAFF_ROW, DroppedCells
from profile_service.domain.values.quantities import counted
from profile_service.domain.values.times import parse_utc_text


def outcome(run: LoadRun) -> str:
    """`shopify-customers: 312 rows read, 310 loaded, 0 changed, 0 unchanged, 2 rejected in 0.4 s (780 rows/s)`"""
    rows = run.counts
    counts = f"{rows.loaded:,} loaded, {rows.changed:,} changed, {run.unchanged_rows:,} unchanged"
    counts += f", {rows.rejected:,} rejected"
    counts += f", {run.equal_rows:,} {EQUAL_ROW}" if run.equal_rows else ""
    counts += f", {run.staff_rows:,} {STAFF_ROW}" if run.staff_rows else ""
    counts += f", {rows.suppressed:,} suppressed" if rows.suppressed else ""
    counts += "" if run.retired is None else f", {run.retired:,} retired"
    counts += f", {counted(run.dropped_count, 'cell')} not used" if run.dropped_count else ""
    title = run.loader if run.loader != "mapped" else f"mapped {run.source}"
    seconds = (parse_utc_text(run.updated_at) - parse_utc_text(run.started_at)).total_seconds()
    return f"{title}: {counted(run.counts.read, 'row')} read, {counts} in {seconds:.1f} s ({run.rate:,.0f} rows/s)"


def dropped_lines(run: LoadRun) -> list[str]:
    """A line for each column and reason of cells that were not used, the most frequent first:
    `    12 × Email: the email is not of the form name@domain.tld; customers.csv:17 xxx@xxx, customers.csv:31 x`"""
    return [f"    {group.count:,} × {_dropped_text(group)}" for group in run.dropped_by_count]


def run_lines(run: LoadRun, *, stopped: bool = False) -> list[str]:
    """Two lines about a run, more where it is not over, was taken back, cells were not used, rows count for nothing, or
    rows were rejected. `stopped`: its process is gone."""
    files = ", ".join(Path(file).name for file in run.files)
    state = "stopped" if stopped else run.state
    lines = [f"{to_the_second(run.started_at)}  {state}  {files}  ({run.id})", f"    {outcome(run)}"]
    if stopped and run.rows is not None:
        lines.append(f"    {run.counts.read:,} of {run.rows:,} rows are in; the same command goes on from there")
    elif (left := run.seconds_left) is not None:
        lines.append(f"    {run.counts.read:,} of {counted(run.rows or 0, 'row')}, about {_duration(left)} to go")
    if run.undone_by:
        because = f", because: {run.undo_reason.rstrip('.')}" if run.undo_reason else ""
        lines.append(f"    taken back by {run.undone_by}{because}")
    lines += [*dropped_lines(run), *(f"    {remark}" for remark in run.remarks)]
    return lines + ([f"    rejected rows: {run.rejects_file}"] if run.rejects_file else [])


def reject_line(reject: Mapping[str, Any]) -> str:
    """`orders.csv:17  Created at  Xxxxxxxxx  Created at: not a time; expected a form such as …`"""
    place = f"{Path(reject['file']).name}:{reject['line']}"
    return "  ".join(filter(None, (place, reject.get("column"), reject.get("value"), reject["reason"])))


def _dropped_text(group: DroppedCells) -> str:
    examples = ", ".join(f"{Path(e.file).name}:{e.line} {e.value}".rstrip() for e in group.examples)
    return ": ".join(filter(None, (group.column, group.reason))) + (f"; {examples}" if examples else "")


def _duration(seconds: float) -> str:
    """`45 s`, `12 min`, `3.5 h`"""
    if seconds < 100:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 6_000 else f"{seconds / 3600:.1f} h"
