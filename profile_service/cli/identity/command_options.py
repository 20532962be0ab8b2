"""Steward commands on the command line: the options that they share, how they are executed, and their output."""

import getpass
from collections.abc import Awaitable, Callable, Iterable
from typing import Annotated, TypeAlias

import typer

from profile_service.cli.console.audited import ask_audited
from profile_service.cli.console.options import AsJson, DryRun, with_options
from profile_service.cli.console.output import print_json, print_lines
from profile_service.cli.identity.render_effects import effect_data, effect_lines
from profile_service.domain.stewardship.commands import Effect, StewardCommand
from profile_service.domain.values.errors import InvalidInput
from profile_service.service.stewardship.stewardship import Stewardship

Decision: TypeAlias = Callable[[Stewardship, StewardCommand], Awaitable[Effect]]

_Actor: TypeAlias = Annotated[
    str | None, typer.Option(metavar="NAME", help="Who decides; your login name where it is left out.")
]
_Reason: TypeAlias = Annotated[str, typer.Option(metavar="TEXT", help="Why; the history keeps it.")]
_Key: TypeAlias = Annotated[
    str | None, typer.Option(metavar="KEY", help="Idempotency key: under one key a command is executed once.")
]
_Expect: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(metavar="ID=VERSION", help="Do nothing where the profile is not at this version any more."),
]


def cause_options(
    *, actor: _Actor = None, reason: _Reason = "", key: _Key = None, dry_run: DryRun = False
) -> StewardCommand:
    """Who changes something, why, under which key, and whether it is a dry run."""
    return StewardCommand(actor or login(), reason, key, dry_run=dry_run)


def command_options(
    *,
    actor: _Actor = None,
    reason: _Reason = "",
    expect: _Expect = None,
    key: _Key = None,
    dry_run: DryRun = False,
) -> StewardCommand:
    """The same, with the versions that profiles are expected to have."""
    return StewardCommand(actor or login(), reason, key, dict(_versions(expect or ())), dry_run)


def steward_command(decide: Callable[..., Decision]) -> Callable[..., None]:
    """A command with the parameters of `decide` and the options of all steward commands. The decision that `decide`
    returns is executed, and its effect printed."""

    # The area is the command's group: `profile_service.cli.identity.steward` has `identity judge`.
    name = f"{decide.__module__.split('.')[2]} {decide.__name__.replace('_', '-')}"

    @with_options(decision=decide, command=command_options)
    def command(decision: Decision, command: StewardCommand, *, as_json: AsJson = False) -> None:
        effect = ask_audited(name, lambda store, acts: decision(Stewardship(store, acts=acts), command))
        if as_json:
            print_json(effect_data(effect))
        else:
            print_lines(effect_lines(effect))

    command.__doc__ = decide.__doc__
    return command


def login() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError) as error:
        raise InvalidInput("your login name is not known here; name who decides with --actor") from error


def _versions(pairs: Iterable[str]) -> Iterable[tuple[str, int]]:
    for pair in pairs:
        profile, _, version = pair.partition("=")
        if not (profile and version.isascii() and version.isdecimal() and len(version) < 19):
            raise InvalidInput("--expect takes a profile and the version that you saw, such as 0198c0de=3")
        yield profile, int(version)
