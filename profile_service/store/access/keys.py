"""API keys as the store keeps them: a digest of the secret, never the secret."""

from profile_service.domain.access.keys import AccessKey
from profile_service.store.engine.statements import NamedValues, as_return
from profile_service.store.engine.store import Store, WriteTransaction

_COLUMNS = {
    "id": "k.id",
    "name": "k.name",
    "role": "k.role",
    "scopes": "k.scopes",
    "digest": "k.digest",
    "created_at": "k.created_at",
    "created_by": "k.created_by",
    "expires_at": "k.expires_at",
    "revoked_at": "k.revoked_at",
    "used_at": "k.used_at",
    "origin": "k.origin",
}
_ALL = f"""
MATCH (k:AccessKey)
RETURN {as_return(_COLUMNS)}
ORDER BY k.created_at, k.id
"""


async def keys(store: Store) -> list[AccessKey]:
    """Every key that was ever made, the oldest first."""
    return [_key(row.data()) for row in await store.read(_ALL)]


_IN_FORCE = f"""
MATCH (k:AccessKey)
WHERE k.revoked_at IS NULL AND k.expires_at > $now
RETURN {as_return(_COLUMNS)}
"""


async def keys_in_force(store: Store, now: str) -> list[AccessKey]:
    return [_key(row.data()) for row in await store.read(_IN_FORCE, now=now)]


_CREATE = """
CREATE (k:AccessKey {id: $id})
SET k += $properties
"""


async def create(tx: WriteTransaction, key: AccessKey) -> None:
    properties = {field: getattr(key, field) for field in _COLUMNS if field not in {"id", "scopes"}}
    await tx.run(_CREATE, id=key.id, properties={**properties, "scopes": " ".join(key.scopes)})


_REVOKE = """
MATCH (k:AccessKey {id: $id})
SET k.revoked_at = coalesce(k.revoked_at, $now)
RETURN k.id AS id
"""


async def revoke(tx: WriteTransaction, id: str, now: str) -> bool:
    """Whether there is such a key. One that is revoked already stays as it is."""
    return bool(await tx.run(_REVOKE, id=id, now=now))


_USED = """
UNWIND $ids AS id
MATCH (k:AccessKey {id: id})
SET k.used_at = $now
"""


async def note_use(tx: WriteTransaction, ids: list[str], now: str) -> None:
    await tx.run(_USED, ids=ids, now=now)


def _key(values: NamedValues) -> AccessKey:
    return AccessKey(**{**values, "scopes": tuple(values["scopes"].split())})
