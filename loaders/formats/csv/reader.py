"""CSV as exports write it: columns by name in any order, BOM, CRLF, `;` or tab, quoted line breaks, damaged rows."""

import csv
import hashlib
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from loaders.formats.csv.dialect import Dialect, detect_dialect, ends_in_quotes, excel_delimiter
from loaders.formats.csv.header import Header, parse_header, wrong_length
from loaders.formats.encodings import detect_encoding, encoding_notes, read_in_encoding
from loaders.formats.format import Inspection
from loaders.formats.rows import CELL_LIMIT, Row
from loaders.formats.text_lines import checked_text_lines, flaw_in_text, text_lines
from profile_service.domain.values.errors import InvalidInput

RowFilter: TypeAlias = Callable[[Iterator[Row]], Iterator[Row]]
_UNCLOSED_QUOTE = "a quote is opened in this row and never closed"


@dataclass(frozen=True)
class CsvFormat:
    """CSV whose `required` columns must be in the header and none of whose `refused` ones may be.

    All names are matched without regard to case, outer blanks and line breaks. Columns of secrets and of no name are
    not read. Lines end in LF, CRLF or CR. Delimiter, quote and encoding are detected where they are not given.
    """

    required: tuple[str, ...] = ()
    delimiter: str | None = None
    encoding: str | None = None
    refused: tuple[str, ...] = ()
    quote: str | None = None

    def inspect(self, path: Path, through: RowFilter = iter) -> Inspection:
        """As all formats; the rows go `through` somebody who looks at them too, from the first one on each time."""
        return read_in_encoding(self.encoding, lambda encoding: self._inspect(path, encoding, through))

    def rows(self, path: Path, encoding: str = "", /) -> Iterator[Row]:
        lines = self._lines(path, encoding)
        yield from _rows(lines, self._header(path, lines))

    def header(self, path: Path) -> tuple[str, ...]:
        return tuple(filter(None, self._header(path, self._lines(path)).names))

    def dialect(self, path: Path) -> Dialect:
        """The file's delimiter and quote."""
        return self._header(path, self._lines(path)).dialect

    def _inspect(self, path: Path, encoding: str, through: RowFilter) -> Inspection:
        digest = hashlib.sha256()
        lines = _RowLines(checked_text_lines(path, encoding, digest))
        header = self._header(path, lines)
        notes = (*encoding_notes(encoding), *header.columns.notes)
        last_numbered = deque(enumerate(through(_rows(lines, header)), start=1), maxlen=1)
        count, last = last_numbered.pop() if last_numbered else (0, Row(1))
        if last.flaw == _UNCLOSED_QUOTE:
            raise InvalidInput(f"{path}: line {last.line} opens a quote that is never closed; is the file truncated?")
        if last.flaw == wrong_length(len(last.cells), len(header.names)) and not lines.has_line_end:
            raise InvalidInput(f"{path}: line {last.line}, the last, stops in mid-row; the file is truncated")
        return Inspection(path, digest.hexdigest(), count, encoding, notes)

    def _lines(self, path: Path, encoding: str = "") -> "_RowLines":
        return _RowLines(text_lines(path, self.encoding or encoding or detect_encoding(path)))

    def _header(self, path: Path, lines: "_RowLines") -> Header:
        first = _first_line(lines)
        delimiter = self.delimiter
        if named := excel_delimiter(first):
            delimiter, first = delimiter or named, _first_line(lines)
        if not first:
            raise InvalidInput(f"{path}: is empty; a header with the names of the columns was expected")
        if flaw_in_text(first) or len(first) > CELL_LIMIT:
            raise InvalidInput(f"{path}: line 1 is not text; a CSV header was expected")
        text = first + _rest_of_header(first, lines)
        dialect = detect_dialect(text, delimiter, self.quote)
        header = parse_header(path, text, dialect, self.required, self.refused)
        lines.take()
        return header


class _RowLines:
    """An iterator over lines that counts them and keeps those of the row that is being read."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._kept: list[str] = []
        self.number = 0
        self.has_line_end = True

    def __iter__(self) -> "_RowLines":
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self.number += 1
        self._kept.append(line)
        self.has_line_end = line.endswith("\n")
        return line

    def take(self) -> str:
        """The text of the lines since the last call."""
        text = self._kept[0] if len(self._kept) == 1 else "".join(self._kept)
        self._kept.clear()
        return text


def _rows(lines: _RowLines, header: Header) -> Iterator[Row]:
    csv.field_size_limit(CELL_LIMIT)
    delimiter, quote = header.dialect
    reader = csv.reader(lines, delimiter=delimiter, quotechar=quote, strict=True, skipinitialspace=header.skips_blanks)
    while True:
        line = lines.number + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Row(line, {}, lines.take() if not header.has_secrets else "", _flaw(error))
            continue
        raw = lines.take()
        if cells:
            yield header.row(line, cells, raw)


def _first_line(lines: _RowLines) -> str:
    """The first line that is not blank; empty where there is none."""
    first = next(lines, "")
    while first and not first.strip():
        first = next(lines, "")
    return first


def _rest_of_header(first: str, lines: _RowLines) -> str:
    """The further lines of a header whose first line ends inside quotes: a name has a line break."""
    text = first
    while ends_in_quotes(text) and len(text) <= CELL_LIMIT and (line := next(lines, "")):
        text += line
    return text[len(first) :]


def _flaw(error: csv.Error) -> str:
    text = str(error)
    if "end of data" in text:
        return _UNCLOSED_QUOTE
    if "field larger" in text:
        return "a cell is longer than 1,000,000 characters; is a quote opened here and never closed?"
    if "new-line" in text:
        return "the row holds a carriage return outside quotes"
    return "the row is not CSV; a quote inside a cell must be doubled"
