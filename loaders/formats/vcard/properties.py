"""The properties of one vCard as cells: unfolded, decoded and split into their parts."""

import quopri
import re
from collections.abc import Iterator
from typing import cast

from profile_service.domain.sources.events import Json

_UNREAD = {"BEGIN", "END", "PHOTO", "LOGO", "SOUND", "KEY", "AGENT"}
# A name, perhaps in a group (`item1.EMAIL`), parameters whose quoted values may hold colons, and the value.
_PROPERTY = re.compile(r'(?:[\w-]+\.)?([A-Za-z][\w-]*)((?:;(?:"[^"]*"|[^":;])*)*):(.*)', re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
# The first bytes of a letter in UTF-8, with fewer after them than belong to it.
_OPEN_LETTER = re.compile(r"(=[CD][0-9A-F]|=E[0-9A-F](=[89AB][0-9A-F])?|=F[0-7](=[89AB][0-9A-F]){0,2})$", re.IGNORECASE)
_PART = re.compile(r"(?:\\.|[^;\\])*", re.DOTALL)


def property_cells(lines: list[str]) -> dict[str, Json]:
    """Property name → one `{"parts": […], "types": […]}` for each time that the card has it."""
    cells: dict[str, list[Json]] = {}
    for line in _unfolded(lines):
        match = _PROPERTY.fullmatch(line)
        if not match or (name := match[1].upper()) in _UNREAD:
            continue
        words = [word.strip('" ') for word in re.split(r"[;,]", match[2])]
        types = [word.casefold().removeprefix("type=") for word in words if word]
        value: Json = {"parts": _parts(_decoded(match[3], types)), "types": list(types)}
        cells.setdefault(name, []).append(value)
    return cast("dict[str, Json]", cells)


def _unfolded(lines: list[str]) -> Iterator[str]:
    """Logical lines. One goes on in the next line that starts with a blank or, in quoted-printable, after a `=`."""
    whole = ""
    for line in lines:
        bare = line.rstrip("\r\n")
        if whole.endswith("=") and "QUOTED-PRINTABLE" in whole.partition(":")[0].upper():
            whole = whole[:-1] + (bare[1:] if _is_folded(whole, bare) else bare)
        elif bare[:1] in (" ", "\t"):
            whole += bare[1:]
        else:
            yield whole
            whole = bare
    yield whole


def _is_folded(whole: str, line: str) -> bool:
    """Whether a blank at the beginning of a continued quoted-printable line is a fold's, and no part of the value: it
    parts a letter, or the writer encodes the blanks of the value."""
    encoded = whole.partition(":")[2][:-1]
    return line[:1] in (" ", "\t") and ("=20" in encoded + line or bool(_OPEN_LETTER.search(encoded)))


def _decoded(value: str, types: list[str]) -> str:
    if not {"quoted-printable", "encoding=quoted-printable"} & set(types):
        return value
    charset = next((t.removeprefix("charset=") for t in types if t.startswith("charset=")), "utf-8")
    octets = quopri.decodestring(value.encode())
    for encoding in (charset, "utf-8", "cp1252"):
        try:
            return octets.decode(encoding)
        except (LookupError, ValueError):
            continue
    return value


def _parts(value: str) -> list[Json]:
    r"""`Martin;Zoé\, Ann` → Martin and `Zoé, Ann`."""
    return [_ESCAPED.sub(lambda m: "\n" if m[1] in "nN" else m[1], m[0]).strip() for m in _split(value)]


def _split(value: str) -> Iterator[re.Match[str]]:
    position = 0
    while match := _PART.match(value, position):
        yield match
        position = match.end() + 1
        if position > len(value):
            return
