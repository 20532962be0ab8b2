"""`identity undo`: take a steward's decision back as a whole; a change of rules resolves all records again."""

from typing import Annotated

import typer

from profile_service.cli.console.audited import ask_audited
from profile_service.cli.console.execution import ask, settings
from profile_service.cli.console.options import AsJson, with_options
from profile_service.cli.console.output import print_json, print_lines
from profile_service.cli.console.terminal import progress_bar
from profile_service.cli.identity.command_options import command_options
from profile_service.cli.identity.render_effects import effect_data, effect_lines
from profile_service.cli.identity.render_impact import impact_data, impact_lines
from profile_service.cli.identity.render_rules import application_data, application_lines
from profile_service.domain.resolution.impact import Impact
from profile_service.domain.stewardship.commands import StewardCommand
from profile_service.service.audit.audited_acts import AuditedActs
from profile_service.service.resolution.rules_apply import RulesApplication
from profile_service.service.resolution.rules_preview import preview
from profile_service.service.resolution.rules_undo import changed_rules_decision, rules_after_undo
from profile_service.service.stewardship.stewardship import Stewardship
from profile_service.store.engine.store import Store
from profile_service.store.resolution import scan
from profile_service.store.resolution.rules import Application


@with_options(command=command_options)
def undo(
    decision: Annotated[str, typer.Argument(metavar="DECISION", help="Id of a decision.", show_default=False)],
    *,
    command: StewardCommand,
    as_json: AsJson = False,
) -> None:
    """Undo a decision as a whole, as if it had never been made; undoing an undo makes the decision hold again.

    Undoing a change of rules resolves all records again; if interrupted, `rules apply` without FILE continues.
    """
    if ask(lambda store: changed_rules_decision(store.read, decision)):
        if command.dry_run:
            impact = ask(lambda store: _impact(store, decision))
            print_json(impact_data(impact)) if as_json else print_lines([*impact_lines(impact), "Nothing was written."])
            return
        applied, records = ask_audited("identity undo", lambda store, acts: _rules(store, acts, decision, command))
        if as_json:
            print_json(application_data(applied, records))
        else:
            print_lines(application_lines(applied, records))
        return
    effect = ask_audited("identity undo", lambda store, acts: Stewardship(store, acts=acts).undo(decision, command))
    if as_json:
        print_json(effect_data(effect))
    else:
        print_lines(effect_lines(effect))


async def _impact(store: Store, decision: str) -> Impact:
    """What would become of all profiles by the rules that would be in force."""
    text = await rules_after_undo(store.read, decision)
    with progress_bar("preview", await scan.count(store), "records") as progress:
        return await preview(store, text, "the rules before", progress)


async def _rules(store: Store, acts: AuditedActs, decision: str, command: StewardCommand) -> tuple[Application, int]:
    await acts.begins("undo", command.reason)
    records = await scan.count(store)
    application = RulesApplication(store, command.actor, settings().batch_rows)
    with progress_bar("undo", 2 * records, "records") as bar:

        def progress(applied: Application) -> None:
            bar(applied.walked)

        undone = await application.undo(decision, progress, reason=command.reason, key=command.key)
    acts.changes("undo", (), {"records": records}, command.reason)
    return undone, records
