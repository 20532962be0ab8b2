"""Texts in any encoding, and lines that are too long."""

from pathlib import Path

import pytest

from loaders.discovery.prepare import prepare
from loaders.formats.csv.reader import CsvFormat
from loaders.formats.encodings import detect_encoding
from loaders.formats.json.reader import JsonFormat
from loaders.formats.text_lines import LINE_LIMIT
from loaders.registry import loader
from profile_service.service.declared.identity_rules import packaged_rules
from tests.loaders.entries import records

CUSTOMERS = "Customer ID,First Name,Last Name,Email\r\n1,Zoé,Œuvré,zoe@x.example\r\n2,Ann,Li,ann@x.example\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "cp1252"])
def test_encodings_are_detected(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "customers.csv"
    path.write_bytes((b"\xfe\xff" if encoding == "utf-16-be" else b"") + CUSTOMERS.encode(encoding))
    notes: list[str] = []
    (file,) = prepare(loader("shopify-customers"), [path], notify=notes.append).files
    zoe, _ = records(list(file.items(packaged_rules())))
    assert (zoe.attributes["given_name"], zoe.attributes["family_name"]) == ("Zoé", "Œuvré")
    assert notes == ([f"{path}: is not UTF-8 and is read as Windows-1252"] if encoding == "cp1252" else [])
    assert list(loader("shopify-customers").items(path)) == list(file.items(packaged_rules()))


def test_encoding_of_a_last_character_is_detected_as_it_is_inspected(tmp_path: Path) -> None:
    path = tmp_path / "contacts.csv"
    path.write_bytes(b"Id,LastName\n0035g000002mjF7AAI,Andr\xe9")
    contacts = loader("salesforce-contacts")
    assert contacts.inspect(path).encoding == detect_encoding(path) == "windows-1252"
    assert [record.attributes["family_name"] for record in records(list(contacts.items(path)))] == ["André"]


@pytest.mark.parametrize("format", [CsvFormat(("a",)), JsonFormat()])
def test_line_of_many_megabytes_is_one_flawed_row(tmp_path: Path, format: CsvFormat | JsonFormat) -> None:
    path = tmp_path / "a.txt"
    header, good = (b"a\n", b"1\n") if isinstance(format, CsvFormat) else (b"", b'{"a": 1}\n')
    path.write_bytes(header + good + b"x" * (2 * LINE_LIMIT + 5) + b"\n" + good)
    flaws = [row.flaw for row in format.rows(path)]
    assert flaws == [None, "the line is longer than 4 MB", None]
    assert format.inspect(path).rows == 3
