"""Users in tests, whose passwords are tested as in earnest but sooner."""

from pathlib import Path

import argon2

from profile_service.service.access import passwords
from profile_service.service.access.users import Users
from profile_service.service.declared.access import declared_access
from profile_service.store.engine.store import Store

PASSWORD = "correct horse battery staple"
HASHER_IN_EARNEST = passwords._HASHER


def hash_passwords_quickly() -> None:
    """Let this process hash passwords at the least cost that Argon2 has: most tests are of something else."""
    passwords._HASHER = argon2.PasswordHasher(time_cost=1, memory_cost=32, parallelism=4)


def users_of(store: Store, roles: Path | None = None) -> Users:
    return Users(store, declared_access(roles))


async def made_user(store: Store, role: str = "agent", name: str = "ada") -> None:
    await users_of(store).create(name, role, PASSWORD, "root")
