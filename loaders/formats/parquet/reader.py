"""Parquet through DuckDB: streamed, in bounded memory, ordered where the rows of one thing must come together."""

import hashlib
import math
import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeAlias

import duckdb

from loaders.formats.format import Inspection
from loaders.formats.rows import Row, secret
from loaders.formats.streams import on_disk, opened
from profile_service.domain.sources.events import Json
from profile_service.domain.values.errors import InvalidInput

_MEMORY = "128MB"
_FETCH = 1_000
_INT64 = 2**63
_AS_THEY_ARE = {"BOOLEAN", "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "VARCHAR"}
_CAST = ("TIMESTAMP", "DATE", "TIME", "DECIMAL", "UUID")
_FILE = "FROM read_parquet(?, file_row_number = true, hive_partitioning = false)"
_ROW_NUMBER = "file_row_number"
_Connection: TypeAlias = duckdb.DuckDBPyConnection


@dataclass(frozen=True)
class Parquet:
    """`required` columns must be there; rows come ordered by `order`, or else as they stand in the file.

    Times and decimals become text; NaN, which is how some writers say missing, becomes null.
    """

    required: tuple[str, ...] = ()
    order: tuple[str, ...] = ()

    def inspect(self, path: Path) -> Inspection:
        digest, empty = hashlib.sha256(), True
        with opened(path) as file:
            while block := file.read(1 << 20):
                digest.update(block)
                empty = False
        if empty:
            raise InvalidInput(f"{path}: is empty; a Parquet file was expected")
        with _connection(path) as (connection, file_name):
            columns = self._columns(connection, path, file_name)
            hashes = ", ".join(f"bit_xor(hash({_quoted(name)}))" for name, _ in columns)
            found = connection.execute(f"SELECT count(*), {hashes} {_FILE}", [file_name]).fetchone()
        return Inspection(path, digest.hexdigest(), found[0] if found else 0)

    def header(self, path: Path) -> tuple[str, ...]:
        with _connection(path) as (connection, file_name):
            return tuple(name for name, _ in self._columns(connection, path, file_name))

    def rows(self, path: Path, encoding: str = "") -> Iterator[Row]:  # noqa: ARG002 (it has none)
        with _connection(path) as (connection, file_name):
            columns = self._columns(connection, path, file_name)
            selected = ", ".join(_selected(name, kind) for name, kind in columns)
            order = ", ".join(map(_quoted, (*self.order, _ROW_NUMBER)))
            sorting = f" ORDER BY {order}" if self.order else ""
            result = connection.execute(f"SELECT {selected}, {_ROW_NUMBER} {_FILE}{sorting}", [file_name])
            names = [name for name, _ in columns]
            readers = [
                (i, _reader(kind))
                for i, (_, kind) in enumerate(columns)
                if not kind.startswith(_CAST) and kind not in _AS_THEY_ARE
            ]
            while fetched := result.fetchmany(_FETCH):
                for values in fetched:
                    yield _row(names, list(values), readers)

    def _columns(self, connection: _Connection, path: Path, file_name: str) -> list[tuple[str, str]]:
        """Name and type of each column that is read. Raises InvalidInput where a required one is missing."""
        described = connection.execute(f"SELECT * {_FILE} LIMIT 0", [file_name]).description or []
        columns = [(d[0], str(d[1])) for d in described if d[0].strip() and d[0] != _ROW_NUMBER and not secret(d[0])]
        names = {name for name, _ in columns}
        for missing in self.required:
            if missing not in names:
                seen = ", ".join(sorted(names)[:6])
                raise InvalidInput(f"{path}: the column {missing} is missing; is this the right file? It has {seen}")
        return columns


class _Unfit(ValueError):
    """A value that cannot be stored."""


def _row(names: Sequence[str], values: list[Any], readers: Sequence[tuple[int, Callable[[Any], Json]]]) -> Row:
    flaw = None
    for position, read in readers:
        try:
            values[position] = read(values[position])
        except _Unfit as error:
            values[position], flaw = str(values[position]), f"{names[position]} {error}"
    return Row(values[-1] + 1, dict(zip(names, values, strict=False)), None, flaw)


@contextmanager
def _connection(path: Path) -> Iterator[tuple[_Connection, str]]:
    """An engine of its own, whose spill lies in a directory that goes away with it, and the file's name for it."""
    with tempfile.TemporaryDirectory(prefix="profile-service-") as spill, on_disk(path) as file:
        settings: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": _MEMORY,
            "threads": 1,
            "temp_directory": spill,
            "autoinstall_known_extensions": False,
        }
        try:
            with duckdb.connect(config=settings) as connection:
                connection.execute("SET enable_progress_bar = false")
                yield connection, _literal(file)
        except duckdb.Error as error:
            reason = "it is damaged, truncated, or no Parquet at all; export it again"
            raise InvalidInput(f"{path}: cannot be read as Parquet; {reason}") from error


def _selected(name: str, kind: str) -> str:
    column = _quoted(name)
    if kind == "TIMESTAMP WITH TIME ZONE":
        return f"strftime(make_timestamp(epoch_us({column})), '%Y-%m-%dT%H:%M:%S.%fZ') AS {column}"
    as_text = kind.startswith(_CAST) or "TIME ZONE" in kind
    return f"CAST({column} AS VARCHAR) AS {column}" if as_text else column


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _literal(path: Path) -> str:
    """The path for DuckDB, which would otherwise read `*`, `?` and `[` as patterns."""
    return re.sub(r"([*?\[])", r"[\1]", str(path))


def _reader(kind: str) -> Callable[[Any], Json]:
    return _finite if kind in ("DOUBLE", "FLOAT") else _plain


def _finite(value: float | None) -> float | None:
    if value is None or math.isfinite(value):
        return value
    if math.isnan(value):
        return None
    raise _Unfit("is not a finite number")


def _int64(value: int) -> int:
    if not -_INT64 <= value < _INT64:
        raise _Unfit("is an integer beyond 64 bits")
    return value


def _plain(value: Any) -> Json:
    if value is None or isinstance(value, str | bool):
        return value
    if isinstance(value, float | int):
        return _finite(value) if isinstance(value, float) else _int64(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value]
    if isinstance(value, dict):
        return {str(k): _plain(v) for k, v in value.items()}
    return str(value)
