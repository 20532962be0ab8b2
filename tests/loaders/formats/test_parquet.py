"""Parquet: values of every type, and paths that DuckDB would take for patterns."""

from pathlib import Path

import duckdb

from loaders.formats.parquet.reader import ParquetFormat


def test_parquet_values_become_json(tmp_path: Path) -> None:
    path = tmp_path / "odd [1]*.parquet"
    duckdb.execute(
        "COPY (SELECT 1 AS id, 1.50::DECIMAL(9,2) AS d, 'nan'::DOUBLE AS n, DATE '2026-01-02' AS day,"
        " TIMESTAMPTZ '2026-01-02 03:04:05+00' AS at, TIMESTAMP '2026-01-02 03:04:05' AS local,"
        " {'a': [1.5::DOUBLE, NULL], 'when': DATE '2026-01-02'} AS deep, 'x' AS password, NULL::VARCHAR AS nothing"
        " UNION ALL SELECT 2, 1, 'inf'::DOUBLE, NULL, NULL, NULL, NULL, 'y', '') TO ? (FORMAT parquet)",
        [str(path)],
    )
    first, second = ParquetFormat(("id",)).rows(path)
    assert first.cells == {
        "id": 1,
        "d": "1.50",
        "n": None,
        "day": "2026-01-02",
        "at": "2026-01-02T03:04:05.000000Z",
        "local": "2026-01-02 03:04:05",
        "deep": {"a": [1.5, None], "when": "2026-01-02"},
        "nothing": None,
    }
    assert (first.line, first.flaw) == (1, None)
    assert (second.line, second.flaw) == (2, "n is not a finite number")


def test_numbers_that_are_not_finite_are_seen_in_any_float_column(tmp_path: Path) -> None:
    path = tmp_path / "measured.parquet"
    duckdb.execute(
        "COPY (SELECT 1.5::FLOAT AS weight, NULL::DOUBLE AS height, [2.5] AS sizes"
        " UNION ALL SELECT 'nan'::FLOAT, 2.0, ['nan'::DOUBLE] UNION ALL SELECT 1, '-inf'::DOUBLE, NULL) TO ?",
        [str(path)],
    )
    regular, missing, endless = ParquetFormat(()).rows(path)
    assert (regular.cells, regular.flaw) == ({"weight": 1.5, "height": None, "sizes": [2.5]}, None)
    assert (missing.cells, missing.flaw) == ({"weight": None, "height": 2.0, "sizes": [None]}, None)
    assert (endless.line, endless.flaw) == (3, "height is not a finite number")
