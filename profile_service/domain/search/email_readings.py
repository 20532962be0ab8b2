"""E-mail addresses with one letter wrong: in the domain, in a word of the name before it, or anywhere in that name.

Each slip of the name is looked up as a whole address, for of those that begin with half a name there may be any number.
A slip is no further from the start, or the end, than a stored address goes along: so a few hundred look-ups are left.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from profile_service.domain.search.lookups import Lookup
from profile_service.domain.search.spellings import is_spelled, slipped
from profile_service.domain.search.typed_text import TypedText

_WORD = re.compile(r"[a-z]+")
_LEAST_NAME = 4
_MOST_CORRECTIONS = 4
_LONGEST_NAME = 40


class SharedEnds(NamedTuple):
    """How many of its first and of its last letters an address shares with a stored one, at most; each with another,
    maybe."""

    start: int
    end: int


def email_words(email: str) -> list[str]:
    """The words of an address that the dictionary may have: its domain, and those of the name before it."""
    name, _, domain = email.rpartition("@")
    return [word for word in dict.fromkeys([domain, *_WORD.findall(name)]) if name and is_spelled(word)]


def slipped_emails(typed: TypedText) -> list[str]:
    """The typed addresses of which a letter anywhere in the name may be wrong."""
    emails = [typed.words[place].form for place in typed.places("email")]
    return [email for email in emails if _is_whole(email) and _LEAST_NAME <= email.rindex("@") <= _LONGEST_NAME]


def near_email_lookups(
    typed: TypedText, corrections: Mapping[str, Sequence[str]], shared: Mapping[str, SharedEnds]
) -> Iterator[Lookup]:
    """The look-ups of typed addresses with one letter changed. `corrections`: word → those that it may be meant for;
    `shared`: of each of the `slipped_emails` the ends that stored addresses share with it."""
    for place in typed.places("email"):
        email = typed.words[place].form
        name, _, domain = email.rpartition("@")
        if not _is_whole(email):
            continue
        for word in email_words(email):
            for other in corrections.get(word, ())[:_MOST_CORRECTIONS]:
                changed = f"{name}@{other}" if word == domain else f"{name.replace(word, other, 1)}@{domain}"
                yield Lookup("key", f"email:{changed}", "email", frozenset({place}), near=True)
        if ends := shared.get(email):
            names = slipped(name, ends.start, ends.end - len(f"@{domain}"))
            keys = tuple(f"email:{other}@{domain}" for other in names)
            if keys:
                yield Lookup("any_key", name, "email", frozenset({place}), near=True, one_of=keys)


def _is_whole(email: str) -> bool:
    name, _, domain = email.rpartition("@")
    return bool(name) and "." in domain
