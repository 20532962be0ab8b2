"""Files of an unknown source: summaries of their columns."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from time import process_time

import pytest

from loaders.discovery.column_summary import TIME_FORMATS, ColumnSummary, DistinctCounter, _is_time, may_be_time
from loaders.discovery.file_summary import summarise_file
from loaders.formats.rows import as_text

MEMBERS = """Member No;First;Mail;Mobile;Own Phone;Zip;Changed;Stars;Empty
208;Zoé;zoe@martin.example;01 42 68 53 00;no;75001;03/11/2026 09:30;4.5;
209;Ann;ann@li.example;;yes;;13/11/2026 09:30;3;
"""


@pytest.fixture
def members(tmp_path: Path) -> Path:
    path = tmp_path / "2 members.csv"
    path.write_bytes(MEMBERS.encode("cp1252"))
    return path


def test_columns_are_summarised_by_shape_alone(members: Path) -> None:
    summary = summarise_file(members)
    assert (summary.kind.value, summary.delimiter, summary.encoding, summary.rows) == ("csv", ";", "windows-1252", 2)
    assert [(c.name, c.kind, c.filled, c.distinct.count, summary.guesses(c)) for c in summary.columns] == [
        ("Member No", "integer", 2, 2, ["record id", "loyalty id"]),
        ("First", "text", 2, 2, ["name"]),
        ("Mail", "e-mail", 2, 2, ["identifier", "personal"]),
        ("Mobile", "phone", 1, 1, ["identifier", "personal"]),
        ("Own Phone", "yes or no", 2, 2, ["personal"]),
        ("Zip", "integer", 1, 1, ["personal"]),
        ("Changed", "time", 2, 2, []),
        ("Stars", "number", 2, 2, []),
        ("Empty", "empty", 0, 0, []),
    ]
    assert list(summary.columns[2].examples) == ["xxx@xxxxxx.xxxxxxx", "xxx@xx.xxxxxxx"]
    assert summary.columns[6].time_format == "%d/%m/%Y %H:%M"


def test_rows_that_cannot_be_read_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a,b\n1,2\n3\n4,5\n")
    summary = summarise_file(path)
    assert (summary.rows, summary.flawed) == (3, 1)
    assert summary.flaws == ((3, "the row has 1 fields where the header has 2"),)


def test_distinct_values_are_counted_then_estimated() -> None:
    few, many = DistinctCounter(), DistinctCounter()
    for number in range(20_000):
        few.add(str(number % 1_000))
        many.add(f"value {number}")
    assert (few.count, few.exact) == (1_000, True)
    assert not many.exact
    assert 18_000 < many.count < 22_000


@pytest.mark.parametrize(
    ("name", "values", "kind"),
    [
        ("created_at", ["1793620800", "1793620801"], "time"),
        ("total", ["1793620800", "1793620801"], "integer"),
        ("tel", ["+33 1 42 68 53 00", "(555) 010-9999", "none", "0142685300", "0142685301"], "phone"),
        ("fee", ["12,50", "3"], "number"),
        ("note", ["2026-11-02", "soon"], "text"),
        ("day", ["2026-11-02", "2026-11-03T10:00:00Z"], "time"),
        ("seen", ["11/13/2026", "11/02/2026"], "time"),
        ("date", ["19970101", "19971231"], "time"),
        ("Geburtsdatum", ["19970101", "19851231"], "time"),
        ("date", ["19970101", "19971331"], "integer"),
        ("order_id", ["19970101", "19971231"], "integer"),
        ("Tel. mobil", ["0151 12345678", "0160/1234567"], "phone"),
        ("الهاتف", ["+971 50 123 4567", "+971 55 987 6543"], "phone"),
        ("x1", ["+44 20 7946 0018", "0044 20 7946 0019"], "phone"),
        ("x2", ["06 12 34 56 78", "06.12.34.56.79"], "phone"),
        ("x3", ["0612345678", "0612345679"], "integer"),
        ("Fax", ["+44 20 7946 0018"], "text"),
        ("E-Mail (privat)", ["a@b.example"], "e-mail"),
    ],
)
def test_kinds_follow_from_values_and_names(name: str, values: list[str], kind: str) -> None:
    column = ColumnSummary((name,))
    for value in values:
        column.add(value)
    assert column.kind == kind


def test_columns_that_stand_twice_or_without_a_name_are_noted(tmp_path: Path) -> None:
    path = tmp_path / "club.csv"
    path.write_text("Nr;E-Mail;;E-Mail\n1;;x;bo@b.example\n2;al@a.example;;al@b.example\n")
    summary = summarise_file(path)
    assert [(column.name, column.filled) for column in summary.columns] == [("Nr", 2), ("E-Mail", 2), ("E-Mail (2)", 1)]
    repeated, unnamed = summary.notes
    assert repeated.startswith("E-Mail stands more than once in the header; ")
    assert unnamed == "column 3 has no name and is not read"


def test_objects_whose_keys_are_data_are_one_column(tmp_path: Path) -> None:
    path = tmp_path / "p.ndjson"
    cards = [{f"karte_{n}{i}": {"art": "x"} for i in range(2)} for n in range(30)]
    rows = [{"nr": n, "karten": card, "ort": {"stadt": "Ulm", "plz": "1"}} for n, card in enumerate(cards)]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    assert [(c.name, c.kind) for c in summarise_file(path).columns] == [
        ("nr", "integer"), ("karten", "list or object"), ("ort.stadt", "text"), ("ort.plz", "yes or no"),
    ]  # fmt: skip
    path.write_text("".join(json.dumps(row) + "\n" for row in rows[:2]))
    assert [c.name for c in summarise_file(path).columns] == ["nr", "karten", "ort.stadt", "ort.plz"]


def test_file_whose_first_row_is_data_is_said_to_have_no_header(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("Kim Lo,kim@lo.example\nUma Ek,uma@ek.example\n")
    assert "the file has no header: its first row is data; add a line of column names above it" in (
        summarise_file(path).notes
    )
    path.write_text("name,e-mail\nUma Ek,uma@ek.example\n")
    assert summarise_file(path).notes == ()


@pytest.mark.parametrize("format", ["iso", *TIME_FORMATS])
def test_no_text_is_passed_over_that_a_format_reads(format: str) -> None:
    choice = Random(format)
    read = 0
    for _ in range(3_000):
        written = choice.choice(["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S", "%Y%m%dT%H%M%S", "%G-W%V-%u", *TIME_FORMATS])
        moment = datetime(1950, 1, 1, tzinfo=UTC) + timedelta(seconds=choice.randrange(4 * 10**9))
        text = list(moment.strftime(written))
        for _ in range(choice.randrange(3)):
            place = choice.randrange(len(text))
            text[place] = choice.choice(["", "0", "1", " ", "/", "-", ".", ":", ",", "a", text[place] * 2])
        tidied = as_text("".join(text))
        if tidied and _is_time(tidied, format):
            read += 1
            assert may_be_time(tidied, format), tidied
    assert read > 20


def test_wide_file_takes_a_time_that_grows_with_its_cells(tmp_path: Path) -> None:
    wide = tmp_path / "wide.csv"
    header = ",".join(["Member No", "E-mail", *(f"Column {n}" for n in range(5_000))])
    rows = (",".join([str(n), f"a{n}@shop.org", *(f"v{(n + m) % 13}" for m in range(5_000))]) for n in range(20))
    wide.write_text("\n".join([header, *rows]))
    started = process_time()
    summary = summarise_file(wide)
    assert len(summary.columns) == 5_002
    assert process_time() - started < 6, "60 microseconds a cell"
