"""`identity rules`: check, preview, apply and show the rules by which records become profiles."""

from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from profile_service.cli.console.audited import ask_audited
from profile_service.cli.console.execution import ask, settings
from profile_service.cli.console.options import AsJson, with_options
from profile_service.cli.console.output import print_json, print_lines
from profile_service.cli.console.terminal import progress_bar
from profile_service.cli.identity.command_options import cause_options
from profile_service.cli.identity.render_impact import impact_data, impact_lines
from profile_service.cli.identity.render_rules import application_data, application_lines
from profile_service.domain.resolution.impact import Impact
from profile_service.domain.stewardship.commands import StewardCommand
from profile_service.domain.values.errors import InvalidInput
from profile_service.schema_data import schema_path
from profile_service.service.audit.audited_acts import AuditedActs
from profile_service.service.declared.identity_rules import rules_from, rules_text
from profile_service.service.resolution.rules_apply import RulesApplication
from profile_service.service.resolution.rules_preview import changed_rules, preview
from profile_service.store.engine.store import Store
from profile_service.store.resolution import rules as stored_rules
from profile_service.store.resolution import scan
from profile_service.store.resolution.rules import Application

rules = typer.Typer(no_args_is_help=True, help="The rules by which records become profiles.")

_HELP = "A YAML file of identity rules."
_File: TypeAlias = Annotated[Path, typer.Argument(metavar="FILE", help=_HELP, show_default=False)]


@rules.command("check")
def check(file: _File, *, as_json: AsJson = False) -> None:
    """Check rules, and show how they differ from the rules in force."""
    text = _sound(file)
    differences = ask(lambda store: changed_rules(store, text, str(file)))
    if as_json:
        print_json({"differences": differences})
        return
    verdict = "it differs from the rules in force:" if differences else "it says the same as the rules in force."
    print_lines([f"{file}: sound, and {verdict}", *(f"    {line}" for line in differences)])


@rules.command("preview")
def preview_rules(file: _File, *, as_json: AsJson = False) -> None:
    """Show what applying rules would change. Reads the whole graph and writes nothing."""
    text = _sound(file)
    _print_impact(ask(lambda store: _preview(store, text, str(file))), as_json=as_json)


@rules.command("apply")
@with_options(command=cause_options)
def apply_rules(
    file: Annotated[Path | None, typer.Argument(metavar="FILE", help=_HELP, show_default=False)] = None,
    *,
    command: StewardCommand,
    as_json: AsJson = False,
) -> None:
    """Put rules in force, and resolve all records by them.

    If interrupted, run it again to continue; without FILE it resumes the active rules.
    """
    text = _sound(file) if file else None
    if command.dry_run:
        _print_impact(ask(lambda store: _dry_run(store, text, str(file))), as_json=as_json)
    else:
        applied, records = ask_audited(
            "identity rules apply", lambda store, acts: _apply(store, acts, text, str(file), command), create=True
        )
        _print_application(applied, records, as_json=as_json)


@rules.command("status")
def rules_status(*, as_json: AsJson = False) -> None:
    """Show which rules are in force, and whether all records were resolved by them."""

    async def read(store: Store) -> tuple[Application | None, int]:
        return await stored_rules.in_force(store.read), await scan.count(store)

    _print_application(*ask(read), as_json=as_json)


@rules.command("show")
def show_rules(*, as_json: AsJson = False) -> None:
    """Print the rules in force as a file of rules."""
    applied = ask(lambda store: stored_rules.in_force(store.read))
    text = applied.text if applied else rules_text(schema_path("identity.yaml"))
    if as_json:
        print_json({"digest": applied.digest if applied else None, "text": text})
    else:
        typer.echo(text, nl=False)


async def _apply(
    store: Store, acts: AuditedActs, text: str | None, where: str, command: StewardCommand
) -> tuple[Application, int]:
    """The application, and how many records there are. Without a text the rules in force are resumed."""
    await acts.begins("apply", command.reason)
    records = await scan.count(store)
    application = RulesApplication(store, command.actor, settings().batch_rows)
    with progress_bar("apply", 2 * records, "records") as bar:

        def progress(applied: Application) -> None:
            bar(applied.walked)

        if text is None:
            applied = await application.resume(progress, reason=command.reason, key=command.key)
        else:
            applied = await application.apply(text, where, progress, reason=command.reason, key=command.key)
    acts.changes("apply", (), {"records": records}, command.reason)
    return applied, records


async def _dry_run(store: Store, text: str | None, where: str) -> Impact:
    if text is not None:
        return await _preview(store, text, where)
    applied = await stored_rules.in_force(store.read)
    if applied is None:
        raise InvalidInput("no identity rules were ever applied to this store; name a file of rules")
    return await _preview(store, applied.text, "the rules in force")


async def _preview(store: Store, text: str, where: str) -> Impact:
    with progress_bar("preview", await scan.count(store), "records") as progress:
        return await preview(store, text, where, progress)


def _sound(file: Path) -> str:
    """The text of sound rules. Raises InvalidInput where they are not, before any store is opened."""
    text = rules_text(file)
    rules_from(text, str(file))
    return text


def _print_impact(impact: Impact, *, as_json: bool) -> None:
    if as_json:
        print_json(impact_data(impact))
    else:
        print_lines([*impact_lines(impact), "Nothing was written."])


def _print_application(applied: Application | None, records: int, *, as_json: bool) -> None:
    if as_json:
        print_json(application_data(applied, records))
    else:
        print_lines(application_lines(applied, records))
