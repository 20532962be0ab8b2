"""CSV as exports write it: columns by name in any order, BOM, CRLF, `;` or tab, quoted line breaks, damaged rows."""

import csv
import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from loaders.formats.format import Inspection
from loaders.formats.rows import (
    CELL_LIMIT,
    Row,
    checked_lines,
    encoding_of,
    flaw_of,
    guessed,
    in_its_encoding,
    lines,
    secret,
)
from profile_service.domain.values.errors import InvalidInput

_UNCLOSED = "a quote is opened in this row and never closed"
_HEADER = "the row is the header once more; were two files joined?"
_SHORT = "the row has {} fields where the header has {}"
_USUAL, _RARE = ",;\t|", "^~\x01\x1f"
_TOLD = re.compile(r"sep=(.)\r?\n", re.I)


@dataclass(frozen=True)
class Csv:
    """`required` columns must be in the header, none of the `refused` may be: the whole file is then refused.

    All names are matched without regard to case and outer blanks.

    Columns of secrets, of no name, and second columns of one name are not read. Delimiter, quote and encoding are
    found out where they are not given.
    """

    required: tuple[str, ...] = ()
    delimiter: str | None = None
    encoding: str | None = None
    refused: tuple[str, ...] = ()
    quote: str | None = None

    def inspect(self, path: Path) -> Inspection:
        return in_its_encoding(self.encoding, lambda encoding: self._inspected(path, encoding))

    def _inspected(self, path: Path, encoding: str) -> Inspection:
        digest = hashlib.sha256()
        text = _Text(checked_lines(path, encoding, digest))
        header = self._header(path, text)
        count, last = 0, Row(1)
        for count, last in enumerate(self._rows(text, header), start=1):  # noqa: B007 (both are read below)
            pass
        if last.flaw == _UNCLOSED:
            raise InvalidInput(f"{path}: line {last.line} opens a quote that is never closed; is the file truncated?")
        if last.flaw == _SHORT.format(len(last.cells), len(header.names)) and not text.ended:
            raise InvalidInput(f"{path}: line {last.line}, the last, stops in mid-row; the file is truncated")
        return Inspection(path, digest.hexdigest(), count, encoding, guessed(encoding))

    def rows(self, path: Path, encoding: str = "") -> Iterator[Row]:
        text = self._text(path, encoding)
        yield from self._rows(text, self._header(path, text))

    def header(self, path: Path) -> tuple[str, ...]:
        """The names of the columns as they are read."""
        return tuple(filter(None, self._header(path, self._text(path)).names))

    def dialect(self, path: Path) -> tuple[str, str]:
        """Its delimiter and its quote."""
        header = self._header(path, self._text(path))
        return header.delimiter, header.quote

    def _text(self, path: Path, encoding: str = "") -> "_Text":
        return _Text(lines(path, self.encoding or encoding or encoding_of(path)))

    def _header(self, path: Path, text: "_Text") -> "_Header":
        first = _first(text)
        delimiter = self.delimiter
        if told := _TOLD.fullmatch(first):  # how Excel is told which delimiter a file has
            delimiter, first = delimiter or told[1], _first(text)
        if not first:
            raise InvalidInput(f"{path}: is empty; a header with the names of the columns was expected")
        if flaw_of(first) or len(first) > CELL_LIMIT:
            raise InvalidInput(f"{path}: line 1 is not text; a CSV header was expected")
        delimiter = delimiter or _sniffed(first)
        quote = self.quote or _sniffed_quote(first, delimiter)
        try:
            cells = next(csv.reader([first], delimiter=delimiter, quotechar=quote, strict=True))
        except csv.Error as error:
            raise InvalidInput(f"{path}: line 1 cannot be read as a CSV header; save the file as CSV") from error
        text.take()
        names = column_names(path, cells, self.required, self.refused)
        return _Header(names, delimiter, quote, any(map(secret, cells)), cells)

    def _rows(self, text: "_Text", header: "_Header") -> Iterator[Row]:
        csv.field_size_limit(CELL_LIMIT)
        reader = csv.reader(text, delimiter=header.delimiter, quotechar=header.quote, strict=True)
        while True:
            line = text.number + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield Row(line, {}, text.take() if not header.secrets else "", _reason(error))
                continue
            raw = text.take()
            if cells:
                yield header.row(line, cells, raw)


@dataclass(frozen=True)
class _Header:
    """`names`: one per column, empty for those that are not read. `cells`: the header as it stands in the file."""

    names: tuple[str, ...]
    delimiter: str
    quote: str
    secrets: bool
    cells: list[str]

    def row(self, line: int, cells: list[str], raw: str) -> Row:
        named = dict(zip(self.names, cells, strict=False))
        named.pop("", None)
        flaw = flaw_of(raw)
        if len(cells) != len(self.names) and (len(cells) < len(self.names) or any(cells[len(self.names) :])):
            flaw = flaw or _SHORT.format(len(cells), len(self.names))
        elif cells == self.cells:
            flaw = _HEADER
        return Row(line, named, None if self.secrets else raw, flaw)


class _Text:
    """Passes lines on, counts them, and keeps those of the row that is being read."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._taken: list[str] = []
        self.number = 0
        self.ended = True

    def __iter__(self) -> "_Text":
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self.number += 1
        self._taken.append(line)
        self.ended = line.endswith("\n")
        return line

    def take(self) -> str:
        taken = self._taken[0] if len(self._taken) == 1 else "".join(self._taken)
        self._taken.clear()
        return taken


def _first(text: _Text) -> str:
    """The first line that is not blank; empty where there is none."""
    first = next(text, "")
    while first and not first.strip():
        first = next(text, "")
    return first


def _sniffed(line: str) -> str:
    """The usual delimiter that stands most often outside quotes; where there is none, the most frequent rare one."""
    unquoted = re.sub(r'"[^"]*"', "", line)
    usual = max(_USUAL, key=unquoted.count)
    return usual if usual in unquoted else max((_USUAL[0], *_RARE), key=unquoted.count)


def _sniffed_quote(line: str, delimiter: str) -> str:
    """The apostrophe where it stands around every name of the header."""
    cells = line.strip().split(delimiter)
    return "'" if all(len(cell) > 1 and cell[0] == cell[-1] == "'" for cell in cells) else '"'


def column_names(
    path: Path, cells: Sequence[str], required: Sequence[str], refused: Sequence[str] = ()
) -> tuple[str, ...]:
    """One name per column, spelt as `required` has it; empty for a column that is not read.

    Raises InvalidInput where one of the required is missing, or one is there that must be refused.
    """
    _check_harmless(path, cells, refused)
    seen: dict[str, str] = {}
    spelt = {name.casefold(): name for name in required}
    names = []
    for cell in cells:
        name = spelt.get(cell.strip().casefold(), cell.strip())
        names.append("" if name in seen or secret(name) else name)
        seen[name] = name
    for missing in required:
        if missing not in seen:
            raise InvalidInput(f"{path}: the column {missing} is missing{_near(missing, cells)}")
    return tuple(names)


# In names of columns there are neither. Where there is no header, the first line is a person's, and not to be shown.
_DATA = re.compile(r"@|\d[\d .()/-]{2,}\d")


def _check_harmless(path: Path, cells: Sequence[str], refused: Sequence[str]) -> None:
    for cell in cells:
        if cell.strip().casefold() in refused:
            raise InvalidInput(
                f"{path}: has the column {cell.strip()}, which must not be kept here; delete this file, "
                "and export it again without that column"
            )


def _near(missing: str, cells: Sequence[str]) -> str:
    if any(_DATA.search(cell) for cell in cells):
        return "; its first line holds values and no names; is this the right file?"
    near = get_close_matches(missing, [c.strip() for c in cells], n=2, cutoff=0.6)
    if near:
        return f" (there is {' and '.join(near)}); rename it, or export the file again"
    return "; is this the right file? Its first columns are " + ", ".join(c.strip()[:40] for c in cells[:4])


def _reason(error: csv.Error) -> str:
    text = str(error)
    if "end of data" in text:
        return _UNCLOSED
    if "field larger" in text:
        return "a cell is longer than 1,000,000 characters; is a quote opened here and never closed?"
    if "new-line" in text:
        return "the row holds a carriage return outside quotes"
    return "the row is not CSV; a quote inside a cell must be doubled"
