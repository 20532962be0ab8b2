"""Damaged files: `inspect` passes or refuses one in a sentence; then `items` never raises, and the rows add up."""

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from loaders.build.loader import Loader
from loaders.registry import NAMES, loader
from profile_service.domain.sources.items import Rejected
from profile_service.domain.values.errors import InvalidInput
from tests.loaders.damage import FILES, WAYS
from tests.loaders.entries import FIXTURES
from tests.sources import ROOT

_TRAPS = [
    b"\x00", b'"', b'""', b"\r", b"\n", b",", b";", b"\xff", b"\xed\xa0\x80", b"\xef\xbb\xbf", b"{", b"[" * 1000,
    b"NaN", b"-Infinity", b"1e999", b"9" * 5000, b"\\ud800", b"null", b'"":', b"'", b"2025-99-99", b"\xf0\x9f\x98\x80",
]  # fmt: skip
_Cuts = list[tuple[float, int, bytes]]
cuts = st.lists(
    st.tuples(st.floats(0, 1), st.integers(0, 20), st.sampled_from(_TRAPS) | st.binary(max_size=6)),
    min_size=1,
    max_size=6,
)
quick = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as directory:
        yield Path(directory)


def test_every_source_is_damaged() -> None:
    assert {name for name, _ in FILES} == set(NAMES) - {"mapped"}


@pytest.mark.parametrize(("name", "file"), FILES, ids=[file for _, file in FILES])
def test_no_damage_breaks_a_loader(folder: Path, name: str, file: str) -> None:
    whole = (FIXTURES / file).read_bytes()
    for damage in WAYS.values():
        _check(loader(name), _at(folder, file), damage(whole))


@pytest.mark.parametrize("name", ["shopify-customers", "zendesk-users", "vcard-contacts"])
def test_cell_of_ten_megabytes_is_one_row_less(folder: Path, name: str) -> None:
    file = dict(FILES)[name]
    _check(loader(name), _at(folder, file), (FIXTURES / file).read_bytes().rstrip() + b"x" * 10_000_000 + b"\n")


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(source=st.sampled_from(FILES), damage=cuts, end=st.floats(0.01, 1))
def test_bytes_at_random_never_break_a_loader(folder: Path, source: tuple[str, str], damage: _Cuts, end: float) -> None:
    name, file = source
    _check(loader(name), _at(folder, file), _damaged((FIXTURES / file).read_bytes(), damage, end))


@quick
@given(damage=cuts, end=st.floats(0.01, 1))
def test_damaged_rows_never_break_a_mapping(folder: Path, damage: _Cuts, end: float) -> None:
    row = {
        "receipt": 9, "buyer": {"name": "A", "email": "a@b.example", "phone": "+33142685300"}, "bought_at": 1793620800,
        "currency": "EUR", "total": "1.00", "items": [{"sku": "A", "title": "B", "count": 1, "unit_price": 1.0}],
    }  # fmt: skip
    content = (json.dumps(row) + "\n").encode() * 6
    mapped = loader("mapped", mapping=ROOT / "schema" / "mappings" / "gift_registry.yaml")
    _check(mapped, folder / "rows.ndjson", _damaged(content, damage, end))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(damage=cuts, end=st.sampled_from([1.0, 1.0, 0.5, 0.9]))
@example(damage=[(0.609375, 6, b"\x00\x00\x00\x00\x00\x80")], end=1.0)  # the name of a column
@example(damage=[(0.625, 3, b"\n"), (0.96875, 1, b"\xed\xa0\x80")], end=1.0)  # a line break in it
def test_damaged_parquet_never_breaks_a_loader(folder: Path, damage: _Cuts, end: float) -> None:
    whole = folder / "whole.parquet"
    if not whole.exists():
        duckdb.execute(
            "COPY (SELECT i AS household_id, 'x' || i AS age, 'y' AS income, '' AS home_ownership,"
            " 'm' AS marital_status, '2' AS household_size, 'c' AS household_comp, '0' AS kids_count"
            " FROM range(50) t(i)) TO ? (FORMAT parquet)",
            [str(whole)],
        )
    _check(loader("complete-journey"), folder / "demographics.parquet", _damaged(whole.read_bytes(), damage, end))
    (folder / "demographics.parquet").unlink()


def _at(folder: Path, file: str) -> Path:
    """The path of the damaged file, in a folder of its own, with the help desk's users beside it."""
    path = folder / file.replace("/", "_").partition(".")[0] / Path(file).name
    if not path.parent.exists():
        path.parent.mkdir()
        (path.parent / "users.ndjson").write_bytes((FIXTURES / "zendesk_users.ndjson").read_bytes())
    return path


def _damaged(content: bytes, damage: _Cuts, end: float) -> bytes:
    for where, length, put in damage:
        at = int(where * len(content))
        content = content[:at] + put + content[at + length :]
    return content[: int(len(content) * end)] if end < 0.99 else content


def _check(file_loader: Loader, path: Path, content: bytes) -> None:
    path.write_bytes(content)
    rows = _rows_or_refusal(file_loader, path)
    if isinstance(rows, str):
        assert "\n" not in rows
        assert str(path) in rows
        return
    entries = list(file_loader.items(path))
    assert sum(entry.rows for entry in entries) == rows
    for entry in entries:
        if isinstance(entry, Rejected):
            assert entry.line > 0
            assert entry.reason
            assert "martin.example" not in entry.reason.casefold(), "no personal data in a reason"


def _rows_or_refusal(file_loader: Loader, path: Path) -> int | str:
    try:
        return file_loader.inspect(path).rows
    except InvalidInput as error:
        return str(error)


CASES = {
    "cut in the middle": "line 4 opens a quote that is never closed; is the file truncated?",
    "cut in the last row": "line 7, the last, stops in mid-row; the file is truncated",
    "a column missing": (
        "the column Id is missing; is this the right file? "
        "Its first columns are IsDeleted, MasterRecordId, CaseNumber, ContactId"
    ),
    "empty": "is empty; a header with the names of the columns was expected",
    "header only": (0, []),
    "a NUL": (2, [4, 6, 7]),
    "a quote that is never closed": (2, [4, 6, 7]),
    "swapped columns": (0, [2, 4, 5, 6, 7]),
    "cells beyond the header": (0, [2, 4, 5, 6, 7]),
    "cells missing": (0, [2, 4, 5, 6, 7]),
    "the header once more below": (3, [6, 7, 8]),
    "rows twice": (6, [6, 7, 12, 13]),
    "a cell of more than a million": (3, [6, 7]),
    "dates of the year 1": (0, [2, 4, 5, 6, 7]),
    "dates of the year 9999": (0, [2, 4, 5, 6, 7]),
    "dates that do not exist": (0, [2, 4, 5, 6, 7]),
    "formulas": (0, [2, 3, 4, 5, 6]),
    "long cells": (0, [2, 3, 4, 5, 6]),
}
TICKETS = {
    "cut in the middle": "line 2, the last, stops in the middle; the file is truncated",
    "empty": "is empty; one JSON object per line was expected",
    "a NUL": (1, [2, 3, 4]),
    "a control character": (1, [2, 3, 4]),
    "wrong delimiter": (0, [1, 2, 3, 4]),
    "rows twice": (3, [3, 4, 6, 7]),
    "numbers as 1.234,56": (0, [1, 2, 3, 4]),
    "negative numbers": (0, [1, 2, 3, 4]),
    "numbers of a thousand digits": (0, [1, 2, 3, 4]),
    "dates of the year 9999": (0, [1, 2, 3, 4]),
    "escaped lone surrogates": (0, [1, 2, 3, 4]),
    "null in place of values": (0, [1, 2, 3, 4]),
    "objects in place of values": (0, [1, 2, 3, 4]),
}


@pytest.mark.parametrize(
    ("name", "file", "way", "outcome"),
    [("salesforce-cases", "salesforce_cases.csv", *case) for case in CASES.items()]
    + [("zendesk-tickets", "zendesk_tickets.ndjson", *case) for case in TICKETS.items()],
)
def test_damage_costs_only_what_it_hit(
    folder: Path, name: str, file: str, way: str, outcome: str | tuple[int, list[int]]
) -> None:
    """A sentence, or how many items are good and the lines of the rows that are rejected."""
    path = _at(folder, file)
    path.write_bytes(WAYS[way]((FIXTURES / file).read_bytes()))
    rows = _rows_or_refusal(loader(name), path)
    if isinstance(rows, str):
        assert rows == f"{path}: {outcome}"
        return
    entries = list(loader(name).items(path))
    lines = [entry.line for entry in entries if isinstance(entry, Rejected)]
    assert (len(entries) - len(lines), lines) == outcome
