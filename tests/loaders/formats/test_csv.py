"""CSV in any dialect, and rows as they come out of damaged and odd files."""

from pathlib import Path

import pytest

from loaders.formats.csv.reader import CsvFormat
from profile_service.domain.values.errors import InvalidInput


@pytest.mark.parametrize(
    "text",
    [
        "a;b\r\n1;x, y\r\n",
        "sep=|\r\na|b\r\n1|x, y\r\n",
        "a\tb\n1\tx, y\n",
        "a^b\n1^x, y\n",
        "'a','b'\n'1','x, y'\n",
        '"a","b"\n1,"x, y"',
    ],
)
def test_dialects_are_detected(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(text, newline="")
    assert [row.cells for row in CsvFormat(("a", "b")).rows(path)] == [{"a": "1", "b": "x, y"}]
    assert CsvFormat(("a",)).inspect(path).rows == 1


def test_csv_goes_on_after_damaged_rows(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b'a;b\r\n1;2\r\n"x"y;2\r\n\r\n3;"4\r\n5"\r\n6;7;\r\n8\r\n9;1\rz;2\r\n10;11')
    rows = list(CsvFormat(("b",)).rows(path))
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
    assert [(row.line, row.flaw) for row in CsvFormat(("a",)).rows(path)] == [
        (2, None),
        (3, "the row is the header once more; were two files joined?"),
        (4, None),
    ]


def test_csv_columns_without_name_or_twice_are_not_read(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"\xef\xbb\xbfEMAIL\t\tname\tname\tpassword_hash\nann\tx\tAnn\tB\tsecret\n")
    (row,) = CsvFormat(("Email",)).rows(path)
    assert row.cells == {"Email": "ann", "name": "Ann"}
    assert "secret" not in row.text


def test_quote_never_closed_ends_at_the_limit(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('a,b\n1,"2\n' + "x,y\n" * 300_000)
    rows = list(CsvFormat(("a",)).rows(path))
    assert rows[0].flaw == "a cell is longer than 1,000,000 characters; is a quote opened here and never closed?"
    assert all(row.flaw is None for row in rows[1:])
    assert CsvFormat(("a",)).inspect(path).rows == len(rows)


def test_csv_with_a_refused_column_is_refused_whole(tmp_path: Path) -> None:
    path = tmp_path / "cards.csv"
    path.write_text("id,Card.Number\ncus_1,4242424242424242\n")
    with pytest.raises(InvalidInput) as caught:
        CsvFormat(("id",), refused=("card.number",)).inspect(path)
    assert str(caught.value) == (
        f"{path}: has the column Card.Number, which must not be kept here; delete this file, "
        "and export it again without that column"
    )
