"""The command line: thin commands over the service."""

import sys
from collections.abc import Sequence
from dataclasses import replace
from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from loaders.formats.paths import spool_streams
from loaders.registry import NAMES
from profile_service import __version__
from profile_service.cli.console.execution import EXIT_FAILED, EXIT_REJECTED, run, settings
from profile_service.cli.console.terminal import coverage_lines, err, migration_table, out, run_lines
from profile_service.cli.demonstration import announce, load_demo
from profile_service.cli.identity import explain, steward  # noqa: F401  their commands stand under `identity`
from profile_service.cli.identity.identity import identity
from profile_service.cli.identity.rules import rules, undo_run
from profile_service.cli.load.inspect import DraftTo, inspect
from profile_service.cli.load.json_lines import run_object, runs_text
from profile_service.cli.load.load import LoadMode, load_once, tell_rejects
from profile_service.cli.load.load import watch as watching
from profile_service.cli.load.rejects import rejects
from profile_service.cli.load.selection import LoadSelection, say
from profile_service.cli.serving import serve as serve_api
from profile_service.domain.sources.load_runs import LoadRun
from profile_service.domain.values.errors import InvalidInput, ProfileError
from profile_service.service.ingestion.load_options import LoadOptions
from profile_service.service.ingestion.run_locks import stopped
from profile_service.service.ingestion.watch_folder import WatchedFolder
from profile_service.service.profile.coverage import Coverage, coverage
from profile_service.settings import Settings
from profile_service.store.engine import migrations
from profile_service.store.engine.open_store import open_store
from profile_service.store.sources import run_history

app = typer.Typer(
    help="Unified 360° customer profiles: load exports, resolve who is who, serve over GraphQL.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
schema = typer.Typer(help="The graph's constraints and indexes.", no_args_is_help=True)
app.add_typer(schema, name="schema")
app.add_typer(identity, name="identity")
app.add_typer(rejects, name="rejects")
identity.add_typer(rules, name="rules")
identity.command("undo-run")(undo_run)
app.command("inspect")(inspect)


def main() -> None:
    """Run a command. Exit codes of `load`: 0 all rows are in, 1 some were rejected, 2 it could not run."""
    try:
        app()
    except ProfileError as error:
        err.print(f"profile-service: {error}", markup=False)
        sys.exit(EXIT_FAILED)


class Waiting(Enum):
    WAIT = "wait"
    REFUSE = "refuse"


@app.command()
def load(  # noqa: PLR0913  they are the command's options
    source: Annotated[str, typer.Argument(help=f"What the files are: auto (found out), {', '.join(NAMES)}.")],
    paths: Annotated[
        list[Path] | None, typer.Argument(help="Files, patterns, folders, zips, a zip's files, or - for stdin.")
    ] = None,
    *,
    mapping: Annotated[Path | None, typer.Option(help="The YAML mapping, for the source `mapped`.")] = None,
    country: Annotated[str | None, typer.Option(help="Country (ISO 3166) of national phone numbers.")] = None,
    full: Annotated[bool, typer.Option("--full", help="The files hold all records: retire those they lack.")] = False,
    retire_limit: Annotated[
        float, typer.Option(help="Per cent of the records that may be missing in a full export.", min=0, max=100)
    ] = 10,
    yes: Annotated[bool, typer.Option("--yes", help="Retire whatever a full export lacks.")] = False,
    max_rejects: Annotated[int | None, typer.Option(help="Stop where more rows are rejected.", min=0)] = None,
    if_running: Annotated[Waiting, typer.Option(help="What to do while the same files are loaded.")] = Waiting.WAIT,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would happen; write nothing.")] = False,
    watch: Annotated[Path | None, typer.Option(help="A folder: load the files that land in it.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Tell of the load in JSON lines.")] = False,
    draft_to: DraftTo = None,
) -> None:
    """Load files. Loading them again changes nothing; a killed load goes on where it stopped.

    `load auto PATH…` finds out what each file is. `load inspect FILE`, which loads nothing, shows what a file holds.
    """
    if source == "inspect" or draft_to:
        _inspect(source, paths or [], draft_to)
        return
    config = settings()
    if bool(paths) == bool(watch) or (watch and dry_run):
        raise InvalidInput("name files to load, or a folder with --watch, one of both; a folder has no --dry-run")
    order = LoadSelection(source, mapping, country or config.country)
    terms = LoadOptions(if_running.value, max_rejects, full, retire_limit / 100, yes, say)
    manner = LoadMode(terms, dry_run, as_json)
    if watch:
        run(watching(config, WatchedFolder(watch), order.single, manner))
        return
    with spool_streams(paths or []) as files:
        loads, unknown = order.loads(files)
        if full and unknown:
            raise InvalidInput("--full needs whole exports, but a file is of no known source; load it by its name")
        finished = [run(load_once(config, each, manner)) for each in loads]
    for each in finished:
        tell_rejects(each)
    if unknown or any(each.counts.rejected for each in finished):
        raise typer.Exit(EXIT_REJECTED)


def _inspect(source: str, paths: Sequence[Path], draft_to: Path | None) -> None:
    if source != "inspect" or len(paths) != 1:
        raise InvalidInput("inspect looks into one file, and --out is for inspect alone; say load inspect FILE")
    inspect(paths[0], draft_to)


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address to serve at.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to serve at.", min=1, max=65_535)] = None,
) -> None:
    """Serve GraphQL, health and metrics over HTTP."""
    config = _at(settings(), host, port)
    if not serve_api(config, lambda: err.print(f"Serving at http://{config.host}:{config.port}/graphql")):
        raise typer.Exit(EXIT_FAILED)


@app.command()
def demo(port: Annotated[int | None, typer.Option(help="Port to serve at.", min=1, max=65_535)] = None) -> None:
    """Load the demo, once, and serve it."""
    config = _at(settings(), None, port)
    run(load_demo(config))
    if not serve_api(config, lambda: announce(config)):
        raise typer.Exit(EXIT_FAILED)


@app.command()
def status(
    count: Annotated[int, typer.Option(help="How many load runs to show.", min=1, max=100)] = 10,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="As a JSON list.")] = False,
) -> None:
    """Show the latest load runs; how fast those go that are not over, and how much they have before them."""
    config = settings()

    async def work() -> list[tuple[LoadRun, bool]]:
        async with open_store(config) as store:
            return [(each, stopped(config.data_dir, each)) for each in await run_history.newest(store, count)]

    found = run(work())
    if as_json:
        typer.echo(runs_text([run_object(each, stopped=gone) for each, gone in found]))
        return
    for each, gone in found:
        out.print(run_lines(each, stopped=gone), markup=False)


@app.command()
def touchpoints() -> None:
    """Count the events by touchpoint; exit code 1 where some have none in schema/touchpoints.yaml."""

    async def work() -> Coverage:
        async with open_store(settings()) as store:
            return await coverage(store)

    found = run(work())
    for line in coverage_lines(found):
        out.print(line, markup=False)
    if found.unmapped.total():
        raise typer.Exit(EXIT_REJECTED)


@app.command()
def version() -> None:
    """Show the version."""
    out.print(__version__)


@schema.command("apply")
def schema_apply() -> None:
    """Apply pending migrations of the graph's schema."""

    async def work() -> list[migrations.Migration]:
        async with open_store(settings(), migrate=False) as store:
            return await migrations.apply(store)

    applied = run(work())
    out.print(f"Applied: {', '.join(m.name for m in applied)}" if applied else "Nothing to apply.")


@schema.command("status")
def schema_status() -> None:
    """Show which migrations are applied; exit code 1 where one is not, or where the store lost what it made."""

    async def work() -> tuple[list[migrations.MigrationStatus], set[str]]:
        async with open_store(settings(), migrate=False) as store:
            return await migrations.status(store), await migrations.missing_schema(store)

    found, missing = run(work())
    out.print(migration_table(found))
    if any(each.state == "applied" for each in found) and missing:
        err.print(f"Missing in the store: {', '.join(sorted(missing))}. Say `profile-service schema apply`.")
    if missing or any(each.state != "applied" for each in found):
        raise typer.Exit(EXIT_REJECTED)


def _at(config: Settings, host: str | None, port: int | None) -> Settings:
    return replace(config, host=host or config.host, port=port or config.port)
