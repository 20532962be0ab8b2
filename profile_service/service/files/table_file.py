"""Rows of text as a CSV or Parquet file, which appears when it is whole."""

import asyncio
import csv
import re
import tempfile
from collections.abc import AsyncIterable, Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from profile_service.domain.values.deferred_modules import deferred_module
from profile_service.domain.values.errors import InvalidInput
from profile_service.domain.values.spreadsheet_cells import defused

# To read it takes a tenth of a second of every command.
if TYPE_CHECKING:
    import duckdb
else:
    duckdb = deferred_module("duckdb")

_ENDINGS = (".csv", ".parquet")
_MEMORY = "128MB"
_ROWS = """
FROM read_csv(?, header = true, delim = ',', quote = '"', escape = '"', new_line = '\\r\\n', all_varchar = true,
  auto_detect = false, columns = ?, force_not_null = ?)
"""


async def write_table(path: Path, columns: Sequence[str], pages: AsyncIterable[Sequence[Sequence[str]]]) -> int:
    """Write the rows of the pages, in their order, as CSV or Parquet by the ending; how many they are.

    In a CSV file, cells that a spreadsheet would compute are defused. The file appears, or is replaced, when it is
    whole; memory grows with a page alone. Raises InvalidInput where the ending is another one or the file cannot be
    written.
    """
    ending = path.suffix.lower()
    if ending not in _ENDINGS:
        raise InvalidInput(f"{path}: is to be written as what? Let its name end with {' or '.join(_ENDINGS)}")
    with _writable(path) as folder:
        rows = await _csv(folder / "rows.csv", columns, pages, defused if ending == ".csv" else str)
        if ending == ".parquet":
            await asyncio.to_thread(_parquet, folder, columns)
        (folder / f"rows{ending}").replace(path)
    return rows


@contextmanager
def _writable(path: Path) -> Iterator[Path]:
    """A folder beside the file, from which it can be moved to its place in one step; it goes away again."""
    try:
        with tempfile.TemporaryDirectory(prefix=".table-", dir=path.parent) as folder:
            yield Path(folder)
    except OSError as error:
        raise InvalidInput(f"{path}: cannot be written ({error.strerror}); choose another file or folder") from error


async def _csv(
    path: Path, columns: Sequence[str], pages: AsyncIterable[Sequence[Sequence[str]]], cell: Callable[[str], str]
) -> int:
    count = 0
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        async for page in pages:
            writer.writerows(map(cell, row) for row in page)
            count += len(page)
    return count


def _parquet(folder: Path, columns: Sequence[str]) -> None:
    """From the CSV, in bounded memory and in its order."""
    settings: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": _MEMORY,
        "threads": 1,
        "temp_directory": str(folder / "spill"),
        "autoinstall_known_extensions": False,
    }
    with duckdb.connect(config=settings) as connection:
        named = [_literal(folder / "rows.csv"), dict.fromkeys(columns, "VARCHAR"), list(columns)]
        connection.sql(_ROWS, params=named).write_parquet(str(folder / "rows.parquet"))


def _literal(path: Path) -> str:
    """The path for DuckDB, which would otherwise read `*`, `?` and `[` as patterns."""
    return re.sub(r"([*?\[])", r"[\1]", str(path))
