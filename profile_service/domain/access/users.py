"""Users: people who log in with a name and a password of their own."""

import unicodedata
from dataclasses import dataclass, field

from profile_service.domain.values.errors import InvalidInput
from profile_service.domain.values.text import clean

MAX_USER_NAME = 100


@dataclass(frozen=True, slots=True)
class User:
    """`name`: as `user_name` gives it; the actor of what they change. `password`: its Argon2 hash, with its parameters.
    Times are fixed-width UTC text. A removed user is kept without role and password, so that nobody can forget that
    access was configured once."""

    name: str
    role: str
    password: str = field(repr=False)
    created_at: str
    created_by: str
    disabled_at: str | None = None
    removed_at: str | None = None
    logged_in_at: str | None = None

    @property
    def state(self) -> str:
        """`active`, `disabled` or `removed`."""
        if self.removed_at is not None:
            return "removed"
        return "active" if self.disabled_at is None else "disabled"


def user_name(text: str) -> str:
    """A user's name as it is kept: tidy, in lower case, so that `Ann` and `ann` are one. Raises InvalidInput where it
    is blank, too long, or has blanks inside."""
    name = unicodedata.normalize("NFKC", clean(text[: MAX_USER_NAME * 2]).casefold())
    if not name or len(name) > MAX_USER_NAME or len(text) > MAX_USER_NAME * 2 or any(map(str.isspace, name)):
        raise InvalidInput(f"a user's name has 1 to {MAX_USER_NAME} characters and no blanks")
    return name
