"""Words of one person in what others wrote: their names and other values, also without the accents, or with others."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from anyascii import anyascii

from profile_service.domain.access.own_numbers import Span

_LEAST_LETTERS = 4
_WRITTEN_APART = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "æ": "ae", "ß": "ss"})
_APART = re.compile("(?<=[aou])e|(?<=a)a")
"""What is left out of a letter that was written apart: the e of `Mueller`."""


@dataclass(frozen=True)
class OwnWords:
    """`pattern`: finds the words in a text of plain letters; None where there are none."""

    pattern: re.Pattern[str] | None

    def spans(self, text: str) -> Iterator[Span]:
        """Where the words stand in a text, whole, one after the other."""
        matches = self.pattern.finditer(plain_letters(text)) if self.pattern else ()
        return (Span(*match.span()) for match in matches)


def own_words(values: Iterable[str]) -> OwnWords:
    """What tells these values, and their words of four letters or more."""
    words = {word for value in values for word in (value, *value.split()) if len(word) >= _LEAST_LETTERS}
    forms = {form for word in words for form in _forms(unicodedata.normalize("NFC", word))}
    escaped = [re.escape(form) for form in sorted(forms, key=len, reverse=True)]
    return OwnWords(re.compile(rf"(?<!\w)(?:{'|'.join(escaped)})(?!\w)", re.IGNORECASE) if escaped else None)


def plain_letters(text: str) -> str:
    """The text with each letter as it is without its accent, `ü` as `u`: a sign for each sign."""
    return text if text.isascii() else "".join(map(_plain, text))


def _forms(word: str) -> Iterator[str]:
    """Of `Müller` and of `Mueller`: `Muller` and `Mueller`. Short ones that are made so would be other words."""
    yield plain_letters(word)
    yield plain_letters(word.lower().translate(_WRITTEN_APART))
    shortened = _APART.sub("", plain_letters(word))
    if len(shortened) >= _LEAST_LETTERS:
        yield shortened


@lru_cache(maxsize=4096)
def _plain(sign: str) -> str:
    """Signs that are more than one Latin letter, or none, stay."""
    plain = anyascii(sign)
    return plain if len(plain) == 1 else sign
