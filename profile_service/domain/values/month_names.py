"""Names of months in ten languages, and times that are written with them."""

import re
from datetime import datetime
from functools import lru_cache
from unicodedata import combining, normalize

# The first letters of the months in English, German, French, Spanish, Portuguese, Italian, Dutch, Polish, Swedish and
# transliterated Russian, of which no two are different months.
_MONTHS = {
    beginning: number
    for number, beginnings in enumerate(
        (
            "jan ene gen sty yan", "feb fev lut", "mar mrt mrz maa mae", "apr avr abr kwi", "may mai mei mag maj",
            "jun juin giu cze iyun", "jul juil lug lip iyul", "aug aou ago sie avg", "sep set wrz sen",
            "oct okt ott out paz", "nov lis noy", "dec dez dic des gru dek",
        ),
        start=1,
    )
    for beginning in beginnings.split()
}  # fmt: skip
_ENGLISH = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_BESIDE = frozenset("de del of the den le el il la a at as um om o uhr alle ore las kl dnia godz".split())
"""Words that stand in a date beside its parts, as `le`, `de` and `à` do."""
_SEPARATORS = re.compile(r"[\s.,]+")
_ORDINAL = re.compile(r"(\d\d?)(?:er|st|nd|rd|th|o)")
_HOUR = re.compile(r"(\d|%H)h(\d\d|%M)")


def month_number(word: str) -> int:
    """The number of a month by the beginning of its name, in small letters without accents; 0 for another word."""
    return _MONTHS.get(word[:3], 0) or _MONTHS.get(word[:4], 0)


def names_month(text: str) -> bool:
    """Whether a word of the text is, or begins as, the name of a month in any of the languages."""
    return any(word in _ENGLISH for word in _plain_date(text).split())


def read_moment(text: str, format: str) -> datetime:
    """The moment of a text in the form of `strptime`. Where that has `%b` or `%B`, the month's name may be of any of
    the languages, and points, commas and small words make no difference: `1er févr. 2026`, `3. März 2026`, `le 3 nov.
    2026 à 14h05`.

    Raises ValueError where it is none, and re.error where the format itself is none.
    """
    try:
        return datetime.strptime(text, format)  # noqa: DTZ007 (the caller gives it its zone)
    except ValueError:
        if "%b" not in format and "%B" not in format:
            raise
        return datetime.strptime(_plain_date(text), _plain_date(format).replace("%B", "%b"))  # noqa: DTZ007


@lru_cache(maxsize=4_096)
def _plain_date(written: str) -> str:
    """`Le 3 nov. 2026 à 14h05` → `3 nov 2026 14:05`, of a date or of its format."""
    words = (_plain_word(word) for word in _SEPARATORS.split(_HOUR.sub(r"\1:\2", written)))
    return " ".join(word for word in words if word and word not in _BESIDE)


def _plain_word(word: str) -> str:
    if "%" in word:
        return word
    plain = "".join(sign for sign in normalize("NFKD", word.casefold()) if not combining(sign))
    if ordinal := _ORDINAL.fullmatch(plain):
        return ordinal[1]
    month = month_number(plain) if plain.isalpha() else 0
    return _ENGLISH[month - 1] if month else plain
