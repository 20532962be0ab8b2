"""A second column of one name: it fills the first where that is blank, and is kept where it differs."""

from pathlib import Path

import pytest

from loaders.mapping.mapped_loader import mapped_loader
from tests.loaders.entries import identifiers, items, load, records


def _file(folder: Path, *lines: str) -> Path:
    path = folder / "export.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("source", "header", "row"),
    [
        ("hubspot-contacts", "Record ID,Email,City,Lifecycle Stage,Email,City", "4,,Oslo,lead,liv@a.example,Bergen"),
        ("klaviyo-profiles", "Klaviyo ID,Email,City,Date Added,EMAIL,City", "4,,Oslo,,liv@a.example,Bergen"),
        (
            "stripe-customers",
            "id,Email,Description,Name,Created (UTC),Email,City,City",
            "cus_4,,,,,liv@a.example,Oslo,Bergen",
        ),
    ],
)
def test_blank_first_column_loses_nothing(source: str, header: str, row: str, tmp_path: Path) -> None:
    (record,) = records(load(source, _file(tmp_path, header, row)))
    assert "email:liv@a.example" in identifiers(record)
    assert record.attributes["city_2"] == "Bergen"
    assert "email_2" not in record.attributes


def test_second_address_that_differs_is_kept_and_names_nobody(tmp_path: Path) -> None:
    path = _file(
        tmp_path, "Klaviyo ID,Email,Date Added,Email", "4,liv@a.example,,liv@b.example", "5,bo@a.example,,bo@a.example"
    )
    liv, bo = records(load("klaviyo-profiles", path))
    assert [i for i in identifiers(liv) if i.startswith("email:")] == ["email:liv@a.example"]
    assert (liv.attributes, bo.attributes) == ({"email_2": "liv@b.example"}, {})


def test_second_column_of_an_order_is_a_detail(tmp_path: Path) -> None:
    header = "Name,Email,Created at,Currency,Total,Lineitem quantity,Lineitem name,Lineitem price,Tags,Tags"
    path = _file(tmp_path, header, "#7,liv@a.example,2026-01-02,NOK,10,1,Tent,10,gift,urgent")
    (item,) = items(load("shopify-orders", path))
    assert (item.events[0].details["tags"], item.events[0].details["tags_2"]) == ("gift", "urgent")
    assert "tags_2" not in item.records[0].attributes


def test_mapping_reads_a_second_column_that_it_names(tmp_path: Path) -> None:
    mapping = tmp_path / "club.yaml"
    fields = '{type: email, field: "Courriel"}, {type: email, field: "courriel (2)"}'
    mapping.write_text(f"source: club\nformat: csv\nrecord:\n  id: Nr\n  identifiers: [{fields}]\n")
    path = _file(tmp_path, "Nr;Courriel;Note;Note;Courriel", "1;zoe@a.example;x;y;zoe@b.example")
    (record,) = records(list(mapped_loader(mapping).items(path)))
    assert identifiers(record) == ["email:zoe@a.example", "email:zoe@b.example"]
    assert record.attributes == {}
