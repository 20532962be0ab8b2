"""`identity crosswalk`: the profile of every source record, as a file."""

from pathlib import Path
from typing import Annotated

import typer

from profile_service.cli.console.audited import ask_audited
from profile_service.cli.console.execution import run, settings
from profile_service.cli.console.options import AsJson
from profile_service.cli.console.output import print_json, print_lines
from profile_service.service.audit.audited_acts import AuditedActs
from profile_service.service.resolution.crosswalk import CrosswalkFile, write_crosswalk
from profile_service.store.engine.open_store import store_exists
from profile_service.store.engine.store import Store


def crosswalk(
    path: Annotated[
        Path, typer.Option("--out", metavar="FILE", help="The file to write: .csv or .parquet.", show_default=False)
    ],
    *,
    as_json: AsJson = False,
) -> None:
    """Write the profile of every source record to a file: source, record_id, profile_id."""
    if store_exists(settings()):
        written = ask_audited("identity crosswalk", lambda store, acts: _write(store, acts, path))
    else:
        written = run(write_crosswalk(None, path))
    if as_json:
        print_json({"file": str(path), "records": written.rows, "seq": written.seq})
    else:
        print_lines([f"{path}: {written.rows:,} records, as of change {written.seq} or later."])


async def _write(store: Store, acts: AuditedActs, path: Path) -> CrosswalkFile:
    """The file has people before it is whole, so the audit has its line before the first."""
    await acts.begins("crosswalk")
    written = await write_crosswalk(store, path)
    acts.shows("crosswalk", (), rows=written.rows)
    return written
