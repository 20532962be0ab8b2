"""Excel (.xlsx): the first sheet that holds anything; its first row that is not blank names the columns."""

import hashlib
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TypeAlias

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from loaders.formats.csv.reader import column_names
from loaders.formats.format import Inspection
from loaders.formats.rows import Row, encodable
from loaders.formats.streams import on_disk, opened
from profile_service.domain.values.errors import InvalidInput

_MAX_UNPACKED = 256 << 20
_BROKEN = "cannot be read as Excel; it is damaged or locked with a password; save it anew, or as CSV"
_Cell: TypeAlias = int | float | str | bool | time | date | datetime | timedelta


@dataclass(frozen=True)
class Excel:
    """`required` columns must be in the header, none of the `refused` may be. Names are matched as in CSV.

    Cells become text: 12, 12.5, true, 2026-11-02, 2026-11-02T10:00:00. A row's `line` is the number that Excel shows.
    The whole sheet is held in memory while it is read, so one of more than 256 MB unpacked is refused.
    """

    required: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()

    def inspect(self, path: Path) -> Inspection:
        digest = hashlib.sha256()
        with opened(path) as file:
            while block := file.read(1 << 20):
                digest.update(block)
        with _sheet(path) as (sheet, others):
            count = sum(1 for _ in self._rows(path, sheet))
        note = f"only its sheet {sheet.name} is read; it has others too" if others else ""
        return Inspection(path, digest.hexdigest(), count, notes=(note,) if note else ())

    def rows(self, path: Path, encoding: str = "") -> Iterator[Row]:  # noqa: ARG002 (it has none)
        with _sheet(path) as (sheet, _):
            yield from self._rows(path, sheet)

    def header(self, path: Path) -> tuple[str, ...]:
        with _sheet(path) as (sheet, _):
            return tuple(filter(None, self._names(path, next(_filled(sheet))[1])))

    def _rows(self, path: Path, sheet: CalamineSheet) -> Iterator[Row]:
        filled = _filled(sheet)
        names = self._names(path, next(filled)[1])
        for line, cells in filled:
            named = dict(zip(names, cells, strict=False))
            named.pop("", None)
            flaw = None if all(map(encodable, cells)) else "the row holds a lone surrogate, which is no character"
            yield Row(line, named, None, flaw)

    def _names(self, path: Path, cells: list[str]) -> tuple[str, ...]:
        return column_names(path, cells, self.required, self.refused)


@contextmanager
def _sheet(path: Path) -> Iterator[tuple[CalamineSheet, bool]]:
    """The sheet to read, and whether there are others that hold something too."""
    with on_disk(path) as file:
        _check_size(path, file)
        with _told(path):
            book = CalamineWorkbook.from_path(file)
            names = [m.name for m in book.sheets_metadata if m.visible is SheetVisibleEnum.Visible]
            sheets = [sheet for name in names if (sheet := book.get_sheet_by_name(name)).height]
        with book:
            if not sheets:
                raise InvalidInput(f"{path}: is empty; a header with the names of the columns was expected")
            yield sheets[0], len(sheets) > 1


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """What the reader says of a file that it cannot read, in one sentence; it panics where it did not expect it."""
    try:
        yield
    except (CalamineError, OSError, ValueError) as error:
        raise InvalidInput(f"{path}: {_BROKEN}") from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise InvalidInput(f"{path}: {_BROKEN}") from error


def _check_size(path: Path, file: Path) -> None:
    try:
        with zipfile.ZipFile(file) as archive:
            unpacked = sum(info.file_size for info in archive.infolist() if info.filename.endswith(".xml"))
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise InvalidInput(f"{path}: {_BROKEN}") from error
    if unpacked > _MAX_UNPACKED:
        raise InvalidInput(f"{path}: is too large to be read as Excel ({unpacked >> 20} MB unpacked); save it as CSV")


def _filled(sheet: CalamineSheet) -> Iterator[tuple[int, list[str]]]:
    """The rows that are not blank, each with its number."""
    for line, values in enumerate(sheet.iter_rows(), start=1):
        cells = [_text(value) for value in values]
        if any(cells):
            yield line, cells


def _text(value: _Cell) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value)
    return value.isoformat() if isinstance(value, date | time) else str(value)
