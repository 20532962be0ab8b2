"""The crosswalk: which profile every source record is in, as a file for other systems."""

import asyncio
import csv
import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from profile_service.domain.values.deferred_modules import deferred_module
from profile_service.domain.values.errors import InvalidInput
from profile_service.domain.values.spreadsheet_cells import defused
from profile_service.store.engine.store import Store
from profile_service.store.profile import crosswalk
from profile_service.store.resolution import change_feed

# To read it takes a tenth of a second of every command.
if TYPE_CHECKING:
    import duckdb
else:
    duckdb = deferred_module("duckdb")

COLUMNS = ("source", "record_id", "profile_id")
_ENDINGS = (".csv", ".parquet")
_PAGE_ROWS = 1_000
_MEMORY = "128MB"
_ROWS = """
FROM read_csv(?, header = true, delim = ',', quote = '"', escape = '"', new_line = '\\r\\n',
  columns = {source: 'VARCHAR', record_id: 'VARCHAR', profile_id: 'VARCHAR'},
  force_not_null = ['source', 'record_id', 'profile_id'])
"""


@dataclass(frozen=True, slots=True)
class CrosswalkFile:
    """`seq`: the number of the latest change when the writing began; whoever follows the feed from there on misses
    nothing."""

    rows: int
    seq: int


async def write_crosswalk(store: Store | None, path: Path) -> CrosswalkFile:
    """Write source, record_id and profile_id of every record, sorted by record key, as CSV or Parquet by the ending.

    In a CSV file, cells that a spreadsheet would compute are defused. Where there is no store yet, the file has no
    rows. It appears, or is replaced, when it is whole; memory does not grow with the graph. Raises InvalidInput where
    the ending is another one or the file cannot be written.
    """
    ending = path.suffix.lower()
    if ending not in _ENDINGS:
        raise InvalidInput(f"{path}: is to be written as what? Let its name end with {' or '.join(_ENDINGS)}")
    with _writable(path) as folder:
        seq = (await change_feed.store_state(store)).last_seq if store else 0
        rows = await _csv(store, folder / "rows.csv", defused if ending == ".csv" else str)
        if ending == ".parquet":
            await asyncio.to_thread(_parquet, folder)
        (folder / f"rows{ending}").replace(path)
    return CrosswalkFile(rows, seq)


@contextmanager
def _writable(path: Path) -> Iterator[Path]:
    """A folder beside the file, from which it can be moved to its place in one step; it goes away again."""
    try:
        with tempfile.TemporaryDirectory(prefix=".crosswalk-", dir=path.parent) as folder:
            yield Path(folder)
    except OSError as error:
        raise InvalidInput(f"{path}: cannot be written ({error.strerror}); choose another file or folder") from error


async def _csv(store: Store | None, path: Path, cell: Callable[[str], str]) -> int:
    count = 0
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        if store:
            async for page in crosswalk.pages(store, _PAGE_ROWS):
                writer.writerows(map(cell, row) for row in page)
                count += len(page)
    return count


def _parquet(folder: Path) -> None:
    """From the CSV, in bounded memory and in its order."""
    settings: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": _MEMORY,
        "threads": 1,
        "temp_directory": str(folder / "spill"),
        "autoinstall_known_extensions": False,
    }
    with duckdb.connect(config=settings) as connection:
        rows = connection.sql(_ROWS, params=[_literal(folder / "rows.csv")])
        rows.write_parquet(str(folder / "rows.parquet"))


def _literal(path: Path) -> str:
    """The path for DuckDB, which would otherwise read `*`, `?` and `[` as patterns."""
    return re.sub(r"([*?\[])", r"[\1]", str(path))
