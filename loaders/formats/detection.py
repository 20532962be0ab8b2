"""What kind of file it is, by its content and never by its name, and the format that reads it."""

import io
from enum import Enum
from pathlib import Path
from typing import cast

from loaders.formats.archives import archive_of, is_archive
from loaders.formats.csv.reader import Csv
from loaders.formats.excel.reader import Excel
from loaders.formats.format import Format
from loaders.formats.json.reader import Ndjson
from loaders.formats.parquet.reader import Parquet
from loaders.formats.rows import beginning
from loaders.formats.streams import on_disk, opened
from loaders.formats.vcard.reader import Vcards
from profile_service.domain.values.errors import InvalidInput

_ZIP, _PARQUET, _OLE = b"PK\x03\x04", b"PAR1", b"\xd0\xcf\x11\xe0"


class Kind(Enum):
    CSV = "csv"
    NDJSON = "ndjson"
    EXCEL = "excel"
    PARQUET = "parquet"
    VCARD = "vcard"


def kind_of(path: Path) -> Kind:
    """Raises InvalidInput where there is no file, or it is one that holds other files, or an Excel file of old."""
    with opened(path) as file:
        magic = cast("io.BufferedReader", file).peek(4)[:4]
    if magic == _PARQUET:
        return Kind.PARQUET
    if magic == _OLE:
        raise InvalidInput(f"{path}: is an Excel file of the old form, or locked with a password; save it as .xlsx")
    if magic == _ZIP:
        return _zipped(path)
    start = beginning(path).lstrip()
    if start[:11].upper() == "BEGIN:VCARD":
        return Kind.VCARD
    return Kind.NDJSON if start[:1] in ("{", "[") else Kind.CSV


def fitting(format: Format, path: Path) -> Format:
    """`format`, or another with the same columns where the file is of another kind that has them too."""
    if not isinstance(format, Csv | Ndjson):
        return format
    kind = kind_of(path)
    if kind is Kind.PARQUET:
        return Parquet(format.required)
    if isinstance(format, Csv) and kind is Kind.EXCEL:
        return Excel(format.required, format.refused)
    return Ndjson(format.required) if isinstance(format, Csv) and kind is Kind.NDJSON else format


def reader(path: Path) -> Format:
    """What reads a file of which nothing is known."""
    return _READERS[kind_of(path)]


def _zipped(path: Path) -> Kind:
    with on_disk(path) as file:
        if not is_archive(file):
            return Kind.EXCEL
    inside = "unpack it" if archive_of(path) else f"name a file in it, as in {path}/NAME"
    raise InvalidInput(f"{path}: is a zip archive; {inside}")


_READERS: dict[Kind, Format] = {
    Kind.CSV: Csv(),
    Kind.NDJSON: Ndjson(),
    Kind.EXCEL: Excel(),
    Kind.PARQUET: Parquet(),
    Kind.VCARD: Vcards(),
}
