"""API keys: made, listed, rotated and revoked."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from profile_service.domain.access.actor_names import plain_name
from profile_service.domain.access.keys import AccessKey, KeyToken
from profile_service.domain.access.rights import is_scope
from profile_service.domain.values.errors import InvalidInput, NotFound
from profile_service.domain.values.times import parse_utc_text, utc_now, utc_text
from profile_service.service.access.key_secret import KeySecretPlace
from profile_service.service.declared.access import DeclaredAccess
from profile_service.store.access import keys as stored
from profile_service.store.engine.store import Store, WriteTransaction

MAX_DAYS = 730
_MAX_NAME = 100
_ID_CHARACTERS = "abcdefghijkmnpqrstuvwxyz23456789"


@dataclass(frozen=True, slots=True)
class NewKey:
    """What somebody wants of a key. `name` is the actor of what its holder changes; `days`: how long it is valid."""

    name: str
    role: str
    scopes: Sequence[str]
    days: int
    created_by: str


class AccessKeys:
    """The keys of one store. A token is returned once, when its key is made, and is kept nowhere."""

    def __init__(self, store: Store, place: KeySecretPlace, declared: DeclaredAccess) -> None:
        self._store = store
        self._place = place
        self._declared = declared

    async def create(self, wanted: NewKey) -> tuple[AccessKey, KeyToken]:
        """A new key with its token. Raises InvalidInput where the name, the role, a scope or the days make no sense."""
        key, token = self._made(self._checked(wanted))
        await self._store.write(lambda tx: stored.create(tx, key))
        return key, token

    async def rotate(self, id: str, created_by: str, days: int) -> tuple[AccessKey, KeyToken]:
        """A new key in the place of one in force, which ends in the same transaction. Raises NotFound."""
        old = await self._key(id)
        if old.state(utc_now()) != "active":
            raise InvalidInput(f"the key {id} is {old.state(utc_now())}; create a new one")
        made, token = self._made(self._checked(NewKey(old.name, old.role, old.scopes, days, created_by)))
        key = replace(made, origin=old.origin or old.id)

        async def replaced(tx: WriteTransaction) -> None:
            await stored.revoke(tx, old.id, key.created_at)
            await stored.create(tx, key)

        await self._store.write(replaced)
        return key, token

    async def revoke(self, id: str) -> AccessKey:
        """End a key now; every process refuses it within two seconds. Raises NotFound. Again, it changes nothing."""
        key = await self._key(id)
        now = utc_now()
        await self._store.write(lambda tx: stored.revoke(tx, id, now))
        return replace(key, revoked_at=key.revoked_at or now)

    async def all(self) -> list[AccessKey]:
        """Every key that was ever made, the oldest first."""
        return await stored.keys(self._store)

    async def _key(self, id: str) -> AccessKey:
        key = next((key for key in await self.all() if key.id == id), None)
        if key is None:
            raise NotFound("there is no such key; `keys list` shows the ids")
        return key

    def _checked(self, wanted: NewKey) -> NewKey:
        name = plain_name(wanted.name, "the key")
        if not name or len(name) > _MAX_NAME:
            raise InvalidInput(f"the key's name is blank or longer than {_MAX_NAME} characters")
        self._declared.role(wanted.role)
        for scope in wanted.scopes:
            if not is_scope(scope):
                raise InvalidInput(f"{scope[:60]} is no scope; expected read, write, read:…, mutation:… or view:…")
        if not 1 <= wanted.days <= MAX_DAYS:
            raise InvalidInput(f"a key is valid for 1 to {MAX_DAYS} days")
        return replace(wanted, name=name)

    def _made(self, wanted: NewKey) -> tuple[AccessKey, KeyToken]:
        id = "".join(secrets.choice(_ID_CHARACTERS) for _ in range(12))
        token = KeyToken(id, secrets.token_urlsafe(32))
        now = utc_now()
        expires_at = utc_text(parse_utc_text(now) + timedelta(days=wanted.days))
        digest = self._place.create().digest(token.text)
        scopes = tuple(sorted(set(wanted.scopes)))
        return AccessKey(id, wanted.name, wanted.role, scopes, digest, now, wanted.created_by, expires_at), token
