"""The one clean-up of texts: what programs and spreadsheets put into a value, and nobody typed, is taken out again."""

import html
import re
import unicodedata

from profile_service.domain.values.errors import InvalidInput

# Line breaks of all kinds, and a blank that NFKC leaves as it is.
_BLANKS = str.maketrans(dict.fromkeys("\r\x0b\x0c\x85\u2028\u2029", "\n") | {"\u1680": " "})
# Control characters but tabs and line breaks; NUL stays, for a value that holds one is refused.
_CONTROLS = "\x01-\x08\x0e-\x1f\x7f-\x9f"
# Soft hyphen, zero-width blanks and marks of direction mean nothing in any script.
_INVISIBLE = "\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
# Joiners part or join letters of Persian or Hindi, and the parts of an emoji; after European letters they mean nothing.
_JOINERS = "\u200c\u200d"
_UNSEEN = re.compile(f"[{_CONTROLS}{_INVISIBLE}]+|(?:(?<=[\x00-\u058f])|^)[{_JOINERS}]+")
# Letters, marks and selectors that show nothing by themselves.
_BLANK_LETTERS = "\u115f\u1160\u2800\u3164\uffa0"
_SELECTORS = "".join(map(chr, range(0xFE00, 0xFE10)))
_ENDS = f" \t\n{_JOINERS}{_BLANK_LETTERS}"
_ALL_UNSEEN = re.compile(f"[{_JOINERS}{_BLANK_LETTERS}{_SELECTORS}\u034f\U000e0000-\U000e007f\U000e0100-\U000e01ef]")
_AMPERSAND = re.compile(r"&(?:(?:amp|AMP|#0{0,4}38|#[xX]0{0,4}26);)+")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
# ="0007" and '0007 keep a spreadsheet from reading a number or a formula; 't Hooft and '90s soul are left alone.
_FORMULA = re.compile(r'="((?:[^"]|"")*)"')
_APOSTROPHE = re.compile(r"'(?=[\d+=@(-])([^\s']+|[\d\s().+/-]+)")
_PROTECTING = ("'", "=")
_MAX_PASSES = 8
_MAX_ID = 512


def clean(text: str) -> str:
    """The text as `tidy` gives it. Raises InvalidInput where it cannot be stored."""
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError as error:
            raise InvalidInput("holds a lone surrogate, which is no character") from error
    if "\x00" in text:
        raise InvalidInput("holds a NUL character")
    return tidy(text)


def readable_id(id: str) -> str:
    """The clean id that somebody asks for. Raises InvalidInput where it is longer than any may be."""
    cleaned = clean(id)
    if len(cleaned) > _MAX_ID:
        raise InvalidInput(f"the id is longer than {_MAX_ID} characters")
    return cleaned


def tidy(text: str) -> str:
    """Unicode NFKC, trimmed; HTML entities are the characters that they stand for; control characters, invisible signs
    and what protects a number from spreadsheets (`="0007"`) are gone. Tidying again changes nothing.

    Signs that only show how letters of Persian or Hindi, or the parts of an emoji, go together stay inside a text.
    """
    text = text.strip()
    # Nearly all values are such, and a load asks for each of them.
    if text.isascii() and text.isprintable() and "&" not in text:
        if text[:1] not in _PROTECTING:
            return text
        if text[0] == "'" and text[1:].isdigit():  # as a shop protects its ids
            return text[1:]
    for _ in range(_MAX_PASSES):
        if _is_plain(text) or (tidied := _tidied_once(text)) == text:
            break
        text = tidied
    return text


def without_unseen(text: str) -> str:
    """A tidy text without joiners, selectors and blank letters, which may stand in names but not in an identifier."""
    return text if text.isascii() else _ALL_UNSEEN.sub("", text).strip()


def visible(text: str) -> str:
    """The text with the escape of each sign that shows nothing, or that changes how others are shown: `\\x1b`,
    `\\u202e`."""
    return text if text.isprintable() else "".join(c if c.isprintable() else _escape(c) for c in text)


def _escape(sign: str) -> str:
    return sign.encode("unicode_escape").decode()


def _is_plain(text: str) -> bool:
    if not text.isprintable() or "&" in text or text[:1] in _PROTECTING:
        return False
    return text.isascii() or (unicodedata.is_normalized("NFKC", text) and text == _trimmed(text))


def _tidied_once(text: str) -> str:
    if "&" in text:
        text = _ENTITY.sub(_character, _AMPERSAND.sub("&", text))
    if not (text.isascii() and text.isprintable()):
        text = unicodedata.normalize("NFKC", text.replace("\r\n", "\n").translate(_BLANKS))
        text = _trimmed(_UNSEEN.sub("", text))
    if text.startswith('="') and (match := _FORMULA.fullmatch(text)):
        return match[1].replace('""', '"').strip()
    if text.startswith("'") and (match := _APOSTROPHE.fullmatch(text)):
        return match[1].strip()
    return text.strip()


def _trimmed(text: str) -> str:
    return text.strip(_ENDS).lstrip(_SELECTORS)


def _character(entity: re.Match[str]) -> str:
    """The character of an HTML entity; the entity itself where HTML has none of that name."""
    character = html.unescape(entity[0])
    # Of a longer word, html reads the beginning: &notit; would be ¬it;
    return character if len(character) == 1 or not character.endswith(";") else entity[0]
