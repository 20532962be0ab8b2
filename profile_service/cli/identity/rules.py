"""The identity rules, and taking a load run back: what changes who is who for many at once."""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer

from profile_service.cli.console.execution import run, settings
from profile_service.cli.console.terminal import err, out
from profile_service.cli.identity.command_options import login
from profile_service.cli.identity.render_impact import (
    application_data,
    application_lines,
    bullets,
    outlook_data,
    outlook_lines,
    records_progress,
    undoing_lines,
)
from profile_service.domain.resolution.impact import Impact
from profile_service.domain.stewardship.undo import RunUndo
from profile_service.schema_data import schema_path
from profile_service.service.declared.identity_rules import rules_from, rules_text
from profile_service.service.resolution.rules_apply import RulesApplication
from profile_service.service.resolution.rules_preview import changed_rules, preview
from profile_service.service.stewardship.undo import Forecast, RunUndoExecution
from profile_service.store.engine.open_store import open_store
from profile_service.store.resolution import rules as stored_rules
from profile_service.store.resolution import scan
from profile_service.store.resolution.rules import Application

rules = typer.Typer(no_args_is_help=True, help="The rules by which records become persons.")

_File = Annotated[Path, typer.Argument(help="A YAML file of identity rules.", show_default=False)]
_Actor = Annotated[str | None, typer.Option(help="Who does this; else your login name.")]
_AsJson = Annotated[bool, typer.Option("--json", help="Tell it as JSON.")]


@rules.command()
def check(file: _File, *, as_json: _AsJson = False) -> None:
    """Say whether rules are sound, and how they differ from those in force."""
    text = _sound(file)

    async def work() -> list[str]:
        async with open_store(settings()) as store:
            return await changed_rules(store, text, str(file))

    found = run(work())
    if as_json:
        _tell_json({"differences": found})
        return
    told = "it differs from the rules in force:" if found else "it says the same as the rules in force."
    _tell([f"{file}: sound, and {told}", *bullets(found)])


@rules.command("preview")
def preview_rules(file: _File, *, as_json: _AsJson = False) -> None:
    """Say what rules would change, before anything is written. Reads the whole graph."""
    text = _sound(file)

    async def work() -> Impact:
        async with open_store(settings()) as store:
            with records_progress("preview", await scan.count(store)) as progress:
                return await preview(store, text, str(file), progress)

    found = run(work())
    if as_json:
        _tell_json(outlook_data(found))
    else:
        _tell([*outlook_lines(found), "Nothing was written."])


@rules.command("apply")
def apply_rules(
    file: Annotated[Path | None, typer.Argument(help="A YAML file of identity rules.", show_default=False)] = None,
    actor: _Actor = None,
) -> None:
    """Put rules in force and resolve all records by them. Killed, the same goes on; without FILE, so do the rules in
    force."""
    text = _sound(file) if file else ""
    config, by = settings(), actor or login()

    async def work() -> tuple[Application, int]:
        async with open_store(config) as store:
            records = await scan.count(store)
            applying = RulesApplication(store, by, config.batch_rows)
            with records_progress("apply", 2 * records) as bar:
                if file:
                    return await applying.apply(text, str(file), lambda at: bar(at.walked)), records
                return await applying.resume(lambda at: bar(at.walked)), records

    _tell(application_lines(*run(work())))


@rules.command()
def status(*, as_json: _AsJson = False) -> None:
    """Show which rules are in force, and whether all records were resolved by them."""

    async def work() -> tuple[Application | None, int]:
        async with open_store(settings()) as store:
            return await stored_rules.in_force(store.read), await scan.count(store)

    found = run(work())
    if as_json:
        _tell_json(application_data(*found))
    else:
        _tell(application_lines(*found))


@rules.command()
def show() -> None:
    """Print the rules in force, as a file of rules."""

    async def work() -> Application | None:
        async with open_store(settings()) as store:
            return await stored_rules.in_force(store.read)

    applied = run(work())
    typer.echo(applied.text if applied else rules_text(schema_path("identity.yaml")), nl=False)


def undo_run(
    id: Annotated[str, typer.Argument(metavar="RUN", help="Id of a load run.", show_default=False)],
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Change nothing; say what would change.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    actor: _Actor = None,
    as_json: _AsJson = False,
) -> None:
    """Take back what one load run did to records and to who is who. Its events stay."""
    if dry_run:
        _foretell(run(_forecast(id)), as_json=as_json)
        return
    if not yes:
        err.print(*undoing_lines(run(_counted(id)), would=True), sep="\n", markup=False)
        typer.confirm("Take the run back?", abort=True, err=True)
    undone = run(_undone(id, actor or login()))
    if as_json:
        _tell_json(_data(undone))
    else:
        _tell(undoing_lines(undone, would=False))


async def _forecast(id: str) -> Forecast:
    async with open_store(settings()) as store:
        with records_progress("dry run", await scan.count(store)) as progress:
            return await RunUndoExecution(store, id, "").forecast(progress)


async def _counted(id: str) -> RunUndo:
    async with open_store(settings()) as store:
        return await RunUndoExecution(store, id, "").count()


async def _undone(id: str, actor: str) -> RunUndo:
    config = settings()
    async with open_store(config) as store:
        undo = RunUndoExecution(store, id, actor, config.batch_rows)
        expected = await undo.count()
        with records_progress("undo", _total(expected)) as progress:
            return await undo.carry_out(lambda at: progress(_total(at)))


def _foretell(forecast: Forecast, *, as_json: bool) -> None:
    if as_json:
        _tell_json({**_data(forecast.undoing), "outlook": outlook_data(forecast.impact)})
    else:
        _tell([*undoing_lines(forecast.undoing, would=True), *outlook_lines(forecast.impact), "Nothing was written."])


def _total(undoing: RunUndo) -> int:
    return undoing.deleted + undoing.emptied + undoing.restored + undoing.kept


def _data(undoing: RunUndo) -> dict[str, Any]:
    return {
        name: getattr(undoing, name) for name in ("run", "deleted", "emptied", "restored", "kept", "parted", "consents")
    }


def _sound(file: Path) -> str:
    """The text of sound rules. Raises InvalidInput where they are not, before any store is opened."""
    text = rules_text(file)
    rules_from(text, str(file))
    return text


def _tell(lines: Iterable[str]) -> None:
    for line in lines:
        out.print(line, markup=False, emoji=False)


def _tell_json(told: dict[str, Any]) -> None:
    typer.echo(orjson.dumps(told, option=orjson.OPT_INDENT_2).decode())
