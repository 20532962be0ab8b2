"""`profile-service load`: its options, and what it does by them."""

from dataclasses import replace
from enum import Enum
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from loaders.formats.paths import spool_streams
from loaders.registry import NAMES
from profile_service.cli.console.execution import EXIT_REJECTED, run, settings
from profile_service.cli.console.options import AsJson, DryRun, with_options
from profile_service.cli.load.json_lines import JsonLines
from profile_service.cli.load.load_execution import LoadMode, load_all
from profile_service.cli.load.load_execution import watch as watch_folder
from profile_service.cli.load.selection import LoadSelection
from profile_service.domain.values.errors import InvalidInput
from profile_service.service.ingestion.load_options import LoadOptions
from profile_service.service.ingestion.watch_folder import WatchedFolder


class Waiting(Enum):
    WAIT = "wait"
    REFUSE = "refuse"


def _selection(
    source: Annotated[
        str, typer.Argument(metavar="SOURCE", help=f"What the files are: auto (recognised), {', '.join(NAMES)}.")
    ],
    *,
    mapping: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The YAML mapping, for the source `mapped`.")
    ] = None,
    country: Annotated[
        str | None, typer.Option(metavar="COUNTRY", help="Country (ISO 3166) of national phone numbers.")
    ] = None,
    instance: Annotated[
        str | None,
        typer.Option("--source", metavar="NAME", help="Which of several systems it is, such as shopify-eu."),
    ] = None,
) -> LoadSelection:
    if source == "inspect":
        raise InvalidInput("inspect is a command of its own; run `profile-service inspect FILE`")
    return LoadSelection(source, mapping, country or settings().country, instance)


def _load_options(
    *,
    full: Annotated[bool, typer.Option("--full", help="The files hold all records: retire those they lack.")] = False,
    retire_limit: Annotated[
        float,
        typer.Option(
            metavar="PERCENT", help="Per cent of the records that may be missing in a full export.", min=0, max=100
        ),
    ] = 10,
    yes: Annotated[bool, typer.Option("--yes", help="Retire however many records a full export lacks.")] = False,
    max_rejects: Annotated[
        int | None, typer.Option(metavar="N", help="Stop where more rows are rejected.", min=0)
    ] = None,
    if_running: Annotated[
        Waiting, typer.Option(metavar="wait|refuse", help="What to do while another process loads the same files.")
    ] = Waiting.WAIT,
) -> LoadOptions:
    return LoadOptions(if_running.value, max_rejects, full, retire_limit / 100, yes)


@with_options(options=_load_options)
def _mode(
    options: LoadOptions,
    *,
    dry_run: DryRun = False,
    as_json: AsJson = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print one line a run, and errors; nothing else.")] = False,
) -> LoadMode:
    mode = LoadMode(options, dry_run, as_json, quiet, gives_way=True)
    undeclared = JsonLines().undeclared if as_json else options.undeclared
    return replace(mode, options=replace(options, say=mode.say, undeclared=undeclared))


@with_options(selection=_selection, mode=_mode)
def load(
    selection: LoadSelection,
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="PATH", help="Files, patterns, folders, zips, a zip's files, or - for stdin."),
    ] = None,
    *,
    watch: Annotated[Path | None, typer.Option(metavar="FOLDER", help="Load the files that land in a folder.")] = None,
    mode: LoadMode,
) -> None:
    """Load files. Loading them again changes nothing; an interrupted load continues where it stopped.

    `load auto PATH…` recognises what each file is. `inspect FILE` shows what a file holds, and loads nothing.
    """
    if bool(paths) == bool(watch) or (watch and mode.dry_run):
        raise InvalidInput("name files to load, or a folder with --watch, one of both; a folder has no --dry-run")
    config = settings()
    if watch:
        run(watch_folder(config, WatchedFolder(watch), partial(selection.single, notify=mode.say), mode))
        return
    with spool_streams(paths or []) as files:
        loads, unknown = selection.loads(files, mode.say)
        for file in unknown if mode.json else ():
            JsonLines().unknown(file.path, file.explanation)
        if mode.options.full and unknown:
            raise InvalidInput("--full needs whole exports, but a file is of no known source; load it by its name")
        has_losses = run(load_all(config, loads, mode))
    if unknown or has_losses:
        raise typer.Exit(EXIT_REJECTED)
