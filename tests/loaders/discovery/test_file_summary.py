"""Files of an unknown source: summaries of their columns, and a draft of a mapping that loads them as it stands."""

from pathlib import Path

import pytest
import yaml

from loaders.discovery.column_summary import ColumnSummary, DistinctCounter
from loaders.discovery.file_summary import summarise_file
from loaders.discovery.mapping_draft import draft_mapping
from loaders.registry import loader
from profile_service.domain.values.errors import InvalidInput
from tests.loaders.entries import FIXTURES, items, records
from tests.rig.workbooks import workbook

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
        ("First", "text", 2, 2, []),
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


def test_draft_maps_every_column(members: Path) -> None:
    text = draft_mapping(summarise_file(members))
    assert yaml.safe_load(text) == {
        "source": "file_2_members",
        "format": "csv",
        "csv": {"delimiter": ";", "encoding": "cp1252"},
        "record": {
            "id": "Member No",
            "observed_at": {"field": "Changed", "format": "%d/%m/%Y %H:%M"},
            "attributes": {"given_name": "First", "own_phone": "Own Phone", "postal_code": "Zip", "stars": "Stars"},
            "identifiers": [
                {"type": "loyalty_id", "field": "Member No"},
                {"type": "email", "field": "Mail"},
                {"type": "phone", "field": "Mobile"},
            ],
        },
    }
    assert "zoe" not in text.casefold()
    assert "# Left out, empty or too long: Empty" in text


@pytest.mark.parametrize(
    "name",
    [
        "shopify_customers_older.csv", "hubspot_contacts.csv", "google_contacts.csv", "stripe_customers.csv",
        "magento_addresses.csv", "woocommerce_orders.csv", "salesforce_cases.csv", "zendesk_tickets.ndjson",
        "zendesk_comments.ndjson", "journey/transactions.csv", "journey/demographics.csv",
        "mailchimp/subscribed_members_export_1a2b3c4d.csv", "presets/brevo-contacts.csv",
    ],
)  # fmt: skip
def test_draft_loads_every_row_as_it_stands(tmp_path: Path, name: str) -> None:
    keys_of_all_rows(FIXTURES / name, tmp_path)


def test_draft_loads_other_forms(tmp_path: Path, members: Path) -> None:
    book, array, odd = tmp_path / "book.xlsx", tmp_path / "people.json", tmp_path / "odd.csv"
    workbook(book, {"S": [["E-mail", "Vor.name"], ["ann@x.example", "Ann"], ["bo@x.example", "Bo"]]})
    array.write_text('[{"user.id": 7, "who": {"name": "Ann", "tags": ["a"]}}, {"user.id": 8, "who": {"a/b": 1}}]')
    odd.write_text("'/id'^'x~y'\n'1'^'a^b'\n'2'^'c'\n")
    assert keys_of_all_rows(members, tmp_path) == ["file_2_members:208", "file_2_members:209"]
    assert keys_of_all_rows(book, tmp_path) == ["book:ann@x.example", "book:bo@x.example"]
    assert keys_of_all_rows(array, tmp_path) == ["people:7", "people:8"]
    assert keys_of_all_rows(odd, tmp_path) == ["odd:1", "odd:2"]


def test_file_that_needs_no_mapping_gets_none() -> None:
    with pytest.raises(InvalidInput, match="holds vCards, which need no mapping; load it as vcard-contacts"):
        draft_mapping(summarise_file(FIXTURES / "contacts.vcf"))


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
    ],
)
def test_kinds_follow_from_values_and_names(name: str, values: list[str], kind: str) -> None:
    column = ColumnSummary((name,))
    for value in values:
        column.add(value)
    assert column.kind == kind


def keys_of_all_rows(path: Path, folder: Path) -> list[str]:
    """The keys of the records that the drafted mapping makes, after checking that it rejects nothing."""
    mapping = folder / f"{path.stem}.yaml"
    mapping.write_text(draft_mapping(summarise_file(path)), encoding="utf-8")
    drafted = loader("mapped", mapping=mapping)
    entries = list(drafted.items(path))
    assert len(items(entries)) == len(entries) == drafted.inspect(path).rows
    return [record.key for record in records(entries)]


def test_columns_that_stand_twice_or_without_a_name_are_noted(tmp_path: Path) -> None:
    path = tmp_path / "club.csv"
    path.write_text("Nr;E-Mail;;E-Mail\n1;;x;bo@b.example\n2;al@a.example;;al@b.example\n")
    summary = summarise_file(path)
    assert [(column.name, column.filled) for column in summary.columns] == [("Nr", 2), ("E-Mail", 2), ("E-Mail (2)", 1)]
    repeated, unnamed = summary.notes
    assert repeated.startswith("E-Mail stands more than once in the header; ")
    assert unnamed == "column 3 has no name and is not read"
