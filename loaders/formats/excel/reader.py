"""Excel (.xlsx): the first sheet that holds anything; its first row that is not blank names the columns."""

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from loaders.formats.excel.values import excel_text
from loaders.formats.format import Inspection
from loaders.formats.rows import Row
from loaders.formats.streams import content_sha256, seekable_file
from loaders.formats.table_columns import TableColumns, table_columns
from loaders.formats.text_lines import is_encodable
from profile_service.domain.values.errors import InvalidInput

_MAX_UNPACKED = 256 << 20
_BROKEN = "cannot be read as Excel; it is damaged or locked with a password; save it anew, or as CSV"


@dataclass(frozen=True)
class ExcelFormat:
    """Excel whose `required` columns must be in the header and none of whose `refused` ones may be, as in CSV.

    A row's `line` is the number that Excel shows. The whole sheet is held in memory while it is read, so a workbook of
    more than 256 MB unpacked is refused.
    """

    required: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()

    def inspect(self, path: Path) -> Inspection:
        sha256 = content_sha256(path)
        with _open_sheet(path) as (sheet, has_others):
            count = sum(1 for _ in self._rows(path, sheet))
            notes = self._columns(path, next(_filled_rows(sheet))[1]).notes
        if has_others:
            notes = (f"only its sheet {sheet.name} is read; it has others too", *notes)
        return Inspection(path, sha256, count, notes=notes)

    def rows(self, path: Path, _encoding: str = "", /) -> Iterator[Row]:
        with _open_sheet(path) as (sheet, _):
            yield from self._rows(path, sheet)

    def header(self, path: Path) -> tuple[str, ...]:
        with _open_sheet(path) as (sheet, _):
            return tuple(filter(None, self._columns(path, next(_filled_rows(sheet))[1]).names))

    def _rows(self, path: Path, sheet: CalamineSheet) -> Iterator[Row]:
        filled = _filled_rows(sheet)
        columns = self._columns(path, next(filled)[1])
        for line, cells in filled:
            named = columns.cells(cells)
            flaw = None if all(map(is_encodable, cells)) else "the row holds a lone surrogate, which is no character"
            yield Row(line, named, None, flaw, columns.filled_repeats(named))

    def _columns(self, path: Path, cells: list[str]) -> TableColumns:
        return table_columns(path, cells, self.required, self.refused)


@contextmanager
def _open_sheet(path: Path) -> Iterator[tuple[CalamineSheet, bool]]:
    """The sheet to read, and whether there are others that hold something too."""
    with seekable_file(path) as file:
        _check_size(path, file)
        with _translated_errors(path):
            book = CalamineWorkbook.from_path(file)
            names = [m.name for m in book.sheets_metadata if m.visible is SheetVisibleEnum.Visible]
            sheets = [sheet for name in names if (sheet := book.get_sheet_by_name(name)).height]
        with book:
            if not sheets:
                raise InvalidInput(f"{path}: is empty; a header with the names of the columns was expected")
            yield sheets[0], len(sheets) > 1


@contextmanager
def _translated_errors(path: Path) -> Iterator[None]:
    """Raises InvalidInput for what the reading library raises; it panics at damage that it does not expect."""
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


def _filled_rows(sheet: CalamineSheet) -> Iterator[tuple[int, list[str]]]:
    """The rows that are not blank, each with its number."""
    for line, values in enumerate(sheet.iter_rows(), start=1):
        cells = [excel_text(value) for value in values]
        if any(cells):
            yield line, cells
