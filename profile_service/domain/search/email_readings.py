"""E-mail addresses with one letter wrong: in the domain, in a word of the name before it, or anywhere in that name.

Each slip of the name is looked up as a whole address: a thousand exact look-ups cost less than reading the addresses
that begin with half a name, of which there may be any number.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from profile_service.domain.search.lookups import Lookup
from profile_service.domain.search.spellings import is_spelled, slipped
from profile_service.domain.search.typed_text import TypedText

_WORD = re.compile(r"[a-z]+")
_LEAST_NAME = 4
_MOST_CORRECTIONS = 4
_LONGEST_NAME = 40


def email_words(email: str) -> list[str]:
    """The words of an address that the dictionary may have: its domain, and those of the name before it."""
    name, _, domain = email.rpartition("@")
    return [word for word in dict.fromkeys([domain, *_WORD.findall(name)]) if name and is_spelled(word)]


def near_email_lookups(typed: TypedText, corrections: Mapping[str, Sequence[str]]) -> Iterator[Lookup]:
    """The look-ups of typed addresses with one letter changed. `corrections`: word → those that it may be meant for."""
    for place in typed.places("email"):
        email = typed.words[place].form
        name, _, domain = email.rpartition("@")
        if not name or "." not in domain:
            continue
        for word in email_words(email):
            for other in corrections.get(word, ())[:_MOST_CORRECTIONS]:
                changed = f"{name}@{other}" if word == domain else f"{name.replace(word, other, 1)}@{domain}"
                yield Lookup("key", f"email:{changed}", "email", frozenset({place}), near=True)
        if _LEAST_NAME <= len(name) <= _LONGEST_NAME:
            keys = tuple(f"email:{other}@{domain}" for other in slipped(name))
            yield Lookup("any_key", name, "email", frozenset({place}), near=True, one_of=keys)
