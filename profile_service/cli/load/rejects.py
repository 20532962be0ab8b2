"""`profile-service rejects`: the rows that a run rejected, and loading them again once they are mended."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer

from loaders.discovery.retry_rejects import prepare_rejects
from profile_service.cli.console.execution import EXIT_REJECTED, ask, run, settings
from profile_service.cli.console.options import After, AsJson, DryRun, First, RunId
from profile_service.cli.console.output import PageEnd, print_json, print_lines, say
from profile_service.cli.load.load_execution import LoadMode, load_all
from profile_service.cli.load.render_runs import reject_line
from profile_service.domain.values.cursors import read_cursor, write_cursor
from profile_service.domain.values.errors import InvalidInput, NotFound
from profile_service.service.ingestion.reports.rejects import rejects_path
from profile_service.store.sources import run_history

rejects = typer.Typer(help="Rows that loads rejected.", no_args_is_help=True)
_SHOWN = ("file", "line", "column", "value", "reason")


@rejects.command("show")
def show_rejects(run: RunId, first: First = 100, after: After = None, *, as_json: AsJson = False) -> None:
    """Show the rows that a run rejected: file, line, column, the shape of the value, and the reason."""
    path = _rejects_file(run)
    skipped = _position(after)
    rows = list(islice(_rows(path), skipped, skipped + first + 1)) if path else []
    shown = rows[:first]
    end = PageEnd(len(rows) > first, write_cursor(str(skipped + len(shown))) if shown else None)
    if as_json:
        print_json({"rejects": [{name: row.get(name) for name in _SHOWN} for row in shown]} | end.data())
        return
    print_lines(map(reject_line, shown))
    end.say()
    say(f"The rows themselves: {path}" if path else "This run rejected no row.")


@rejects.command("retry")
def retry(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="A rejects file, its `cells` mended.")],
    *,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Load rejected rows again, by the loader and mapping that had rejected them."""
    config, mode = settings(), LoadMode(dry_run=dry_run, json=as_json)
    if run(load_all(config, [*prepare_rejects(path)], mode)):
        raise typer.Exit(EXIT_REJECTED)


def _rejects_file(run: str) -> Path | None:
    """The rejects file of the run; None where it rejected nothing. Raises NotFound where there is no such run, or
    where its file is on another machine."""
    load_run = ask(lambda store: run_history.one(store, run))
    if load_run is None:
        raise NotFound("there is no load run with this id; see `profile-service status`")
    path = Path(load_run.rejects_file) if load_run.rejects_file else rejects_path(settings().data_dir, load_run.id)
    if path.exists():
        return path
    if load_run.counts.rejected:
        raise NotFound(f"{path}: the rejects file of this run is not here; it is on the machine that loaded")
    return None


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open("rb") as lines:
        for line in lines:
            yield orjson.loads(line)


def _position(after: str | None) -> int:
    """How many rows the pages before have shown."""
    text = read_cursor(after) if after else "0"
    if not (text.isascii() and text.isdecimal() and len(text) < 19):
        raise InvalidInput("the cursor is not one of rejected rows; take endCursor of the page before")
    return int(text)
