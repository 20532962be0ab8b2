"""How well a text is spelt: names in full rather than in initials, in proper case rather than shouted."""

import re
import unicodedata
from functools import lru_cache

_INITIALS = re.compile(r"(?:[^\W\d_]\.?)|(?:[^\W\d_]\.)+[^\W\d_]?\.?")
_RUN_TOGETHER = re.compile(r"[B-DF-HJ-NP-TV-XZ]{2,3}")
"""Initials without a point, as in `JR Lee`: capitals, of which none is a vowel."""
_ENOUGH_WORDS = 2
"""A given and a family name; that somebody has three names makes no difference."""


@lru_cache(maxsize=32_768)
def words_in_full(text: str) -> int:
    """How many words are more than initials, at most two: 2 for `Ann Lee`, 1 for `A. Lee` and `JR Lee`.

    Scripts without cases have no initials, and Han, kana and Hangul are written without blanks between the names: each
    of their signs counts as a word.
    """
    count = 0
    words = text.split()
    if len(words) > 1 and _RUN_TOGETHER.fullmatch(words[0]) and not text.isupper():
        words = words[1:]
    for word in words:
        if "LATIN" not in unicodedata.name(word[0], "") and word[0].lower() == word[0].upper():
            count += len(word) if _is_unspaced(word) else 1
        elif not _INITIALS.fullmatch(word):
            count += 1
    return min(count, _ENOUGH_WORDS)


@lru_cache(maxsize=32_768)
def is_proper_case(text: str) -> bool:
    """Whether the text is neither all in capitals nor all in small letters; a text without letters of both cases is."""
    return text.upper() == text.lower() or text not in (text.upper(), text.lower())


def _is_unspaced(word: str) -> bool:
    return unicodedata.name(word[0], "").startswith(("CJK", "HIRAGANA", "KATAKANA", "HANGUL"))
