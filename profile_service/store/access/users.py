"""Users as the store keeps them: a hash of the password, never the password."""

from profile_service.domain.access.users import User
from profile_service.store.engine.statements import as_return
from profile_service.store.engine.store import Read, Store, WriteTransaction

_PROPERTIES = (
    "name",
    "role",
    "password",
    "created_at",
    "created_by",
    "disabled_at",
    "removed_at",
    "logged_in_at",
)
_COLUMNS = {name: f"u.{name}" for name in _PROPERTIES}
_ALL = f"""
MATCH (u:AccessUser)
RETURN {as_return(_COLUMNS)}
ORDER BY u.created_at, u.name
"""


async def users(store: Store) -> list[User]:
    """Every user that was ever made, the oldest first, removed ones too."""
    return [User(**row.data()) for row in await store.read(_ALL)]


_BY_NAME = f"""
MATCH (u:AccessUser {{name: $name}})
RETURN {as_return(_COLUMNS)}
"""


async def user(read: Read, name: str) -> User | None:
    rows = await read(_BY_NAME, name=name)
    return User(**rows[0].data()) if rows else None


_ANY = """
MATCH (u:AccessUser)
RETURN u.name AS name
LIMIT 1
"""


async def any_user(store: Store) -> bool:
    """Whether a user was ever made."""
    return bool(await store.read(_ANY))


_PUT = """
MERGE (u:AccessUser {name: $name})
SET u += $properties
"""


async def put(tx: WriteTransaction, user: User) -> None:
    """Write the user, a new one or in the place of the one of that name."""
    properties = {name: getattr(user, name) for name in _PROPERTIES if name != "name"}
    await tx.run(_PUT, name=user.name, properties=properties)
