"""Readings of a text that somebody types to find a customer: an e-mail, a phone, a number, an id, a name."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from profile_service.domain.sources.records import lookup_form
from profile_service.domain.values.cursors import read_cursor, write_cursor
from profile_service.domain.values.errors import InvalidInput
from profile_service.domain.values.identifiers import identifier
from profile_service.domain.values.phones import digits_of
from profile_service.domain.values.text import clean, without_unseen

MAX_TEXT = 200
_LEAST_DIGITS = 4
_MOST_DIGITS = 15
_PHONE_LIKE = re.compile(r"(\+?[\d\s().\-/]+)(?:(?:#|;?\s*(?:x|ext(?:ension)?)[.:=]?)\s*\d{1,7})?", re.IGNORECASE)
_SEPARATOR = "\x1f"

MatchKind: TypeAlias = Literal["id", "identifier", "order", "email", "phone", "name"]
_RANK: tuple[MatchKind, ...] = ("id", "identifier", "order", "email", "phone", "name")
"""Best first: what names one thing exactly comes before what may name many."""


@dataclass(frozen=True, slots=True)
class SearchText:
    """A typed text. `values`: normalised identifier values that it may be exactly. `phones`: starts of international
    numbers. `ending`: last digits of a number. `names`: starts of canonical names, in each order of the words."""

    text: str
    values: tuple[str, ...]
    email: str | None
    phones: tuple[str, ...]
    ending: str | None
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A profile, what it was found by, and the text that matched."""

    profile: str
    match: MatchKind
    text: str

    @property
    def cursor(self) -> str:
        return write_cursor(_SEPARATOR.join(map(str, self.sort_key)))

    @property
    def sort_key(self) -> tuple[int, str, str]:
        return _RANK.index(self.match), self.text, self.profile


def search_text(text: str, country: str | None) -> SearchText:
    """The readings of a typed text. Raises InvalidInput where it is blank or too long."""
    cleaned = clean(text)
    if not cleaned:
        raise InvalidInput("the text to search for is blank; give a name, e-mail, phone, order number or id")
    if len(cleaned) > MAX_TEXT:
        raise InvalidInput(f"the text to search for is longer than {MAX_TEXT} characters")
    value = without_unseen(cleaned)
    match = _PHONE_LIKE.fullmatch(value)
    digits = digits_of(match[1]) if match else ""
    is_phone = _LEAST_DIGITS <= len(digits) <= _MOST_DIGITS
    has_at = "@" in value
    phone = _whole_phone(value, country) if is_phone else None
    ending = digits.lstrip("0")
    return SearchText(
        text=cleaned,
        values=_distinct(value, value.casefold() if has_at else None, phone),
        email=value.casefold() if len(value.split()) == 1 and not is_phone else None,
        phones=_phone_starts(value, digits, phone) if is_phone else (),
        ending=ending if is_phone and len(ending) >= _LEAST_DIGITS else None,
        names=() if has_at or is_phone else _name_orders(cleaned),
    )


def best_hits(hits: Iterable[SearchHit]) -> list[SearchHit]:
    """The best hit of each profile, the best first, then by the text that matched."""
    best: dict[str, SearchHit] = {}
    for hit in sorted(hits, key=lambda hit: hit.sort_key):
        best.setdefault(hit.profile, hit)
    return list(best.values())


def hits_after(hits: Iterable[SearchHit], cursor: str) -> list[SearchHit]:
    """The hits after a cursor. Raises InvalidInput where it is no cursor of a search."""
    rank, _, rest = read_cursor(cursor).partition(_SEPARATOR)
    text, separator, profile = rest.rpartition(_SEPARATOR)
    if not (separator and len(rank) == 1 and rank.isascii() and rank.isdecimal()):
        raise InvalidInput("the cursor is not one of a search; take endCursor of the page before")
    return [hit for hit in hits if hit.sort_key > (int(rank), text, profile)]


def _whole_phone(text: str, country: str | None) -> str | None:
    try:
        return identifier("phone", text, country).value
    except InvalidInput:
        return None


def _phone_starts(text: str, digits: str, whole: str | None) -> tuple[str, ...]:
    international = "+" + digits.removeprefix("00") if text.startswith(("+", "00")) else None
    return _distinct(whole, international, "+" + digits)


def _name_orders(text: str) -> tuple[str, ...]:
    """`ann smith` may be typed for Ann Marie Smith as for Smith, Ann."""
    words = lookup_form(text.replace(",", " ")).split()
    return _distinct(" ".join(words), " ".join([*words[-1:], *words[:-1]]))


def _distinct(*texts: str | None) -> tuple[str, ...]:
    """The texts that are not blank, each once, in their order."""
    return tuple(dict.fromkeys(filter(None, texts)))
