"""`rejects`: the rows that a run rejected, and loading them again once they are mended."""

import json
from pathlib import Path
from typing import Annotated

import typer

from loaders.discovery.retry_rejects import prepare_rejects
from profile_service.cli.console.execution import EXIT_REJECTED, run, settings
from profile_service.cli.console.terminal import err, out, reject_line
from profile_service.cli.load.load import LoadMode, load_once, tell_rejects
from profile_service.domain.sources.load_runs import LoadRun
from profile_service.domain.values.errors import NotFound
from profile_service.service.ingestion.rejects import rejects_path
from profile_service.store.engine.open_store import open_store
from profile_service.store.sources import run_history

rejects = typer.Typer(help="Rows that loads rejected.", no_args_is_help=True)


@rejects.command("show")
def show(
    run_id: Annotated[str, typer.Argument(metavar="RUN", help="The id of a load run, as `status` shows it.")],
) -> None:
    """Show the rows that a run rejected: file, line, column, the shape of the value, and the reason."""
    config = settings()

    async def work() -> LoadRun | None:
        async with open_store(config) as store:
            return await run_history.one(store, run_id)

    found = run(work())
    if found is None:
        raise NotFound("there is no load run with this id; see `profile-service status`")
    path = Path(found.rejects_file) if found.rejects_file else rejects_path(config.data_dir, found.id)
    if not path.exists():
        if found.counts.rejected:
            raise NotFound(f"{path}: the rejects file of this run is not here; it is on the machine that loaded")
        err.print("This run rejected no row.")
        return
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            out.print(reject_line(json.loads(line)), markup=False)
    err.print(f"The rows themselves: {path}", markup=False)


@rejects.command("retry")
def retry(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="A rejects file, its `cells` mended.")],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Tell of the load in JSON lines.")] = False,
) -> None:
    """Load rejected rows again, by the loader and mapping that had rejected them."""
    config = settings()
    rejected = False
    for load in prepare_rejects(path):
        finished = run(load_once(config, load, LoadMode(json=as_json)))
        tell_rejects(finished)
        rejected = rejected or finished.rejects_file is not None
    if rejected:
        raise typer.Exit(EXIT_REJECTED)
