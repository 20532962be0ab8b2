"""Who may do what here: keys, users and roles, for those who may know."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from profile_service.domain.access.access_decisions import decide_read
from profile_service.domain.access.caller import Caller
from profile_service.domain.access.keys import AccessKey
from profile_service.domain.access.users import User
from profile_service.domain.values.cursors import check_first, read_cursor
from profile_service.domain.values.errors import InvalidInput
from profile_service.service.audit.audited_acts import NOT_AUDITED, AuditedActs
from profile_service.service.declared.access import DeclaredAccess, RoleDescription
from profile_service.store.access import keys as stored_keys
from profile_service.store.access import users as stored_users
from profile_service.store.engine.store import Store

T = TypeVar("T")


class AccessList:
    """Every list leaves a line in the audit, with the number of its items. Raises Forbidden for those who may not read
    who has access."""

    def __init__(self, store: Store, caller: Caller, acts: AuditedActs = NOT_AUDITED) -> None:
        self._store = store
        self._caller = caller
        self._acts = acts

    async def keys(self, first: int, cursor: str | None) -> tuple[list[AccessKey], bool]:
        """A page of the keys that were ever made, the newest first, and whether there are more."""
        self._require()
        keys = await stored_keys.keys(self._store)
        page, has_more = self._page(keys[::-1], lambda key: key.id, first, cursor)
        self._acts.shows("accessKeys", (), rows=len(page))
        return page, has_more

    async def users(self, first: int, cursor: str | None) -> tuple[list[User], bool]:
        """A page of the users who were not removed, the newest first, and whether there are more."""
        self._require()
        users = [user for user in await stored_users.users(self._store) if user.state != "removed"]
        page, has_more = self._page(users[::-1], lambda user: user.name, first, cursor)
        self._acts.shows("users", (), rows=len(page))
        return page, has_more

    def roles(self, declared: DeclaredAccess) -> list[RoleDescription]:
        """The declared roles, in the order of their file."""
        self._require()
        roles = declared.descriptions()
        self._acts.shows("roles", (), rows=len(roles))
        return roles

    def _require(self) -> None:
        decide_read(self._caller, "access").required()

    def _page(
        self, items: Sequence[T], name: Callable[[T], str], first: int, cursor: str | None
    ) -> tuple[list[T], bool]:
        """The items behind the one that the cursor names."""
        check_first(first)
        start = 0
        if cursor:
            names, last = [name(item) for item in items], read_cursor(cursor)
            if last not in names:
                raise InvalidInput("the cursor is not one of this list; take endCursor of the page before")
            start = names.index(last) + 1
        end = start + self._caller.rights.page(first)
        return list(items[start:end]), len(items) > end
