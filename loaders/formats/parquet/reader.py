"""Parquet through DuckDB: streamed, in bounded memory, ordered where the rows of one thing must come together."""

import hashlib
import re
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from loaders.formats.field_presence import FieldPresence, refuse_missing_fields
from loaders.formats.format import Inspection
from loaders.formats.parquet.values import (
    FLOATS,
    Converter,
    UnstorableValue,
    converter,
    irregular_expression,
    selected_expression,
)
from loaders.formats.rows import Row
from loaders.formats.secret_columns import is_secret
from loaders.formats.streams import content_sha256, seekable_file
from profile_service.domain.sources.events import Json
from profile_service.domain.values.deferred_modules import deferred_module
from profile_service.domain.values.errors import InvalidInput

# To read it takes a tenth of a second, and most loads read no Parquet.
if TYPE_CHECKING:
    import duckdb
else:
    duckdb = deferred_module("duckdb")

_MEMORY = "128MB"
_FETCHED_ROWS = 1_000
_EMPTY_SHA256 = hashlib.sha256().hexdigest()
_FILE = "FROM read_parquet(?, file_row_number = true, hive_partitioning = false)"
_ROW_NUMBER = "file_row_number"
_Connection: TypeAlias = "duckdb.DuckDBPyConnection"


@dataclass(frozen=True)
class ParquetFormat:
    """Parquet whose `required` columns must be there; rows come ordered by `order`, or else as they are in the file.

    At least one row must have each of `fields`, paths of steps into nested columns, where what could hold it is not
    empty. Times and decimals become text; NaN becomes null. A row's `line` is its number in the file, from 1.
    """

    required: tuple[str, ...] = ()
    order: tuple[str, ...] = ()
    fields: tuple[tuple[str, ...], ...] = ()

    def inspect(self, path: Path) -> Inspection:
        sha256 = content_sha256(path)
        if sha256 == _EMPTY_SHA256:
            raise InvalidInput(f"{path}: is empty; a Parquet file was expected")
        with _connection(path) as (connection, file_name):
            columns = self._columns(connection, path, file_name)
            # Every value is hashed so that damage in any column shows now.
            hashes = ", ".join(f"bit_xor(hash({_quoted(name)}))" for name, _ in columns)
            counted = connection.execute(f"SELECT count(*), {hashes} {_FILE}", [file_name]).fetchone()
        self._check_fields(path)
        return Inspection(path, sha256, counted[0] if counted else 0)

    def header(self, path: Path) -> tuple[str, ...]:
        with _connection(path) as (connection, file_name):
            return tuple(name for name, _ in self._columns(connection, path, file_name))

    def rows(self, path: Path, _encoding: str = "", /) -> Iterator[Row]:
        with _connection(path) as (connection, file_name):
            columns = self._columns(connection, path, file_name)
            selected = ", ".join(selected_expression(_quoted(name), type) for name, type in columns)
            irregular = irregular_expression([_quoted(name) for name, type in columns if type in FLOATS])
            order = ", ".join(map(_quoted, (*self.order, _ROW_NUMBER)))
            order_by = f" ORDER BY {order}" if self.order else ""
            result = connection.execute(f"SELECT {selected}, {irregular}, {_ROW_NUMBER} {_FILE}{order_by}", [file_name])
            names = [name for name, _ in columns]
            converters = [(i, convert) for i, (_, type) in enumerate(columns) if (convert := converter(type))]
            regular = [(i, convert) for i, convert in converters if columns[i][1] not in FLOATS]
            while fetched := result.fetchmany(_FETCHED_ROWS):
                for *values, is_irregular, number in fetched:
                    yield _row(number + 1, names, values, converters if is_irregular else regular)

    def _check_fields(self, path: Path) -> None:
        presence = FieldPresence(steps for steps in self.fields if len(steps) > 1)
        rows = self.rows(path)
        while not presence.is_complete and (row := next(rows, None)):
            presence.add(row)
        refuse_missing_fields(path, presence, self.rows(path))

    def _columns(self, connection: _Connection, path: Path, file_name: str) -> list[tuple[str, str]]:
        """Name and type of each column that is read. Raises InvalidInput where a required one is missing."""
        described = connection.execute(f"SELECT * {_FILE} LIMIT 0", [file_name]).description or []
        columns = [(d[0], str(d[1])) for d in described if d[0].strip() and d[0] != _ROW_NUMBER and not is_secret(d[0])]
        names = {name for name, _ in columns}
        for missing in self.required:
            if missing not in names:
                some = ", ".join(" ".join(name.split()) for name in sorted(names)[:6])
                raise InvalidInput(f"{path}: the column {missing} is missing; is this the right file? It has {some}")
        return columns


def _row(line: int, names: Sequence[str], values: list[Json], converters: Sequence[tuple[int, Converter]]) -> Row:
    flaw = None
    for position, convert in converters:
        try:
            values[position] = convert(values[position])
        except UnstorableValue as error:
            values[position], flaw = str(values[position]), f"{names[position]} {error}"
    return Row(line, dict(zip(names, values, strict=False)), None, flaw)


@contextmanager
def _connection(path: Path) -> Iterator[tuple[_Connection, str]]:
    """An engine of its own, whose spill lies in a directory that goes away with it, and the file's name for it."""
    with tempfile.TemporaryDirectory(prefix="profile-service-") as spill, seekable_file(path) as file:
        settings: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": _MEMORY,
            "threads": 1,
            "temp_directory": spill,
            "autoinstall_known_extensions": False,
        }
        try:
            with duckdb.connect(config=settings) as connection:
                connection.execute("SET enable_progress_bar = false")
                yield connection, _without_wildcards(file)
        except (duckdb.Error, RuntimeError) as error:  # the latter of a name that is no UTF-8
            reason = "it is damaged, truncated, or no Parquet at all; export it again"
            raise InvalidInput(f"{path}: cannot be read as Parquet; {reason}") from error


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _without_wildcards(path: Path) -> str:
    """The path for DuckDB, which would otherwise read `*`, `?` and `[` as patterns."""
    return re.sub(r"([*?\[])", r"[\1]", str(path))
