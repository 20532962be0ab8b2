"""Users: made, listed, changed and removed. Whatever changes what a user may do ends their sessions."""

from collections.abc import Callable
from dataclasses import replace

from profile_service.domain.access.actor_names import plain_name
from profile_service.domain.access.users import User, user_name
from profile_service.domain.values.errors import Conflict, InvalidInput, NotFound
from profile_service.domain.values.times import utc_now
from profile_service.service.access.passwords import Passwords
from profile_service.service.declared.access import DeclaredAccess
from profile_service.store.access import login_sessions
from profile_service.store.access import users as stored
from profile_service.store.engine.store import Store, WriteTransaction


class Users:
    """The users of one store. Every change counts in all processes within two seconds."""

    def __init__(self, store: Store, declared: DeclaredAccess) -> None:
        self._store = store
        self._declared = declared
        self._passwords = Passwords()

    async def create(self, name: str, role: str, password: str, created_by: str) -> User:
        """A new user. Raises InvalidInput where name, role or password make no sense, Conflict where there is one."""
        self._declared.role(role)
        user = User(
            user_name(plain_name(name, "the user")), role, await self._hashed(name, password), utc_now(), created_by
        )

        async def created(tx: WriteTransaction) -> None:
            there = await stored.user(tx.run, user.name)
            if there is not None and there.state != "removed":
                raise Conflict("there is such a user already; `users password` gives them another password")
            await stored.put(tx, user)

        await self._store.write(created)
        return user

    async def all(self) -> list[User]:
        """Every user who was not removed, the oldest first."""
        return [user for user in await stored.users(self._store) if user.state != "removed"]

    async def set_password(self, name: str, password: str) -> User:
        """Give a user another password. Raises InvalidInput as `create` does, NotFound."""
        hash = await self._hashed(name, password)
        return await self._changed(name, lambda user: replace(user, password=hash))

    async def set_role(self, name: str, role: str) -> User:
        self._declared.role(role)
        return await self._changed(name, lambda user: replace(user, role=role))

    async def disable(self, name: str) -> User:
        """Let a user in no more, until enabled. Again, it changes nothing."""
        now = utc_now()
        return await self._changed(name, lambda user: replace(user, disabled_at=user.disabled_at or now))

    async def enable(self, name: str) -> User:
        return await self._changed(name, lambda user: replace(user, disabled_at=None))

    async def remove(self, name: str) -> User:
        """Take a user away for good. Nothing but the name stays, which is in the history of what they changed."""
        now = utc_now()
        return await self._changed(name, lambda user: replace(user, role="", password="", removed_at=now))

    async def _changed(self, name: str, change: Callable[[User], User]) -> User:
        async def changed(tx: WriteTransaction) -> User:
            user = await stored.user(tx.run, user_name(name))
            if user is None or user.state == "removed":
                raise NotFound("there is no such user; `users list` shows them")
            after = change(user)
            await stored.put(tx, after)
            await login_sessions.end_of_user(tx, user.name)
            return after

        return await self._store.write(changed)

    async def _hashed(self, name: str, password: str) -> str:
        if password.strip().casefold() == user_name(name):
            raise InvalidInput("the password is the user's name; take another one")
        return await self._passwords.hashed(password)
