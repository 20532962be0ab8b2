"""A text that somebody types to find a customer, taken apart: names, numbers and what is said of them, e-mails, phones,
dates."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from profile_service.domain.resolution.birth_dates import birth_date_readings
from profile_service.domain.resolution.given_names import TITLES
from profile_service.domain.search.written_numbers import ANNOUNCED, without_number_signs, written_numbers
from profile_service.domain.sources.records import lookup_form
from profile_service.domain.values.emails import email
from profile_service.domain.values.errors import InvalidInput
from profile_service.domain.values.phones import digits_of
from profile_service.domain.values.text import clean, without_unseen

MAX_TEXT = 200
WordKind: TypeAlias = Literal["name", "number", "order", "case", "reference", "identifier", "email", "phone", "date"]
LEAST_DIGITS = 4
_MOST_DIGITS = 15
_MOST_WORDS = 12

_PHONE_LIKE = re.compile(r"(\+?[\d\s().\-/]+)(?:(?:#|;?\s*(?:x|ext(?:ension)?)[.:=]?)\s*\d{1,7})?", re.IGNORECASE)
_PHONE_WITHIN = re.compile(r"(?<!\w)\+?\(?\d[\d\s().\-/]{5,18}\d(?!\w)")
_LEAST_PHONE = 7
_HASH = re.compile(r"(?<!\w)#\s?([\w-]*\d[\w-]*)")
_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_DATE = re.compile(
    r"(?<![\w-])(?:\d{4}[-/.]\d\d?[-/.]\d\d?|\d\d?[-/.]\d\d?[-/.]\d{4}"
    rf"|\d\d?(?:st|nd|rd|th)?[-. ]+(?:{_MONTHS})[a-z]*[-., ]+\d{{4}}"
    rf"|(?:{_MONTHS})[a-z]*[-. ]+\d\d?(?:st|nd|rd|th)?[-., ]+\d{{4}}"
    # A month in another language, which `birth_date_readings` must know.
    r"|\d\d?(?:er|[ºo])?[-. ]+(?:de )?[^\W\d_]{3,12}[-., ]+(?:del? )?(?:18|19|20)\d{2})(?![\w-])",
    re.IGNORECASE,
)
# The words that people say before a date of birth, at the end of what stands before it.
_BORN = re.compile(
    r"(?<!\w)(?:born(?: on)?|date of birth|dob|née? le|nee? le|date de naissance|geb\.?(?:oren)?(?: am| op)?"
    r"|geburtsdatum|geboortedatum|nacid[oa](?: el)?|fecha de nacimiento|nat[oa](?: il)?|data di nascita"
    r"|nascid[oa](?: em| a)?|data de nascimento|ur\.?|urodzon[ya](?: dnia)?|data urodzenia|född|født)[\s:]*$",
    re.IGNORECASE,
)
# British, Canadian, Irish, and those of five digits that are written apart.
_POSTAL_WITH_BLANK = re.compile(
    r"(?<!\w)(?:[a-z]{1,2}\d[a-z\d]? \d[a-z]{2}|[a-z]\d[a-z] \d[a-z]\d|[a-z]\d[\dw] [a-z\d]{4}|\d{3} \d{2})(?!\w)",
    re.IGNORECASE,
)
_SEPARATORS = re.compile(r"[\s,;()\"|]+")
# Words between what is said of a person; never the first or the last word of a name.
_FILLERS = frozenset(
    "the a an from in at of with for about and lives living born named called mr mrs ms aus wohnt wohnhaft lebt habite"
    " vive uit".split()
)


@dataclass(frozen=True, slots=True)
class TypedWord:
    """A word that must match. `text`: as it was typed; `form`: in look-up form; of a phone its digits."""

    kind: WordKind
    text: str
    form: str


@dataclass(frozen=True, slots=True)
class WholeNumber:
    """A number of letters, digits and signs as it was typed, and the places of the words that it was read as."""

    text: str
    places: frozenset[int]


@dataclass(frozen=True, slots=True)
class TypedText:
    """`text`: the whole, cleaned; `words`: in the order in which they were typed, titles and fillers left out;
    `numbers`: those that are more than one of the words."""

    text: str
    words: tuple[TypedWord, ...] = field(default=())
    numbers: tuple[WholeNumber, ...] = field(default=())

    def places(self, *kinds: WordKind) -> list[int]:
        """The places of the words of these kinds."""
        return [place for place, word in enumerate(self.words) if word.kind in kinds]


def typed_text(text: str) -> TypedText:
    """The text taken apart. Raises InvalidInput where it is blank or too long."""
    cleaned = clean(text)
    if not cleaned:
        raise InvalidInput("the text to search for is blank; give a name, e-mail, phone, order number or id")
    if len(cleaned) > MAX_TEXT:
        raise InvalidInput(f"the text to search for is longer than {MAX_TEXT} characters")
    text = without_number_signs(without_unseen(cleaned))
    placed = _whole_phone(cleaned) or _without_titles(sorted(_words(text), key=lambda word: word[0]))
    placed = placed[:_MOST_WORDS]
    return TypedText(cleaned, tuple(word for _, word in placed), tuple(_whole_numbers(text, placed)))


_Placed: TypeAlias = tuple[int, TypedWord]


def _whole_numbers(text: str, placed: list[_Placed]) -> Iterator[WholeNumber]:
    for number in written_numbers(text):
        words = {place: word for place, (at, word) in enumerate(placed) if number.start <= at < number.end}
        if words and [word.form for word in words.values()] != [_number_form(number.text)]:
            yield WholeNumber(number.text, frozenset(words))


def _whole_phone(text: str) -> list[_Placed]:
    """The one word of a text that is a phone number, or the end of one, and nothing else."""
    match = _PHONE_LIKE.fullmatch(text)
    digits = digits_of(match[1]) if match else ""
    is_phone = LEAST_DIGITS <= len(digits) <= _MOST_DIGITS and not _is_date(text)
    return [(0, TypedWord("phone", text, digits))] if is_phone else []


def _words(text: str) -> Iterator[_Placed]:
    """The words, each with its place in the text. What was read is blanked out before the rest is looked at."""
    for match in _DATE.finditer(text):
        if _is_date(match[0]):
            yield match.start(), TypedWord("date", match[0], match[0])
            text = _blanked(text, match)
            if born := _BORN.search(text[: match.start()]):
                text = _blanked(text, born)
    for kind, pattern in ANNOUNCED.items():
        for match in pattern.finditer(text):
            yield match.start(), TypedWord(kind, match[1], _number_form(match[1]))
            text = _blanked(text, match)
    for match in _HASH.finditer(text):
        yield match.start(), TypedWord("order", match[1], _number_form(match[1]))
        text = _blanked(text, match)
    for match in _PHONE_WITHIN.finditer(text):
        if _LEAST_PHONE <= len(digits := digits_of(match[0])) <= _MOST_DIGITS:
            yield match.start(), TypedWord("phone", match[0], digits)
            text = _blanked(text, match)
    for match in _POSTAL_WITH_BLANK.finditer(text):
        yield match.start(), TypedWord("number", match[0], _number_form(match[0]))
        text = _blanked(text, match)
    yield from _plain_words(text)


def _plain_words(text: str) -> Iterator[_Placed]:
    start = 0
    for word in _SEPARATORS.split(text):
        start = text.index(word, start)
        if "@" in word:
            yield start, TypedWord("email", word, _email_form(word))
        elif any(map(str.isdecimal, word)):
            yield start, TypedWord("number", word, _number_form(word))
        else:
            yield from ((start, TypedWord("name", word, form)) for form in lookup_form(word).split())
        start += len(word)


def _without_titles(placed: list[_Placed]) -> list[_Placed]:
    """The words without titles at the beginning, and without fillers between others."""
    placed = [each for each in placed if each[1].form]
    words = [word for _, word in placed]
    names = [word for word in words if word.kind == "name"]
    ignored: set[int] = set()
    for word in names[:-1]:
        if word.form not in TITLES:
            break
        ignored.add(id(word))
    if len(names) > 1 and names[-1].form in TITLES and names[-1].text.endswith("."):
        ignored.add(id(names[-1]))
    inner = names[1:-1] if len(words) == len(names) else names[1:] if words[0] in names else names
    ignored |= {id(word) for word in inner if word.form in _FILLERS}
    kept = [each for each in placed if id(each[1]) not in ignored]
    return kept or placed


def _email_form(text: str) -> str:
    """The address as it is stored; a part of one in small letters."""
    try:
        return email(text)
    except InvalidInput:
        return text.casefold()


def _number_form(text: str) -> str:
    return lookup_form(text).replace(" ", "")


def _is_date(text: str) -> bool:
    return any(len(day) == 8 for day in birth_date_readings(text)) and bool(_DATE.fullmatch(text))


def _blanked(text: str, match: re.Match[str]) -> str:
    """The text with blanks in place of the match, so that the other words keep their places."""
    return text[: match.start()] + " " * (match.end() - match.start()) + text[match.end() :]
