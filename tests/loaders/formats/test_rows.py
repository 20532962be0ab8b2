"""Rows as they come out of damaged and odd files."""

from pathlib import Path

import duckdb
import pytest

from loaders.formats.csv.reader import Csv
from loaders.formats.json.reader import Ndjson
from loaders.formats.parquet.reader import Parquet
from loaders.formats.rows import LINE_LIMIT, secret
from profile_service.domain.values.errors import InvalidInput


def test_csv_goes_on_after_damaged_rows(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b'a;b\r\n1;2\r\n"x"y;2\r\n\r\n3;"4\r\n5"\r\n6;7;\r\n8\r\n9;1\rz;2\r\n10;11')
    rows = list(Csv(("b",)).rows(path))
    assert [(row.line, dict(row.cells), row.flaw) for row in rows] == [
        (2, {"a": "1", "b": "2"}, None),
        (3, {}, "the row is not CSV; a quote inside a cell must be doubled"),
        (5, {"a": "3", "b": "4\r\n5"}, None),
        (7, {"a": "6", "b": "7"}, None),
        (8, {"a": "8"}, "the row has 1 fields where the header has 2"),
        (9, {}, "the row holds a carriage return outside quotes"),
        (10, {"a": "10", "b": "11"}, None),
    ]
    assert rows[2].text == '3;"4\r\n5"\r\n'


def test_csv_header_in_the_body_is_no_row(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a,b\n1,2\na,b\n3,4\n")
    assert [(row.line, row.flaw) for row in Csv(("a",)).rows(path)] == [
        (2, None),
        (3, "the row is the header once more; were two files joined?"),
        (4, None),
    ]


def test_csv_columns_without_name_or_twice_are_not_read(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"\xef\xbb\xbfEMAIL\t\tname\tname\tpassword_hash\nann\tx\tAnn\tB\tsecret\n")
    (row,) = Csv(("Email",)).rows(path)
    assert row.cells == {"Email": "ann", "name": "Ann"}
    assert "secret" not in row.text


def test_quote_never_closed_ends_at_the_limit(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('a,b\n1,"2\n' + "x,y\n" * 300_000)
    rows = list(Csv(("a",)).rows(path))
    assert rows[0].flaw == "a cell is longer than 1,000,000 characters; is a quote opened here and never closed?"
    assert all(row.flaw is None for row in rows[1:])
    assert Csv(("a",)).inspect(path).rows == len(rows)


@pytest.mark.parametrize("reader", [Csv(("a",)), Ndjson()])
def test_line_of_many_megabytes_is_one_flawed_row(tmp_path: Path, reader: Csv | Ndjson) -> None:
    path = tmp_path / "a.txt"
    good = b'{"a": 1}\n' if isinstance(reader, Ndjson) else b"1\n"
    path.write_bytes((b"a\n" if isinstance(reader, Csv) else b"") + good + b"x" * (2 * LINE_LIMIT + 5) + b"\n" + good)
    flaws = [row.flaw for row in reader.rows(path)]
    assert flaws == [None, "the line is longer than 4 MB", None]
    assert reader.inspect(path).rows == 3


def test_ndjson_drops_secrets_at_any_depth(tmp_path: Path) -> None:
    path = tmp_path / "a.ndjson"
    path.write_text('{"id": 1, "login": {"password": "hunter2", "user": "ann"}, "loyalty_card_number": "9"}\n')
    (row,) = Ndjson().rows(path)
    assert row.cells == {"id": 1, "login": {"user": "ann"}, "loyalty_card_number": "9"}
    assert "hunter2" not in row.text


@pytest.mark.parametrize(
    "name", ["password_hash", "rp_token", "card.number", "Card Number", "CVV", "api_key", "Secret", "WebPassword__c"]
)
def test_secrets_are_known_by_name(name: str) -> None:
    assert secret(name)


@pytest.mark.parametrize(
    "name", ["Loyalty Card Number", "tokens_of_love", "Passenger", "Company", "Card Brand", "Name"]
)
def test_what_is_no_secret_is_read(name: str) -> None:
    assert not secret(name)


def test_parquet_values_become_json(tmp_path: Path) -> None:
    path = tmp_path / "odd [1]*.parquet"
    duckdb.execute(
        "COPY (SELECT 1 AS id, 1.50::DECIMAL(9,2) AS d, 'nan'::DOUBLE AS n, DATE '2026-01-02' AS day,"
        " TIMESTAMPTZ '2026-01-02 03:04:05+00' AS at, TIMESTAMP '2026-01-02 03:04:05' AS local,"
        " {'a': [1.5::DOUBLE, NULL], 'when': DATE '2026-01-02'} AS deep, 'x' AS password, NULL::VARCHAR AS nothing"
        " UNION ALL SELECT 2, 1, 'inf'::DOUBLE, NULL, NULL, NULL, NULL, 'y', '') TO ? (FORMAT parquet)",
        [str(path)],
    )
    first, second = Parquet(("id",)).rows(path)
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


def test_csv_with_a_refused_column_is_refused_whole(tmp_path: Path) -> None:
    path = tmp_path / "cards.csv"
    path.write_text("id,Card.Number\ncus_1,4242424242424242\n")
    with pytest.raises(InvalidInput) as caught:
        Csv(("id",), refused=("card.number",)).inspect(path)
    assert str(caught.value) == (
        f"{path}: has the column Card.Number, which must not be kept here; delete this file, "
        "and export it again without that column"
    )
