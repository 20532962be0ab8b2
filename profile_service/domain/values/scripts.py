"""Scripts in which names are written, such as Latin, Cyrillic or Han."""

from functools import lru_cache
from unicodedata import category, name, normalize

LATIN = "LATIN"
_HAN = "CJK"
# Scripts of which one sign is a word or a syllable, so that it is no initial.
_SYLLABIC = frozenset({_HAN, "HIRAGANA", "KATAKANA", "HANGUL"})
# Scripts in which the family name comes first.
_FAMILY_FIRST = frozenset({_HAN, "HIRAGANA", "HANGUL"})


def script(text: str) -> str:
    """The script of the letters of a text, by the first word of their Unicode names; of several the names in
    alphabetical order, joined by a plus: `CJK+HIRAGANA`. Empty where it has no letters."""
    if text.isascii():
        return LATIN if any(map(str.isalpha, text)) else ""
    return "+".join(sorted(filter(None, set(map(_script_of, normalize("NFKC", text))))))


def is_alphabetic(text: str) -> bool:
    """Whether one of its letters may stand for a word that begins with it."""
    return _SYLLABIC.isdisjoint(script(text).split("+"))


def has_family_first(text: str) -> bool:
    """Whether a whole name that begins with this word begins with the family name."""
    return _FAMILY_FIRST.issuperset(script(text).split("+"))


@lru_cache(maxsize=8_192)
def _script_of(character: str) -> str:
    """Empty for signs, marks and modifiers, which several scripts share."""
    is_letter = category(character) in {"Lu", "Ll", "Lt", "Lo"}
    return name(character, "").partition(" ")[0] if is_letter else ""
