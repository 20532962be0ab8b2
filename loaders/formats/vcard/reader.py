"""vCard 2.1, 3.0 and 4.0 as a format: one card is one row, its cells are lists of what each property says.

A cell is a list of objects `{"parts": [...], "types": [...]}`: `N:Martin;Zoé` has the parts Martin and Zoé,
`TEL;TYPE=home,fax:…` the types home and fax. Pictures, sounds and keys are not read.
"""

import hashlib
import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from loaders.formats.format import Inspection
from loaders.formats.rows import (
    LINE_LIMIT,
    UTF8,
    Row,
    checked_lines,
    encoding_of,
    flaw_of,
    guessed,
    in_its_encoding,
    lines,
)
from profile_service.domain.sources.events import Json
from profile_service.domain.values.errors import InvalidInput

_UNCLOSED = "the card has a BEGIN:VCARD and no END:VCARD"
_OUTSIDE = "the text stands outside of any card"
_TOO_LONG = "the card is longer than 4 MB"
_UNREAD = {"BEGIN", "END", "PHOTO", "LOGO", "SOUND", "KEY", "AGENT"}
# A name, perhaps in a group (`item1.EMAIL`), parameters whose quoted values may hold colons, and the value.
_PROPERTY = re.compile(r'(?:[\w-]+\.)?([A-Za-z][\w-]*)((?:;(?:"[^"]*"|[^":;])*)*):(.*)', re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_PART = re.compile(r"(?:\\.|[^;\\])*", re.DOTALL)


@dataclass(frozen=True)
class Vcards:
    """`required` is empty: no property but a name is in every card."""

    required: tuple[str, ...] = ()

    def inspect(self, path: Path) -> Inspection:
        return in_its_encoding(None, lambda encoding: self._inspected(path, encoding))

    def _inspected(self, path: Path, encoding: str) -> Inspection:
        digest = hashlib.sha256()
        count, cards, last = 0, 0, Row(0)
        for count, last in enumerate(_rows(checked_lines(path, encoding, digest)), start=1):  # noqa: B007 (read below)
            cards += last.flaw != _OUTSIDE
        if not count:
            raise InvalidInput(f"{path}: is empty; cards that start with BEGIN:VCARD were expected")
        if not cards:
            raise InvalidInput(f"{path}: holds no BEGIN:VCARD; is this the right file?")
        if last.flaw == _UNCLOSED:
            raise InvalidInput(f"{path}: the card that begins in line {last.line} never ends; the file is truncated")
        return Inspection(path, digest.hexdigest(), count, encoding, guessed(encoding))

    def rows(self, path: Path, encoding: str = "") -> Iterator[Row]:
        return _rows(lines(path, encoding or encoding_of(path)))

    def header(self, path: Path) -> tuple[str, ...]:
        """The names of the properties of the first cards."""
        return tuple(dict.fromkeys(name for row in islice(self.rows(path, UTF8), 100) for name in row.cells))


@dataclass
class _Card:
    """What was read of a card, or of a text outside of one. Of more than 4 MB only that there is more."""

    line: int
    inside: bool
    texts: list[str] = field(default_factory=list)
    length: int = 0

    def add(self, text: str) -> None:
        self.length += len(text)
        if self.length <= LINE_LIMIT:
            self.texts.append(text)

    def row(self, *, closed: bool) -> Row:
        raw = "".join(self.texts)
        if not self.inside:
            return Row(self.line, {}, raw, _OUTSIDE)
        flaw = flaw_of(raw) or (_TOO_LONG if self.length > LINE_LIMIT else None) or (None if closed else _UNCLOSED)
        return Row(self.line, {} if flaw else _cells(self.texts), raw, flaw)


def _rows(texts: Iterator[str]) -> Iterator[Row]:
    card: _Card | None = None
    for number, text in enumerate(texts, start=1):
        mark = text.strip().upper()
        if card and (mark == "BEGIN:VCARD" or (not card.inside and not mark)):
            yield card.row(closed=False)
            card = None
        if card is None:
            if not mark:
                continue
            card = _Card(number, mark == "BEGIN:VCARD")
        card.add(text)
        if card.inside and mark == "END:VCARD":
            yield card.row(closed=True)
            card = None
    if card:
        yield card.row(closed=False)


def _cells(texts: list[str]) -> dict[str, Json]:
    cells: dict[str, Json] = {}
    for text in _unfolded(texts):
        found = _PROPERTY.fullmatch(text)
        if not found or (name := found[1].upper()) in _UNREAD:
            continue
        words = [word.strip('" ') for word in re.split(r"[;,]", found[2])]
        types: list[Json] = [word.casefold().removeprefix("type=") for word in words if word]
        parts = _parts(_decoded(found[3], [str(word) for word in types]))
        said = cells.setdefault(name, [])
        if isinstance(said, list):
            said.append({"parts": parts, "types": types})
    return cells


def _unfolded(texts: list[str]) -> Iterator[str]:
    """Lines that go on in the next one: it starts with a blank, or, in quoted-printable, this one ends with `=`."""
    whole = ""
    for text in texts:
        bare = text.rstrip("\r\n")
        if whole.endswith("=") and "QUOTED-PRINTABLE" in whole.partition(":")[0].upper():
            whole = whole[:-1] + bare
        elif bare[:1] in (" ", "\t"):
            whole += bare[1:]
        else:
            yield whole
            whole = bare
    yield whole


def _decoded(value: str, types: list[str]) -> str:
    if not {"quoted-printable", "encoding=quoted-printable"} & set(types):
        return value
    charset = next((t.removeprefix("charset=") for t in types if t.startswith("charset=")), "utf-8")
    try:
        return quopri.decodestring(value.encode()).decode(charset)
    except (LookupError, ValueError):
        return value


def _parts(value: str) -> list[Json]:
    r"""`Martin;Zoé\, Ann` → Martin and `Zoé, Ann`."""
    return [_ESCAPED.sub(lambda m: "\n" if m[1] in "nN" else m[1], m[0]).strip() for m in _split(value)]


def _split(value: str) -> Iterator[re.Match[str]]:
    at = 0
    while found := _PART.match(value, at):
        yield found
        at = found.end() + 1
        if at > len(value):
            return
