"""Excel: cells as text, the sheet that is read, and workbooks that cannot be read."""

from pathlib import Path

import pytest

from loaders.formats.detection import detect_format
from loaders.formats.excel.reader import ExcelFormat
from loaders.registry import loader
from profile_service.domain.values.errors import InvalidInput
from tests.loaders.entries import records
from tests.rig.workbooks import Cell, workbook


def test_excel_cells_become_text(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    rows: list[list[Cell]] = [
        [],
        ["Id", "Last Name", "Since", "Paid", "password"],
        [7210448301122.0, "Zoé", 45963, 12.5, "x"],
    ]
    workbook(path, {"Empty": [], "People": [*rows, [None, None], [8, "", None, True]], "More": [["a"]]}, days=[2])
    format = ExcelFormat(("id",))
    assert [(row.line, dict(row.cells), row.flaw) for row in format.rows(path)] == [
        (3, {"id": "7210448301122", "Last Name": "Zoé", "Since": "2025-11-02", "Paid": "12.5"}, None),
        (5, {"id": "8", "Last Name": "", "Since": "", "Paid": "true"}, None),
    ]
    inspection = format.inspect(path)
    assert (inspection.rows, inspection.notes) == (2, ("only its sheet People is read; it has others too",))
    assert detect_format(path).header(path) == ("Id", "Last Name", "Since", "Paid")


def test_excel_header_is_read_as_that_of_csv(tmp_path: Path) -> None:
    path = tmp_path / "club.xlsx"
    header: list[Cell] = ["Nr", "Téléphone\n(mobile)", "Courriel", None, "courriel"]
    workbook(
        path, {"Club": [header, [1, "06 12", None, "x", "zoe@b.example"], [2, "", "a@b.example", None, "c@b.example"]]}
    )
    format = ExcelFormat(("Courriel",))
    assert [(dict(row.cells), row.repeats) for row in format.rows(path)] == [
        ({"Nr": "1", "Téléphone (mobile)": "06 12", "Courriel": "zoe@b.example"}, ()),
        (
            {"Nr": "2", "Téléphone (mobile)": "", "Courriel": "a@b.example", "Courriel (2)": "c@b.example"},
            ("Courriel (2)",),
        ),
    ]
    repeated, unnamed = format.inspect(path).notes
    assert repeated.startswith("Courriel stands more than once in the header; ")
    assert unnamed == "column 4 has no name and is not read"


def test_excel_goes_where_csv_goes(tmp_path: Path) -> None:
    path = tmp_path / "contacts.xlsx"
    workbook(path, {"Contacts": [["Id", "LastName", "Email"], ["0035g000002mjF7AAI", "Li", "ann@x.example"]]})
    (contact,) = records(list(loader("salesforce-contacts").items(path)))
    assert contact.key == "salesforce:0035g000002mjF7AAI"
    workbook(path, {"Contacts": [["Id", "Name"], ["1", "Li"]]})
    with pytest.raises(InvalidInput, match=r"the column LastName is missing \(there is Name\)"):
        loader("salesforce-contacts").inspect(path)


def test_damaged_excel_is_refused(tmp_path: Path) -> None:
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
