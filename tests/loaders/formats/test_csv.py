"""CSV in any dialect, and rows as they come out of damaged and odd files."""

import time
from pathlib import Path

import pytest

from loaders.formats.csv.reader import CsvFormat
from loaders.formats.table_columns import table_columns
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


def test_csv_columns_without_name_and_secrets_are_not_read(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"\xef\xbb\xbfEMAIL\t\tname\tpassword_hash\tpassword_hash\nann\tx\tAnn\tsecret\tsecret\n")
    (row,) = CsvFormat(("Email",)).rows(path)
    assert row.cells == {"Email": "ann", "name": "Ann"}
    assert "secret" not in row.text
    assert CsvFormat().inspect(path).notes == ("column 2 has no name and is not read",)


_MAIL = ("Mail", "Mail (2)", "Mail (3)")


@pytest.mark.parametrize(
    ("row", "cells", "repeats"),
    [
        ("1,a,b,c", ("a", "b", "c"), ("Mail (2)", "Mail (3)")),
        ("1,,b,", ("b",), ()),
        ("1,,,c", ("c",), ()),
        ("1,a,,c", ("a", "c"), ("Mail (2)",)),
        ("1,a, a ,a", ("a",), ()),
        ("1, ,,", (" ",), ()),
    ],
)
def test_csv_columns_of_one_name_fill_up_from_the_first(
    row: str, cells: tuple[str, ...], repeats: tuple[str, ...], tmp_path: Path
) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"Nr,Mail,mail,MAIL\n{row}\n")
    format = CsvFormat(("Mail",))
    (read,) = format.rows(path)
    assert read.cells == {"Nr": "1"} | dict(zip(_MAIL, cells, strict=False))
    assert (read.repeats, read.flaw) == (repeats, None)
    assert format.header(path) == ("Nr", *_MAIL)
    (note,) = format.inspect(path).notes
    assert note.startswith("Mail stands more than once in the header; the first that holds a value counts, ")
    assert note.endswith(", as Mail (2)")


def test_csv_second_column_takes_a_number_that_is_free(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Ort,Ort (2),Ort,Tel,Tel,\nBonn,Köln,Ulm,1,2,\n")
    (row,) = CsvFormat().rows(path)
    assert row.cells == {"Ort": "Bonn", "Ort (2)": "Köln", "Ort (3)": "Ulm", "Tel": "1", "Tel (2)": "2"}
    repeated, unnamed = CsvFormat().inspect(path).notes
    assert repeated.startswith("Ort and Tel stand more than once in the header; ")
    assert unnamed == "column 6 has no name and is not read"


def test_csv_header_of_very_many_columns_is_read_at_once() -> None:
    cells = [*(f"c{number}" for number in range(40_000)), *["Mail"] * 10_000]
    started = time.process_time()
    columns = table_columns(Path("a.csv"), cells, ["c7", "Mail"])
    assert time.process_time() - started < 2, "it grows with the columns, not with their square"
    assert columns.names[-1] == "Mail (10000)"
    assert len(columns.repeats["Mail"]) == 9_999


def test_csv_notes_show_no_value_of_a_file_without_header(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("ann@x.org,ann@x.org,,\nbo@x.org,bo@x.org,,\n")
    no_header, repeated, unnamed = CsvFormat().inspect(path).notes
    assert no_header.startswith("the file has no header")
    assert repeated.startswith("column 1 stands more than once")
    assert "@" not in no_header + repeated
    assert unnamed == "columns 3 and 4 have no name and are not read"


@pytest.mark.parametrize(
    "header",
    [
        'Nr,"Telefon\n(mobil)",Mail',
        'Nr;"Telefon\r\n(mobil)";Mail',
        '"Nr"\t"Telefon\r(mobil)"\t"Mail"',
        '"Telefon\n(mobil)",Nr,Mail',
        '"Telefon \n\n (mobil)"|"Nr"|"Mail"',
        'Nr, "Telefon\n(mobil)", Mail',
    ],
)
def test_csv_line_break_in_a_name_is_a_blank(header: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    sign = next(sign for sign in ",;\t|" if sign in header)
    path.write_bytes(f"{header}\n{sign.join(('1', '1', 'a@x.org'))}\n".encode())
    format = CsvFormat(("TELEFON (mobil)",))
    (row,) = format.rows(path)
    assert row.cells == {"Nr": "1", "TELEFON (mobil)": "1", "Mail": "a@x.org"}
    assert row.line == header.count("\n") + 2
    assert format.inspect(path).rows == 1
    assert next(CsvFormat(("Telefon\n(mobil)",)).rows(path)).get("Telefon\n(mobil)") == "1", "as a mapping may write it"


def test_csv_quote_in_a_header_that_is_never_closed_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('Nr,"Telefon,Mail\n1,2,3\n')
    with pytest.raises(InvalidInput, match="line 1 cannot be read as a CSV header"):
        CsvFormat().inspect(path)
    path.write_text('Nr,5" Tab,Mail\n1,2,3\n')
    assert CsvFormat().header(path) == ("Nr", '5" Tab', "Mail")


def test_csv_blanks_before_quotes_belong_to_no_value(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('"Nr", "Name"\n"1", "Roux, Zoé"\n')
    (row,) = CsvFormat(("Name",)).rows(path)
    assert (row.cells, row.flaw) == ({"Nr": "1", "Name": "Roux, Zoé"}, None)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_csv_lines_may_end_in_carriage_returns(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "mac.csv"
    path.write_bytes('Nr;Name\r1;"Zoé\rRoux"\r2;Bo\r'.encode(encoding))
    assert CsvFormat().inspect(path).rows == 2
    assert [(row.line, row.cells, row.flaw) for row in CsvFormat().rows(path)] == [
        (2, {"Nr": "1", "Name": "Zoé\nRoux"}, None),
        (4, {"Nr": "2", "Name": "Bo"}, None),
    ]


def test_csv_carriage_return_among_line_feeds_is_still_a_flaw(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"Nr;Name\n1;Bo\rLi\n2;Al\n")
    assert [row.flaw for row in CsvFormat().rows(path)] == ["the row holds a carriage return outside quotes", None]


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
