"""Values of Parquet columns as JSON: which the engine casts to text, and which are converted in Python."""

import math
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any, TypeAlias

from profile_service.domain.sources.events import Json

Converter: TypeAlias = Callable[[Any], Json]
"""From a value as DuckDB hands it over, of any Python type."""
_INT64 = 2**63
_UNCHANGED = {"BOOLEAN", "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "VARCHAR"}
FLOATS = frozenset({"DOUBLE", "FLOAT"})
_CAST_TO_TEXT = ("TIMESTAMP", "DATE", "TIME", "DECIMAL", "UUID")


class UnstorableValue(ValueError):
    """A value that the store cannot hold; the message ends the sentence that the column's name begins."""


def selected_expression(column: str, type: str) -> str:
    """The SQL that selects a column (already quoted) of this type: times, decimals and UUIDs as text."""
    if type == "TIMESTAMP WITH TIME ZONE":
        return f"strftime(make_timestamp(epoch_us({column})), '%Y-%m-%dT%H:%M:%S.%fZ') AS {column}"
    as_text = type.startswith(_CAST_TO_TEXT) or "TIME ZONE" in type
    return f"CAST({column} AS VARCHAR) AS {column}" if as_text else column


def irregular_expression(columns: Sequence[str]) -> str:
    """The SQL that says whether a row needs the converters of its float columns (already quoted): in nearly all rows
    every float is JSON already, and the engine sees that sooner than Python."""
    return " OR ".join(f"coalesce(NOT isfinite({column}), false)" for column in columns) or "false"


def converter(type: str) -> Converter | None:
    """A function from the selected values of a column of this type to JSON; None where they are JSON already."""
    if type.startswith(_CAST_TO_TEXT) or type in _UNCHANGED:
        return None
    return _finite if type in FLOATS else _json


def _finite(value: float | None) -> float | None:
    """NaN, which some writers use for a missing value, becomes null."""
    if value is None or math.isfinite(value):
        return value
    if math.isnan(value):
        return None
    raise UnstorableValue("is not a finite number")


def _int64(value: int) -> int:
    if not -_INT64 <= value < _INT64:
        raise UnstorableValue("is an integer beyond 64 bits")
    return value


def _json(value: object) -> Json:
    if value is None or isinstance(value, str | bool):
        return value
    if isinstance(value, float | int):
        return _finite(value) if isinstance(value, float) else _int64(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [_json(v) for v in value]
    if isinstance(value, dict):
        return {str(k): _json(v) for k, v in value.items()}
    return str(value)
