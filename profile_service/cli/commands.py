"""The command line: thin commands over the service."""

import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from loaders.catalogue import NAMES, loader
from loaders.preparing import prepare
from profile_service import __version__
from profile_service.cli import explaining, stewarding  # noqa: F401  their commands stand under `identity`
from profile_service.cli.demonstration import announce, load_demo
from profile_service.cli.identity import identity
from profile_service.cli.ruling import rules, undo_run
from profile_service.cli.running import EXIT_FAILED, EXIT_REJECTED, run, settings
from profile_service.cli.serving import serve as serve_api
from profile_service.cli.terminal import coverage_lines, err, load_progress, migration_table, out, outcome, run_lines
from profile_service.domain.errors import ProfileError
from profile_service.domain.runs import LoadRun
from profile_service.service.coverage import Coverage, coverage
from profile_service.service.loads import Loading
from profile_service.settings import Settings
from profile_service.store import migrations, runs
from profile_service.store.opening import open_store

app = typer.Typer(
    help="Unified 360° customer profiles: load exports, resolve who is who, serve over GraphQL.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
schema = typer.Typer(help="The graph's constraints and indexes.", no_args_is_help=True)
app.add_typer(schema, name="schema")
app.add_typer(identity, name="identity")
identity.add_typer(rules, name="rules")
identity.command("undo-run")(undo_run)


def main() -> None:
    """Run a command. Exit codes of `load`: 0 all rows are in, 1 some were rejected, 2 it could not run."""
    try:
        app()
    except ProfileError as error:
        err.print(f"profile-service: {error}", markup=False)
        sys.exit(EXIT_FAILED)
    except KeyboardInterrupt:
        err.print("Stopped. What was committed is kept; the same command goes on from there.")
        sys.exit(130)


@app.command()
def load(
    source: Annotated[str, typer.Argument(help=f"What the files are: {', '.join(NAMES)}.")],
    paths: Annotated[list[Path], typer.Argument(help="Files, or a folder where the source has several files.")],
    mapping: Annotated[Path | None, typer.Option(help="The YAML mapping, for the source `mapped`.")] = None,
    country: Annotated[str | None, typer.Option(help="Country (ISO 3166) of national phone numbers.")] = None,
) -> None:
    """Load files. Loading them again changes nothing; a killed load goes on where it stopped."""
    config = settings()
    chosen = loader(source, mapping=mapping, country=country or config.country)
    fingerprint = mapping.read_text(encoding="utf-8") if mapping else ""
    prepared = prepare(chosen, paths, fingerprint)

    async def work() -> LoadRun:
        async with open_store(config) as store:
            with load_progress(source, sum(file.rows for file in prepared.files)) as progress:
                return await Loading(store, config.data_dir, config.batch_rows).run(prepared, progress)

    finished = run(work())
    out.print(outcome(finished), markup=False)
    if finished.rejects_file:
        err.print(f"The rejected rows, each with its line and reason: {finished.rejects_file}", markup=False)
        raise typer.Exit(EXIT_REJECTED)


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
def status(count: Annotated[int, typer.Option(help="How many load runs to show.", min=1, max=100)] = 10) -> None:
    """Show the latest load runs."""

    async def work() -> list[LoadRun]:
        async with open_store(settings()) as store:
            return await runs.latest(store, count)

    for each in run(work()):
        out.print(run_lines(each), markup=False)


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
            return await migrations.status(store), await migrations.missing(store)

    found, missing = run(work())
    out.print(migration_table(found))
    if any(each.state == "applied" for each in found) and missing:
        err.print(f"Missing in the store: {', '.join(sorted(missing))}. Say `profile-service schema apply`.")
    if missing or any(each.state != "applied" for each in found):
        raise typer.Exit(EXIT_REJECTED)


def _at(config: Settings, host: str | None, port: int | None) -> Settings:
    return replace(config, host=host or config.host, port=port or config.port)
