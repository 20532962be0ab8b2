"""What a text that somebody types to find a customer may be: an e-mail, a phone, a number, an id, a name."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from profile_service.domain.sources.records import lookup_form
from profile_service.domain.values.cursors import read_cursor, write_cursor
from profile_service.domain.values.errors import InvalidInput
from profile_service.domain.values.identifiers import clean, identifier

MAX_TEXT = 200
_FEWEST_DIGITS = 4
_MOST_DIGITS = 15
_PHONE_LIKE = re.compile(r"\+?[\d\s().\-/]+")
_SEPARATOR = "\x1f"

MatchKind: TypeAlias = Literal["id", "identifier", "order", "email", "phone", "name"]
_RANK: tuple[MatchKind, ...] = ("id", "identifier", "order", "email", "phone", "name")
"""Best first: what names one thing exactly comes before what may name many."""


@dataclass(frozen=True, slots=True)
class SearchText:
    """`values`: normalised identifier values that it may be exactly. `phones`: starts of international numbers.
    `ending`: last digits of a number. `names`: folded starts of names, in the orders in which they may stand."""

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
    """Read what was typed. Raises InvalidInput where it is blank or too long."""
    cleaned = clean(text)
    if not cleaned:
        raise InvalidInput("the text to search for is blank; give a name, e-mail, phone, order number or id")
    if len(cleaned) > MAX_TEXT:
        raise InvalidInput(f"the text to search for is longer than {MAX_TEXT} characters")
    digits = "".join(c for c in cleaned if c.isdecimal() and c.isascii())
    phone_like = bool(_PHONE_LIKE.fullmatch(cleaned)) and _FEWEST_DIGITS <= len(digits) <= _MOST_DIGITS
    whole = _whole_phone(cleaned, country) if phone_like else None
    words = cleaned.split()
    lone = len(words) == 1
    return SearchText(
        text=cleaned,
        values=tuple(dict.fromkeys(filter(None, (cleaned, cleaned.casefold() if "@" in cleaned else None, whole)))),
        email=cleaned.casefold() if lone and not phone_like else None,
        phones=_phone_starts(cleaned, digits, whole) if phone_like else (),
        ending=digits.lstrip("0") if phone_like and len(digits.lstrip("0")) >= _FEWEST_DIGITS else None,
        names=() if "@" in cleaned or phone_like else _name_orders(cleaned),
    )


def best_hits(hits: Iterable[SearchHit]) -> list[SearchHit]:
    """Each profile once, by its best match; best first, then by the text that matched."""
    best: dict[str, SearchHit] = {}
    for hit in sorted(hits, key=lambda hit: hit.sort_key):
        best.setdefault(hit.profile, hit)
    return list(best.values())


def hits_after(hits: Iterable[SearchHit], cursor: str) -> list[SearchHit]:
    """The hits that come after a cursor. Raises InvalidInput where it is no cursor of a search."""
    rank, _, rest = read_cursor(cursor).partition(_SEPARATOR)
    text, bar, profile = rest.rpartition(_SEPARATOR)
    if not (bar and len(rank) == 1 and rank.isascii() and rank.isdecimal()):
        raise InvalidInput("the cursor is not one of a search; take endCursor of the page before")
    return [hit for hit in hits if hit.sort_key > (int(rank), text, profile)]


def _whole_phone(text: str, country: str | None) -> str | None:
    try:
        return identifier("phone", text, country).value
    except InvalidInput:
        return None


def _phone_starts(text: str, digits: str, whole: str | None) -> tuple[str, ...]:
    international = "+" + digits.removeprefix("00") if text.startswith(("+", "00")) else None
    return tuple(dict.fromkeys(filter(None, (whole, international, "+" + digits))))


def _name_orders(text: str) -> tuple[str, ...]:
    """`ann smith` may be typed for Ann Marie Smith as for Smith, Ann."""
    words = lookup_form(text.replace(",", " ")).split()
    forward, turned = " ".join(words), " ".join([*words[-1:], *words[:-1]])
    return tuple(dict.fromkeys(filter(None, (forward, turned))))
