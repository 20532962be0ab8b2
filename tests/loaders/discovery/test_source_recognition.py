"""Files without a named source: recognised by their columns, and loaded before the files that refer to them."""

import gzip
import zipfile
from pathlib import Path

import pytest

from loaders.discovery.file_summary import summarise_file
from loaders.discovery.load_order import loads_in_order
from loaders.discovery.source_recognition import recognise
from loaders.formats.detection import FileKind, detect_kind
from profile_service.domain.values.errors import InvalidInput
from tests.loaders.damage import FILES
from tests.loaders.entries import FIXTURES
from tests.rig.workbooks import workbook

CONTACT = "Id,FirstName,LastName,Email,MasterRecordId\n003A,Ann,Li,ann@x.example,\n"


@pytest.mark.parametrize(("name", "file"), FILES, ids=[file for _, file in FILES])
def test_every_fixture_is_recognised_by_its_columns(tmp_path: Path, name: str, file: str) -> None:
    nameless = tmp_path / "a"
    nameless.write_bytes((FIXTURES / file).read_bytes())
    assert recognise(nameless).source == name


def test_explains_the_source_of_each_file(tmp_path: Path) -> None:
    (tmp_path / "contacts.csv").write_text(CONTACT)
    (tmp_path / "accounts.csv").write_text("Id,Name,LastName,MasterRecordId,BillingCity,BillingStreet\n")
    explanations: list[str] = []
    loads_in_order([tmp_path], notify=explanations.append)
    other = "salesforce-contacts (has Id, LastName, MasterRecordId)"
    assert explanations == [
        f"{tmp_path}/accounts.csv: salesforce-accounts (has Id, Name, BillingStreet, BillingCity), rather than {other}",
        f"{tmp_path}/contacts.csv: {other}",
    ]


def test_folders_zips_and_packed_files_load_in_order(tmp_path: Path) -> None:
    orders = (FIXTURES / "shopify_orders.csv").read_bytes()
    (tmp_path / "a_orders.csv.gz").write_bytes(gzip.compress(orders))
    (tmp_path / "deep").mkdir()
    workbook(tmp_path / "deep" / "people.xlsx", {"S": [row.split(",") for row in CONTACT.splitlines()]})
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        archive.write(FIXTURES / "zendesk_tickets.ndjson", "export/tickets.json")
        archive.write(FIXTURES / "zendesk_users.ndjson", "export/users.json")
    (tmp_path / "sales.csv").write_text("shelf,sold\nA,1\n")
    (tmp_path / "logo.png").write_bytes(b"\x89PNG\r\n\x00\x00\x00")
    explanations: list[str] = []

    ordered = loads_in_order([tmp_path], notify=explanations.append)

    assert [(load.loader, [str(file.path.relative_to(tmp_path)) for file in load.files]) for load in ordered.loads] == [
        ("salesforce-contacts", ["deep/people.xlsx"]),
        ("zendesk-users", ["b.zip/export/users.json"]),
        ("shopify-orders", ["a_orders.csv.gz"]),
        ("zendesk-tickets", ["b.zip/export/tickets.json"]),
    ]
    assert [file.path.name for file in ordered.unknown] == ["logo.png", "sales.csv"]
    assert f"{tmp_path}/sales.csv: unknown: no source has one of its columns (shelf, sold)" in explanations


def test_the_journey_loads_in_its_own_order(tmp_path: Path) -> None:
    (load,) = loads_in_order([FIXTURES / "journey"]).loads
    stems = [file.path.stem for file in load.files]
    assert stems == ["demographics", "transactions", "campaigns", "coupon_redemptions"]


def test_unknown_file_is_compared_with_the_nearest_source(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text("Record Id,E-mail,Lifecycle Stage,Lead Status\n")
    recognition = recognise(path)
    assert (recognition.source, recognition.is_unknown) == ("", True)
    assert recognition.explanation == (
        "unknown: the nearest is hubspot-contacts (has Record ID, Lifecycle Stage, Lead Status), but it lacks Email"
    )
    with pytest.raises(InvalidInput, match="none of the files is known; name the source, or draft a mapping"):
        loads_in_order([path])


def test_file_of_two_sources_stops_the_load(tmp_path: Path) -> None:
    path = tmp_path / "both.csv"
    path.write_text("Id,LastName,AccountId,MasterRecordId,Name,BillingCity,BillingStreet\n")
    with pytest.raises(InvalidInput) as caught:
        loads_in_order([path])
    assert str(caught.value) == (
        f"{path}: may be salesforce-accounts or salesforce-contacts; load it by that name instead of auto"
    )
    named = path.rename(tmp_path / "Contact (2).csv")
    assert recognise(named).source == "salesforce-contacts"


def test_unknown_file_with_many_columns_says_how_many_are_shown(tmp_path: Path) -> None:
    path = tmp_path / "shelves.csv"
    path.write_text(",".join(f"Shelf {letter}" for letter in "abcdefghij") + "\n")
    assert recognise(path).explanation == (
        "unknown: no source has one of its columns "
        "(Shelf a, Shelf b, Shelf c, Shelf d, Shelf e, Shelf f, Shelf g, Shelf h, Shelf i, Shelf j)"
    )
    path.write_text(",".join(f"Shelf {letter}" for letter in "abcdefghijklmn") + ",ann@shop.example\n")
    assert recognise(path).explanation.endswith(
        ", Shelf l and 2 more and 1 not shown, for they may be somebody's data)"
    )


def test_source_of_which_a_file_has_one_column_is_not_near(tmp_path: Path) -> None:
    path = tmp_path / "stock.csv"
    path.write_text("sku,shelf,level\n")
    assert recognise(path).explanation == "unknown: no source has more than one of its columns (sku, shelf, level)"


@pytest.mark.parametrize("start", [b"\x89PNG\r\n\x1a\n\x00\x00", b"%PDF-1.7\n", b"\x00\x00\x01\x00\x02"])
def test_file_that_is_no_text_is_called_that(tmp_path: Path, start: bytes) -> None:
    path = tmp_path / "photo.csv"
    path.write_bytes(start + bytes(range(256)) * 8)
    said = "is not a text file, and of no format that is read; name a CSV, Excel or JSON file"
    assert recognise(path).explanation == f"unknown: {said}"
    with pytest.raises(InvalidInput, match=said):
        summarise_file(path)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8", "cp1252"])
def test_text_in_any_encoding_is_text(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_bytes("Nom;Prénom;Où\n".encode(encoding))
    assert detect_kind(path) is FileKind.CSV


def test_path_that_leads_nowhere_is_not_called_unknown(tmp_path: Path) -> None:
    empty, missing = tmp_path / "empty", tmp_path / "exprots"
    empty.mkdir()
    (empty / ".hidden").write_text("x")
    (tmp_path / "contacts.csv").write_text(CONTACT)
    for path, sentence in [
        (missing, "there is no such file or folder; check the path"),
        (empty, "is an empty folder; there is nothing to load"),
    ]:
        with pytest.raises(InvalidInput) as caught:
            loads_in_order([tmp_path / "contacts.csv", path])
        assert str(caught.value) == f"{path}: {sentence}"
