"""`keys`: API keys for callers."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any, TypeAlias, TypeVar

import typer

from profile_service.cli.console.audited import ask_audited
from profile_service.cli.console.execution import ask, settings
from profile_service.cli.console.options import AsJson
from profile_service.cli.console.output import print_json, print_lines, say
from profile_service.cli.identity.command_options import login
from profile_service.domain.access.keys import AccessKey, KeyToken
from profile_service.domain.values.times import utc_now
from profile_service.service.access.key_secret import KeySecretPlace
from profile_service.service.access.keys import MAX_DAYS, AccessKeys, NewKey
from profile_service.service.audit.audited_acts import AuditedActs
from profile_service.service.declared.access import declared_access
from profile_service.service.declared.views import views_with_own
from profile_service.store.engine.store import Store

Changed = TypeVar("Changed", AccessKey, tuple[AccessKey, KeyToken])
Days: TypeAlias = Annotated[int, typer.Option(metavar="N", help="Days until it ends.", min=1, max=MAX_DAYS)]
KeyId: TypeAlias = Annotated[
    str, typer.Argument(metavar="ID", help="Id of a key, as `keys list` shows it.", show_default=False)
]
_DAYS = 90

keys = typer.Typer(help="API keys: who may ask, in which role.", no_args_is_help=True)


@keys.command()
def create(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Who holds it: the actor of what they change.")],
    role: Annotated[str, typer.Option(metavar="ROLE", help="Role of schema/access.yaml.", show_default=False)],
    *,
    scope: Annotated[
        list[str] | None,
        typer.Option(metavar="SCOPE", help="Less than the role: read, write, read:…, mutation:…, view:…; repeatable."),
    ] = None,
    days: Days = _DAYS,
    as_json: AsJson = False,
) -> None:
    """Make a key and print its token, which is shown this once and kept nowhere."""
    wanted = NewKey(name, role, scope or (), days, login())
    _print_made(_changed("keys create", lambda keys: keys.create(wanted), create=True), as_json=as_json)


@keys.command("list")
def list_keys(*, as_json: AsJson = False) -> None:
    """List every key that was ever made, without the tokens."""
    now = utc_now()
    for key in ask(lambda store: _access_keys(store).all()):
        if as_json:
            print_json(_data(key, now))
        else:
            print_lines([_line(key, now)])


@keys.command()
def rotate(id: KeyId, *, days: Days = _DAYS, as_json: AsJson = False) -> None:
    """Make a new key with the same name, role and scopes, print its token, and end the old one at once."""
    _print_made(_changed("keys rotate", lambda keys: keys.rotate(id, login(), days)), as_json=as_json)


@keys.command()
def revoke(id: KeyId, *, as_json: AsJson = False) -> None:
    """End a key; every server refuses it within two seconds."""
    key, now = _changed("keys revoke", lambda keys: keys.revoke(id)), utc_now()
    if as_json:
        print_json(_data(key, now))
    else:
        print_lines([_line(key, now)])


def _changed(command: str, work: Callable[[AccessKeys], Awaitable[Changed]], *, create: bool = False) -> Changed:
    """What the work returns, which stands in the audit before and after it."""

    async def change(store: Store, acts: AuditedActs) -> Changed:
        await acts.begins(command)
        changed = await work(_access_keys(store))
        key = changed if isinstance(changed, AccessKey) else changed[0]
        acts.changes(command, (), {"key": key.id, "role": key.role})
        return changed

    return ask_audited(command, change, create=create)


def _access_keys(store: Store) -> AccessKeys:
    config = settings()
    place = KeySecretPlace(config.access_secret, config.data_dir)
    return AccessKeys(store, place, declared_access(config.access, views_with_own(config.views)))


def _print_made(made: tuple[AccessKey, KeyToken], *, as_json: bool) -> None:
    key, token = made
    if as_json:
        print_json({**_data(key, utc_now()), "token": token.text})
        return
    print_lines([token.text])
    say(
        f"The key {key.id} of {key.name}, role {key.role}, is valid until {key.expires_at[:10]}. Its token is shown "
        "this once; send it as `Authorization: Bearer TOKEN`."
    )


def _data(key: AccessKey, now: str) -> dict[str, Any]:
    return {
        "id": key.id,
        "name": key.name,
        "role": key.role,
        "scopes": list(key.scopes),
        "state": key.state(now),
        "createdAt": key.created_at,
        "createdBy": key.created_by,
        "expiresAt": key.expires_at,
        "revokedAt": key.revoked_at,
        "usedAt": key.used_at,
    }


def _line(key: AccessKey, now: str) -> str:
    scopes = f" ({', '.join(key.scopes)})" if key.scopes else ""
    used = f"last used {key.used_at[:16].replace('T', ' ')}" if key.used_at else "never used"
    return f"{key.id}  {key.state(now):7}  {key.role}{scopes}  {key.name}  until {key.expires_at[:10]}, {used}"
