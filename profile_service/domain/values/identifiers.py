"""Identifiers: typed values that identify a person, normalised so that equal ones compare equal."""

import re
from functools import lru_cache
from typing import NamedTuple

from profile_service.domain.values.emails import email
from profile_service.domain.values.errors import InvalidInput
from profile_service.domain.values.phones import AS_WRITTEN, main_number, phone
from profile_service.domain.values.placeholders import is_nobodys_id
from profile_service.domain.values.text import clean, without_unseen

MAX_LENGTH = 256
_TYPE = re.compile(r"[a-z][a-z0-9_]{0,39}")


class Identifier(NamedTuple):
    """A normalised value with its type: `("email", "ann@x.org")`, `("phone", "+33142685300")`.

    A tuple, because resolution hashes and compares them a hundred thousand times a second.
    """

    type: str
    value: str

    @property
    def key(self) -> str:
        return f"{self.type}:{self.value}"

    @classmethod
    def from_key(cls, key: str) -> "Identifier":
        """The identifier that has this key."""
        type, _, value = key.partition(":")
        return cls(type, value)

    @property
    def is_placeholder(self) -> bool:
        """Whether the value is a placeholder of the built-in list. Callers ask `Rules.is_junk`, which adds the rules in
        force."""
        return self.type == AS_WRITTEN or is_nobodys_id(self.type, main_number(self.value))


@lru_cache(maxsize=65_536)
def identifier(type: str, value: str, country: str | None = None) -> Identifier:
    """The normalised identifier. `country` (ISO 3166, `FR`) reads national phone numbers.

    Raises InvalidInput, without the value in its text, where the value is blank, too long,
    or not of its type's form.
    """
    name = type.strip().lower()
    if not _TYPE.fullmatch(name):
        raise InvalidInput("not an identifier type; expected lower-case letters, digits and _ such as loyalty_id")
    text = without_unseen(clean(value))
    if not text:
        raise InvalidInput(f"the {name} is blank")
    if len(text) > MAX_LENGTH:
        raise InvalidInput(f"the {name} is longer than {MAX_LENGTH} characters")
    if name == "email":
        return Identifier(name, email(text))
    if name == "phone":
        return Identifier(name, phone(text, country))
    return Identifier(name, text)
