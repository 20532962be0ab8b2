"""Texts in any encoding and dialect, JSON arrays and Excel: the same rows as those of a plain file."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from loaders.discovery.prepare import prepare
from loaders.formats.csv.reader import Csv
from loaders.formats.detection import reader
from loaders.formats.excel.reader import Excel
from loaders.formats.json.reader import Ndjson
from loaders.formats.rows import LINE_LIMIT
from loaders.registry import loader
from profile_service.domain.values.errors import InvalidInput
from tests.loaders.entries import FIXTURES, records
from tests.rig.workbooks import Cell, workbook

TEXT = "Customer ID,First Name,Last Name,Email\r\n1,Zoé,Œuvré,zoe@x.example\r\n2,Ann,Li,ann@x.example\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "cp1252"])
def test_encodings_are_found_out(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "customers.csv"
    path.write_bytes((b"\xfe\xff" if encoding == "utf-16-be" else b"") + TEXT.encode(encoding))
    said: list[str] = []
    (file,) = prepare(loader("shopify-customers"), [path], tell=said.append).files
    zoe, _ = records(list(file.items()))
    assert (zoe.attributes["given_name"], zoe.attributes["family_name"]) == ("Zoé", "Œuvré")
    assert said == ([f"{path}: is not UTF-8 and is read as Windows-1252"] if encoding == "cp1252" else [])
    assert list(loader("shopify-customers").items(path)) == list(file.items())


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
def test_dialects_are_found_out(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(text, newline="")
    assert [row.cells for row in Csv(("a", "b")).rows(path)] == [{"a": "1", "b": "x, y"}]
    assert Csv(("a",)).inspect(path).rows == 1


def test_array_elements_keep_line_and_text(tmp_path: Path) -> None:
    path = tmp_path / "users.json"
    path.write_text('\n[{"id": 1, "name": "[\\"]"},\n\n {"id": 2,\n"name": ["}"]} , 7,{"id": tru}\n,\n]\n')
    assert [(row.line, dict(row.cells), row.raw, row.flaw) for row in Ndjson(("id",)).rows(path)] == [
        (2, {"id": 1, "name": '["]'}, '{"id": 1, "name": "[\\"]"}', None),
        (4, {"id": 2, "name": ["}"]}, '{"id": 2,\n"name": ["}"]}', None),
        (5, {}, "7", "the line is JSON, but no object"),
        (5, {}, '{"id": tru}', "the line is not JSON from column 8 on"),
    ]
    assert Ndjson(("id",)).inspect(path).rows == 4


def test_array_reads_as_its_lines_do(tmp_path: Path) -> None:
    rows = [row for row in Ndjson().rows(FIXTURES / "zendesk_users.ndjson") if not row.flaw]
    path = tmp_path / "users.json"
    path.write_text(json.dumps([row.cells for row in rows], indent=2))
    assert [row.cells for row in Ndjson(("id",)).rows(path)] == [row.cells for row in rows]
    assert Ndjson(("id",)).inspect(path).rows == len(rows) > 2


@pytest.mark.parametrize("long", ['"' + '\\"}' * LINE_LIMIT + '"', "[" + "1,\n" * LINE_LIMIT + "1]"])
def test_element_of_many_megabytes_is_one_flawed_row(tmp_path: Path, long: str) -> None:
    path = tmp_path / "a.json"
    path.write_text('[{"a": 1},{"a": ' + long + '},\n{"a": 3}]')
    flaws = [(row.flaw, row.line) for row in Ndjson().rows(path)]
    last = 2 + long.count("\n")
    assert flaws == [(None, 1), ("the line is longer than 4 MB", 1), (None, last)]


def test_excel_cells_become_text(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    rows: list[list[Cell]] = [
        [],
        ["Id", "Last Name", "Since", "Paid", "password"],
        [7210448301122.0, "Zoé", 45963, 12.5, "x"],
    ]
    workbook(path, {"Empty": [], "People": [*rows, [None, None], [8, "", None, True]], "More": [["a"]]}, days=[2])
    book = Excel(("id",))
    assert [(row.line, dict(row.cells), row.flaw) for row in book.rows(path)] == [
        (3, {"id": "7210448301122", "Last Name": "Zoé", "Since": "2025-11-02", "Paid": "12.5"}, None),
        (5, {"id": "8", "Last Name": "", "Since": "", "Paid": "true"}, None),
    ]
    found = book.inspect(path)
    assert (found.rows, found.notes) == (2, ("only its sheet People is read; it has others too",))
    assert reader(path).header(path) == ("Id", "Last Name", "Since", "Paid")


def test_excel_goes_where_csv_goes(tmp_path: Path) -> None:
    path = tmp_path / "contacts.xlsx"
    workbook(path, {"Contacts": [["Id", "LastName", "Email"], ["0035g000002mjF7AAI", "Li", "ann@x.example"]]})
    (contact,) = records(list(loader("salesforce-contacts").items(path)))
    assert contact.key == "salesforce:0035g000002mjF7AAI"
    workbook(path, {"Contacts": [["Id", "Name"], ["1", "Li"]]})
    with pytest.raises(InvalidInput, match=r"the column LastName is missing \(there is Name\)"):
        loader("salesforce-contacts").inspect(path)


def test_unfit_excel_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "contacts.xlsx"
    workbook(path, {"Contacts": [["Id", "LastName"]]})
    whole = path.read_bytes()
    contacts = loader("salesforce-contacts")
    for content, sentence in [
        (whole[: len(whole) // 2], "cannot be read as a zip archive"),
        (whole.replace(b"worksheets/s1", b"worksheets/x1"), "cannot be read as Excel"),
        (b"\xd0\xcf\x11\xe0" + whole, "is an Excel file of the old form, or locked with a password; save it as .xlsx"),
    ]:
        path.write_bytes(content)
        with pytest.raises(InvalidInput, match=sentence):
            contacts.inspect(path)


@pytest.mark.parametrize(("kind", "megabytes"), [("csv", 60), ("json", 30), ("gz", 30)])
def test_memory_stays_flat(tmp_path: Path, kind: str, megabytes: int) -> None:
    """A large file is read through twice; the process does not grow beyond what one of 1 MB takes."""
    path = tmp_path / f"big.{kind}"
    grown = subprocess.run(
        [sys.executable, "-c", _GROWTH, kind, str(path), str(megabytes)], capture_output=True, text=True, check=True
    ).stdout
    assert 0 <= int(grown) < 4_000


_GROWTH = """
import gzip, resource, sys
from pathlib import Path
from loaders.formats.detection import reader
kind, path = sys.argv[1], Path(sys.argv[2])
row = "1," + "x" * 998 + chr(10) if kind != "json" else '{"a": "' + "x" * 990 + '"},'
head, tail = ("a,b" + chr(10), "") if kind != "json" else ("[", '{"a": 1}]')
def write(count):
    with (gzip.open if kind == "gz" else open)(path, "wt") as file:
        file.write(head)
        for _ in range(count):
            file.write(row)
        file.write(tail)
def peak():
    found = reader(path)
    found.inspect(path)
    sum(1 for _ in found.rows(path))
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
write(1_000)
before = peak()
write(1_000 * int(sys.argv[3]))
print(peak() - before)  # in kB
"""
