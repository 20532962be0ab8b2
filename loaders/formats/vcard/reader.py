"""vCard 2.1, 3.0 and 4.0: one card is one row, its cells are lists of what each property holds.

A cell is a list of objects `{"parts": [...], "types": [...]}`: `N:Martin;Zoé` has the parts Martin and Zoé,
`TEL;TYPE=home,fax:…` the types home and fax. Pictures, sounds and keys are not read.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from loaders.formats.encodings import UTF8, detect_encoding, encoding_notes, read_in_encoding
from loaders.formats.format import Inspection
from loaders.formats.rows import Row
from loaders.formats.text_lines import LINE_LIMIT, checked_text_lines, flaw_in_text, text_lines
from loaders.formats.vcard.properties import property_cells
from profile_service.domain.values.errors import InvalidInput

_FIRST_CARDS = 100
_UNCLOSED = "the card has a BEGIN:VCARD and no END:VCARD"
_OUTSIDE = "the text stands outside of any card"
_TOO_LONG = "the card is longer than 4 MB"


@dataclass(frozen=True)
class VcardFormat:
    """vCards. `required` is empty: no property but a name is in every card."""

    required: tuple[str, ...] = ()

    def inspect(self, path: Path) -> Inspection:
        return read_in_encoding(None, lambda encoding: _inspect(path, encoding))

    def rows(self, path: Path, encoding: str = "", /) -> Iterator[Row]:
        return _rows(text_lines(path, encoding or detect_encoding(path)))

    def header(self, path: Path) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for row in islice(self.rows(path, UTF8), _FIRST_CARDS) for name in row.cells))


def _inspect(path: Path, encoding: str) -> Inspection:
    digest = hashlib.sha256()
    count, cards, last = 0, 0, Row(0)
    for last in _rows(checked_text_lines(path, encoding, digest)):
        count += 1
        cards += last.flaw != _OUTSIDE
    if not count:
        raise InvalidInput(f"{path}: is empty; cards that start with BEGIN:VCARD were expected")
    if not cards:
        raise InvalidInput(f"{path}: holds no BEGIN:VCARD; is this the right file?")
    if last.flaw == _UNCLOSED:
        raise InvalidInput(f"{path}: the card that begins in line {last.line} never ends; the file is truncated")
    return Inspection(path, digest.hexdigest(), count, encoding, encoding_notes(encoding))


@dataclass
class _CardText:
    """The lines of a card, or of a text outside of any; of one beyond 4 MB only the first lines are kept."""

    line: int
    is_card: bool
    lines: list[str] = field(default_factory=list)
    length: int = 0

    def add(self, line: str) -> None:
        self.length += len(line)
        if self.length <= LINE_LIMIT:
            self.lines.append(line)

    def row(self, *, closed: bool) -> Row:
        raw = "".join(self.lines)
        if not self.is_card:
            return Row(self.line, {}, raw, _OUTSIDE)
        flaw = flaw_in_text(raw) or (_TOO_LONG if self.length > LINE_LIMIT else None) or (None if closed else _UNCLOSED)
        return Row(self.line, {} if flaw else property_cells(self.lines), raw, flaw)


def _rows(lines: Iterator[str]) -> Iterator[Row]:
    card: _CardText | None = None
    for number, line in enumerate(lines, start=1):
        mark = line.strip().upper()
        if card and (mark == "BEGIN:VCARD" or (not card.is_card and not mark)):
            yield card.row(closed=False)
            card = None
        if card is None:
            if not mark:
                continue
            card = _CardText(number, mark == "BEGIN:VCARD")
        card.add(line)
        if card.is_card and mark == "END:VCARD":
            yield card.row(closed=True)
            card = None
    if card:
        yield card.row(closed=False)
