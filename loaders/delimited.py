"""CSV as exports write it: columns by name in any order, BOM, CRLF, `;` or tab, quoted line breaks, damaged rows."""

import csv
import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from loaders.loader import Inspection
from loaders.reading import CELL_LIMIT, Row, flaw_of, lines, secret
from profile_service.domain.errors import InvalidInput

_UNCLOSED = "a quote is opened in this row and never closed"
_HEADER = "the row is the header once more; were two files joined?"
_SHORT = "the row has {} fields where the header has {}"
_SECRETIVE = "\x00"


@dataclass(frozen=True)
class Csv:
    """`required` columns must be in the header, none of the `refused` may be: the whole file is then refused.

    All names are matched without regard to case and outer blanks.

    Columns of secrets, of no name, and second columns of one name are not read.
    """

    required: tuple[str, ...]
    delimiter: str | None = None
    encoding: str = "utf-8"
    refused: tuple[str, ...] = ()

    def inspect(self, path: Path) -> Inspection:
        digest = hashlib.sha256()
        text = _Text(lines(path, self.encoding, digest=digest))
        header = self._header(path, text)
        count, last = 0, Row(1)
        for count, last in enumerate(self._rows(text, header), start=1):  # noqa: B007 (both are read below)
            pass
        if last.flaw == _UNCLOSED:
            raise InvalidInput(f"{path}: line {last.line} opens a quote that is never closed; is the file truncated?")
        if last.flaw == _SHORT.format(len(last.cells), len(header.names)) and not text.ended:
            raise InvalidInput(f"{path}: line {last.line}, the last, stops in mid-row; the file is truncated")
        return Inspection(path, digest.hexdigest(), count, path.stat().st_size)

    def rows(self, path: Path) -> Iterator[Row]:
        text = _Text(lines(path, self.encoding))
        yield from self._rows(text, self._header(path, text))

    def header(self, path: Path) -> tuple[str, ...]:
        """The names of the columns as they are read."""
        return tuple(filter(None, self._header(path, _Text(lines(path, self.encoding))).names))

    def _header(self, path: Path, text: "_Text") -> "_Header":
        first = next(text, "")
        while first and not first.strip():
            first = next(text, "")
        if not first:
            raise InvalidInput(f"{path}: is empty; a header with the names of the columns was expected")
        if flaw_of(first) or len(first) > CELL_LIMIT:
            raise InvalidInput(f"{path}: line 1 is not text; a CSV header was expected")
        delimiter = self.delimiter or _sniffed(first)
        try:
            cells = next(csv.reader([first], delimiter=delimiter, strict=True))
        except csv.Error as error:
            raise InvalidInput(f"{path}: line 1 cannot be read as a CSV header; save the file as CSV") from error
        text.take()
        _check_harmless(path, cells, self.refused)
        return _Header(tuple(_names(path, cells, self.required)), delimiter, any(map(secret, cells)), cells)

    def _rows(self, text: "_Text", header: "_Header") -> Iterator[Row]:
        csv.field_size_limit(CELL_LIMIT)
        reader = csv.reader(text, delimiter=header.delimiter, strict=True)
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


def _sniffed(line: str) -> str:
    unquoted = re.sub(r'"[^"]*"', "", line)
    return max(",;\t|", key=unquoted.count)


def _names(path: Path, cells: Sequence[str], required: Sequence[str]) -> Iterator[str]:
    """The header's names, spelt as `required` has them. Raises InvalidInput where one of those is missing."""
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
    return iter(names)


def _check_harmless(path: Path, cells: Sequence[str], refused: Sequence[str]) -> None:
    for cell in cells:
        if cell.strip().casefold() in refused:
            raise InvalidInput(
                f"{path}: has the column {cell.strip()}, which must not be kept here; delete this file, "
                "and export it again without that column"
            )


def _near(missing: str, cells: Sequence[str]) -> str:
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
