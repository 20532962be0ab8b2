"""E-mail addresses with one letter wrong: in the domain, in a word of the name before it, or anywhere in that name."""

import re
from collections.abc import Iterator, Mapping, Sequence

from profile_service.domain.search.lookups import Lookup
from profile_service.domain.search.spellings import is_spelled, slipped
from profile_service.domain.search.typed_text import TypedText

_WORD = re.compile(r"[a-z]+")
_LEAST_NAME = 4
_MOST_CORRECTIONS = 4
_BETWEEN = 3
_SHORT_NAME = 7


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
        if len(name) >= _LEAST_NAME:
            yield from _near_names(place, name, domain)


def _near_names(place: int, name: str, domain: str) -> Iterator[Lookup]:
    """Addresses whose name has the slip at its end, at its beginning, or between: a long beginning or end is that of
    few, and for the letters between each slip is looked up as it is."""
    begin = max(0, (len(name) - _BETWEEN) // 2) if len(name) > _SHORT_NAME else 0
    end = begin + _BETWEEN if begin else len(name)
    like = f"email:{name}@{domain}"
    for length in sorted({end, (end + len(name) + 1) // 2} - {len(name)}):
        yield Lookup("email_start", f"email:{name[:length]}", "email", frozenset({place}), near=True, like=like)
    if begin:
        ending = f"{name[begin:]}@{domain}"[::-1]
        yield Lookup("email_end", ending, "email", frozenset({place}), near=True, like=like)
    keys = tuple(f"email:{other}@{domain}" for other in slipped(name, begin, end))
    yield Lookup("any_key", name, "email", frozenset({place}), near=True, one_of=keys)
