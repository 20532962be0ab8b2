"""The command line: every command under its name, in the order of the help."""

import logging
import sys
import time
from collections.abc import Sequence

import typer
from typer.core import TyperGroup

from profile_service import __version__
from profile_service.cli.access.keys import keys
from profile_service.cli.access.users import users
from profile_service.cli.audiences.segments import segments
from profile_service.cli.audit.audit import audit
from profile_service.cli.backup.store import store
from profile_service.cli.console.execution import EXIT_FAILED, observed
from profile_service.cli.console.options import AsJson
from profile_service.cli.console.output import print_json, print_lines, say
from profile_service.cli.demonstration import demo
from profile_service.cli.doctor import doctor
from profile_service.cli.identity.identity import identity
from profile_service.cli.journeys.journeys import journeys
from profile_service.cli.load.inspect import inspect
from profile_service.cli.load.load import load
from profile_service.cli.load.rejects import rejects
from profile_service.cli.load.runs import status
from profile_service.cli.metrics.metrics import metrics
from profile_service.cli.privacy.privacy import privacy
from profile_service.cli.profile.orders import orders
from profile_service.cli.profile.profile import profile
from profile_service.cli.profile.touchpoints import touchpoints
from profile_service.cli.schema import schema
from profile_service.cli.serving import serve
from profile_service.domain.values.errors import ProfileError


def version(*, as_json: AsJson = False) -> None:
    """Show the version."""
    if as_json:
        print_json({"version": __version__})
    else:
        print_lines([__version__])


app = typer.Typer(
    help="Unified 360° customer profiles: load exports, resolve who is who, serve over GraphQL.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("load")(load)
app.command("inspect")(inspect)
app.command("status")(status)
app.add_typer(rejects, name="rejects")
app.add_typer(identity, name="identity")
app.add_typer(profile, name="profile")
app.add_typer(keys, name="keys")
app.add_typer(users, name="users")
app.add_typer(audit, name="audit")
app.add_typer(privacy, name="privacy")
app.add_typer(orders, name="orders")
app.add_typer(metrics, name="metrics")
app.add_typer(segments, name="segments")
app.add_typer(journeys, name="journeys")
app.command("touchpoints")(touchpoints)
app.add_typer(schema, name="schema")
app.add_typer(store, name="store")
app.command("doctor")(doctor)
app.command("serve")(serve)
app.command("demo")(demo)
app.command("version")(version)


_LOG = logging.getLogger("profile_service.command")


def main() -> None:
    """Run a command. Exit codes: 0 it succeeded; 1 rows were rejected, or something looked for is not there; 2 it
    could not run, or stopped and says why; 130 it was interrupted."""
    began = time.perf_counter()
    code: object = 0
    try:
        with observed():
            app()
    except ProfileError as error:
        say(f"profile-service: {error}")
        code = EXIT_FAILED
        sys.exit(EXIT_FAILED)
    except SystemExit as end:
        code = end.code or 0
        raise
    finally:
        if _LOG.isEnabledFor(logging.DEBUG):
            ms = round((time.perf_counter() - began) * 1_000, 2)
            fields = {"command": command_name(sys.argv[1:]), "exit": code, "ms": ms}
            _LOG.debug("command", extra={"fields": fields})


def command_name(words: Sequence[str]) -> str:
    """The command that the words name, without the arguments behind it; empty where they name none."""
    command, names = typer.main.get_command(app), list[str]()
    for word in words:
        if not isinstance(command, TyperGroup) or word not in command.commands:
            break
        names.append(word)
        command = command.commands[word]
    return " ".join(names)
