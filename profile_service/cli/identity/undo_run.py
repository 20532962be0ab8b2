"""`identity undo-run`: take back what one load run did to identity."""

from typing import Annotated

import typer

from profile_service.cli.console.audited import ask_audited
from profile_service.cli.console.execution import ask, settings
from profile_service.cli.console.options import AsJson, RunId, with_options
from profile_service.cli.console.output import print_json, print_lines, say
from profile_service.cli.console.terminal import progress_bar
from profile_service.cli.identity.command_options import cause_options
from profile_service.cli.identity.render_impact import impact_data, impact_lines, undo_data
from profile_service.domain.stewardship.commands import StewardCommand
from profile_service.domain.stewardship.undo import RunUndo
from profile_service.domain.stewardship.undo_sentences import undo_sentences
from profile_service.service.audit.audited_acts import AuditedActs
from profile_service.service.stewardship.undo import Forecast, RunUndoExecution
from profile_service.store.engine.store import Store
from profile_service.store.resolution import scan


@with_options(command=cause_options)
def undo_run(
    run: RunId,
    *,
    command: StewardCommand,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask whether to go ahead.")] = False,
    as_json: AsJson = False,
) -> None:
    """Take back what one load run did to records and to identity. Its events stay.

    If interrupted, run it again to continue.
    """
    if command.dry_run:
        _print_forecast(ask(lambda store: _forecast(store, run)), as_json=as_json)
        return
    if not yes:
        for line in undo_sentences(ask(lambda store: RunUndoExecution(store, run, command.actor).count()), would=True):
            say(line)
        typer.confirm("Take the run back?", abort=True, err=True)
    undone = ask_audited("identity undo-run", lambda store, acts: _carry_out(store, acts, run, command))
    if as_json:
        print_json(undo_data(undone))
    else:
        print_lines(undo_sentences(undone, would=False))


async def _forecast(store: Store, run: str) -> Forecast:
    with progress_bar("dry run", await scan.count(store), "records") as progress:
        return await RunUndoExecution(store, run, "").forecast(progress)


async def _carry_out(store: Store, acts: AuditedActs, run: str, command: StewardCommand) -> RunUndo:
    await acts.begins("undo-run", command.reason)
    execution = RunUndoExecution(store, run, command.actor, settings().batch_rows)
    with progress_bar("undo", _records(await execution.count()), "records") as progress:
        undone = await execution.carry_out(lambda at: progress(_records(at)), reason=command.reason, key=command.key)
    acts.changes("undo-run", (), {"records": _records(undone)}, command.reason)
    return undone


def _records(undo: RunUndo) -> int:
    return undo.deleted + undo.emptied + undo.restored + undo.kept


def _print_forecast(forecast: Forecast, *, as_json: bool) -> None:
    if as_json:
        print_json(undo_data(forecast.undoing) | {"outlook": impact_data(forecast.impact)})
    else:
        undo, impact = undo_sentences(forecast.undoing, would=True), impact_lines(forecast.impact)
        print_lines([*undo, *impact, "Nothing was written."])
