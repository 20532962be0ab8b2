"""The kind of a file, by its content and never by its name, and the format that reads it."""

import io
from enum import Enum
from pathlib import Path
from typing import cast

from loaders.formats.archives import enclosing_archive, is_archive
from loaders.formats.csv.reader import CsvFormat
from loaders.formats.encodings import text_start
from loaders.formats.excel.reader import ExcelFormat
from loaders.formats.format import Format
from loaders.formats.json.reader import JsonFormat
from loaders.formats.parquet.reader import ParquetFormat
from loaders.formats.streams import open_file, seekable_file
from loaders.formats.vcard.reader import VcardFormat
from profile_service.domain.values.errors import InvalidInput

_ZIP, _PARQUET, _OLE = b"PK\x03\x04", b"PAR1", b"\xd0\xcf\x11\xe0"
_NO_TEXT = (
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"%PDF",
    b"RIFF",
    b"\x7fELF",
    b"7z\xbc\xaf",
    b"SQLi",
    b"BZh",
    b"\xfd7zX",
)
"""How pictures, documents, programs, databases and archives begin that hold no rows."""
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_LOOKED_AT = 1_024


class FileKind(Enum):
    """The kinds of files, under the names that mappings use."""

    CSV = "csv"
    NDJSON = "ndjson"
    EXCEL = "excel"
    PARQUET = "parquet"
    VCARD = "vcard"


_FORMATS: dict[FileKind, Format] = {
    FileKind.CSV: CsvFormat(),
    FileKind.NDJSON: JsonFormat(),
    FileKind.EXCEL: ExcelFormat(),
    FileKind.PARQUET: ParquetFormat(),
    FileKind.VCARD: VcardFormat(),
}


def detect_kind(path: Path) -> FileKind:
    """The kind of the file at `path`.

    Raises InvalidInput where there is no file, or where it is a zip of files, an Excel file of the old form, or a
    picture, a document or another file without rows.
    """
    with open_file(path) as file:
        start_bytes = cast("io.BufferedReader", file).peek(_LOOKED_AT)[:_LOOKED_AT]
    magic = start_bytes[:4]
    if magic == _PARQUET:
        return FileKind.PARQUET
    if magic == _OLE:
        raise InvalidInput(f"{path}: is an Excel file of the old form, or locked with a password; save it as .xlsx")
    if magic == _ZIP:
        return _kind_of_zip(path)
    if _is_binary(start_bytes):
        raise InvalidInput(f"{path}: is not a text file, and of no format that is read; name a CSV, Excel or JSON file")
    start = text_start(path).lstrip()
    if start[:11].upper() == "BEGIN:VCARD":
        return FileKind.VCARD
    return FileKind.NDJSON if start[:1] in ("{", "[") else FileKind.CSV


def _is_binary(start: bytes) -> bool:
    """Whether a file that begins so is no text: a NUL stands in none but UTF-16, of which each second byte may be
    one."""
    if start.startswith(_NO_TEXT):
        return True
    return not start.startswith(_UTF_16) and 0 in start[::2] and 0 in start[1::2]


def detect_format(path: Path) -> Format:
    """The format that reads the file, without requirements on its columns."""
    return _FORMATS[detect_kind(path)]


def format_for(format: Format, path: Path) -> Format:
    """`format`, or, where the file is of another kind that has columns too, that one with the same required columns."""
    if not isinstance(format, CsvFormat | JsonFormat):
        return format
    kind = detect_kind(path)
    if kind is FileKind.PARQUET:
        return ParquetFormat(format.required, fields=format.fields if isinstance(format, JsonFormat) else ())
    if isinstance(format, CsvFormat) and kind is FileKind.EXCEL:
        return ExcelFormat(format.required, format.refused)
    return JsonFormat(format.required) if isinstance(format, CsvFormat) and kind is FileKind.NDJSON else format


def _kind_of_zip(path: Path) -> FileKind:
    with seekable_file(path) as file:
        if not is_archive(file):
            return FileKind.EXCEL
    remedy = "unpack it" if enclosing_archive(path) else f"name a file in it, as in {path}/NAME"
    raise InvalidInput(f"{path}: is a zip archive; {remedy}")
