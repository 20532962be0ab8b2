"""`users`: people who log in with a name and a password."""

import sys
from collections.abc import Awaitable, Callable
from typing import Annotated, Any, TypeAlias

import typer

from profile_service.cli.console.audited import ask_audited
from profile_service.cli.console.execution import ask, settings
from profile_service.cli.console.options import AsJson
from profile_service.cli.console.output import print_json, print_lines
from profile_service.cli.identity.command_options import login
from profile_service.cli.serving import Port, settings_at
from profile_service.domain.access.login_sessions import LoginLink
from profile_service.domain.access.users import User
from profile_service.domain.values.errors import InvalidInput
from profile_service.service.access.addresses import url
from profile_service.service.access.key_secret import KeySecretPlace
from profile_service.service.access.login_links import LoginLinks, link_address
from profile_service.service.access.passwords import MAX_CHARACTERS
from profile_service.service.access.users import Users
from profile_service.service.audit.audited_acts import AuditedActs
from profile_service.service.declared.access import declared_access
from profile_service.service.declared.views import views_with_own
from profile_service.store.engine.store import Store

UserName: TypeAlias = Annotated[
    str, typer.Argument(metavar="NAME", help="Name that the person logs in with.", show_default=False)
]
UserRole: TypeAlias = Annotated[
    str, typer.Option("--role", metavar="ROLE", help="Role of schema/access.yaml.", show_default=False)
]

users = typer.Typer(help="Users: people who log in with a password.", no_args_is_help=True)


@users.command()
def create(name: UserName, role: UserRole, *, as_json: AsJson = False) -> None:
    """Make a user; the password is asked for, or read as the first line of standard input."""
    password = _new_password()
    made = _changed("users create", lambda users: users.create(name, role, password, login()), create=True)
    _print(made, as_json=as_json)


@users.command("list")
def list_users(*, as_json: AsJson = False) -> None:
    """List the users."""
    for user in ask(lambda store: _users(store).all()):
        _print(user, as_json=as_json)


@users.command()
def password(name: UserName, *, as_json: AsJson = False) -> None:
    """Give a user another password, asked for as `create` does, and end their sessions."""
    text = _new_password()
    _print(_changed("users password", lambda users: users.set_password(name, text)), as_json=as_json)


@users.command()
def role(name: UserName, role: UserRole, *, as_json: AsJson = False) -> None:
    """Give a user another role, and end their sessions."""
    _print(_changed("users role", lambda users: users.set_role(name, role)), as_json=as_json)


@users.command()
def disable(name: UserName, *, as_json: AsJson = False) -> None:
    """Let a user in no more, and end their sessions within two seconds."""
    _print(_changed("users disable", lambda users: users.disable(name)), as_json=as_json)


@users.command()
def enable(name: UserName, *, as_json: AsJson = False) -> None:
    """Let a disabled user in again."""
    _print(_changed("users enable", lambda users: users.enable(name)), as_json=as_json)


@users.command()
def remove(name: UserName, *, as_json: AsJson = False) -> None:
    """Take a user away for good, with the password, and end their sessions."""
    _print(_changed("users remove", lambda users: users.remove(name)), as_json=as_json)


@users.command()
def link(
    *,
    role: Annotated[str, typer.Option(metavar="ROLE", help="Role of schema/access.yaml.")] = "admin",
    port: Port = None,
    as_json: AsJson = False,
) -> None:
    """Print an address that logs you in once, within a quarter of an hour, without a password."""
    config = settings_at(None, port)
    declared = declared_access(config.access, views_with_own(config.views))
    place = KeySecretPlace(config.access_secret, config.data_dir)

    async def make(store: Store, acts: AuditedActs) -> tuple[LoginLink, str]:
        await acts.begins("users link")
        made = await LoginLinks(store, place, declared).create(login(), role)
        acts.changes("users link", (), {"user": made[0].name, "role": made[0].role})
        return made

    made, token = ask_audited("users link", make)
    address = link_address(url(config.host, config.port), token)
    if as_json:
        print_json({"url": address, "name": made.name, "role": made.role, "expiresAt": made.expires_at})
    else:
        print_lines([address])


def _changed(command: str, work: Callable[[Users], Awaitable[User]], *, create: bool = False) -> User:
    """The user as the work leaves them, which stands in the audit before and after it."""

    async def change(store: Store, acts: AuditedActs) -> User:
        await acts.begins(command)
        user = await work(_users(store))
        acts.changes(command, (), {"user": user.name, "role": user.role})
        return user

    return ask_audited(command, change, create=create)


def _users(store: Store) -> Users:
    config = settings()
    return Users(store, declared_access(config.access, views_with_own(config.views)))


def _new_password() -> str:
    """Never an argument, which other programs of the machine can read."""
    if sys.stdin.isatty():
        text: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
        return text
    line = sys.stdin.readline(MAX_CHARACTERS + 2).rstrip("\r\n")
    if not line:
        raise InvalidInput("there is no password on standard input; write it there, or run the command at a terminal")
    return line


def _print(user: User, *, as_json: bool) -> None:
    if as_json:
        print_json(_data(user))
    else:
        print_lines([_line(user)])


def _data(user: User) -> dict[str, Any]:
    return {
        "name": user.name,
        "role": user.role or None,
        "state": user.state,
        "createdAt": user.created_at,
        "createdBy": user.created_by,
        "loggedInAt": user.logged_in_at,
    }


def _line(user: User) -> str:
    seen = f"last login {user.logged_in_at[:16].replace('T', ' ')}" if user.logged_in_at else "never logged in"
    return f"{user.name}  {user.state:8}  {user.role or 'no role'}  since {user.created_at[:10]}, {seen}"
