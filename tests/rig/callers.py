"""Callers in tests: keys of each role, and what is sent with them."""

from pathlib import Path

from profile_service.domain.access.caller import Caller, CallerKind
from profile_service.domain.access.keys import AccessKey, KeyToken
from profile_service.domain.access.rights import scoped_rights
from profile_service.service.access.key_secret import KeySecretPlace
from profile_service.service.access.keys import AccessKeys, NewKey
from profile_service.service.declared.access import declared_access
from profile_service.settings import Settings
from profile_service.store.engine.store import Store

SECRET = "a secret for tests that is long enough"
SETTINGS = Settings(country="US", access_secret=SECRET)


def access_keys(store: Store, roles: Path | None = None) -> AccessKeys:
    return AccessKeys(store, KeySecretPlace(SECRET, Path("nowhere")), declared_access(roles))


async def made_key(
    store: Store, role: str, *scopes: str, name: str = "ivo", days: int = 1
) -> tuple[AccessKey, KeyToken]:
    return await access_keys(store).create(NewKey(name, role, scopes, days, "root"))


async def bearer(store: Store, role: str, *scopes: str, name: str = "ivo", roles: Path | None = None) -> dict[str, str]:
    """The header of a caller who has a new key of this role, which the file of `roles` declares."""
    _, token = await access_keys(store, roles).create(NewKey(name, role, scopes, 1, "root"))
    return {"authorization": f"Bearer {token.text}"}


def caller(role: str, *scopes: str, name: str = "ivo", kind: CallerKind = "key") -> Caller:
    """A caller as a key of this role makes one, or a token."""
    return Caller(name, role, declared_access().role(role).within(scoped_rights(scopes)), kind=kind)
