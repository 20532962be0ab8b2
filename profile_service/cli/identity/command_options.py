"""Commands by which a steward orders something: the options that they share, and how they are carried out."""

import getpass
import inspect
from collections.abc import Awaitable, Callable, Iterable
from typing import Annotated, Any, TypeAlias, cast

import orjson
import typer

from profile_service.cli.console.execution import run, settings
from profile_service.cli.console.terminal import out
from profile_service.cli.identity.identity import identity
from profile_service.cli.identity.render_effects import effect_data, effect_lines
from profile_service.domain.stewardship.commands import Effect, StewardCommand
from profile_service.domain.values.errors import InvalidInput
from profile_service.service.stewardship.stewardship import Stewardship
from profile_service.store.engine.open_store import open_store

Decision: TypeAlias = Callable[[Stewardship, StewardCommand], Awaitable[Effect]]
Decide: TypeAlias = Callable[..., Decision]


def steward_command(name: str) -> Callable[[Decide], Decide]:
    """Make a function a command of `identity`, with the options that all orders share. The function makes a decision
    of its own arguments; that is carried out, and its effect is told."""

    def register(decide: Decide) -> Decide:
        own = inspect.signature(decide).parameters.values()
        shared = inspect.signature(_order).parameters

        def command(*, as_json: bool, **given: Any) -> None:
            order = _order(**{name: given.pop(name) for name in shared})
            _tell(run(_carried_out(decide(**given), order)), as_json=as_json)

        command.__doc__ = decide.__doc__
        cast("Any", command).__signature__ = inspect.Signature([*own, *shared.values(), _AS_JSON])
        identity.command(name)(command)
        return decide

    return register


def _order(
    *,
    actor: Annotated[str | None, typer.Option(help="Who decides; else your login name.")] = None,
    reason: Annotated[str, typer.Option(help="Why, for those who read the history.")] = "",
    expect: Annotated[
        list[str] | None,
        typer.Option(metavar="ID=VERSION", help="Decide nothing where the profile has another version by now."),
    ] = None,
    key: Annotated[str | None, typer.Option(help="An order is carried out once under one key.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Change nothing; say what would change.")] = False,
) -> StewardCommand:
    return StewardCommand(actor or login(), reason, key, dict(_expected(expect or ())), dry_run)


_AS_JSON = inspect.Parameter(
    "as_json",
    inspect.Parameter.KEYWORD_ONLY,
    default=False,
    annotation=Annotated[bool, typer.Option("--json", help="Tell it as JSON.")],
)


def login() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError) as error:
        raise InvalidInput("your login name is not known here; say who decides with --actor") from error


def _expected(pairs: Iterable[str]) -> Iterable[tuple[str, int]]:
    for pair in pairs:
        profile, _, version = pair.partition("=")
        if not (profile and version.isascii() and version.isdecimal() and len(version) < 19):
            raise InvalidInput("--expect takes a profile and the version that you saw, such as 0198c0de=3")
        yield profile, int(version)


async def _carried_out(decision: Decision, order: StewardCommand) -> Effect:
    async with open_store(settings()) as store:
        return await decision(Stewardship(store), order)


def _tell(effect: Effect, *, as_json: bool) -> None:
    if as_json:
        typer.echo(orjson.dumps(effect_data(effect)))
        return
    for line in effect_lines(effect):
        out.print(line, markup=False, emoji=False)
