"""Users in tests, whose passwords are tested as in earnest but sooner."""

from pathlib import Path

from profile_service.service.access.users import Users
from profile_service.service.declared.access import declared_access
from profile_service.store.engine.store import Store

PASSWORD = "correct horse battery staple"


def users_of(store: Store, roles: Path | None = None) -> Users:
    return Users(store, declared_access(roles))


async def made_user(store: Store, role: str = "agent", name: str = "ada") -> None:
    await users_of(store).create(name, role, PASSWORD, "root")
