"""Files made ready to load: their readers can be sent to another process."""

import pickle
from pathlib import Path

import pytest

from loaders.build.loader import ItemReader
from loaders.discovery.file_summary import summarise_file
from loaders.discovery.mapping_draft import draft_mapping
from loaders.discovery.prepare import prepare
from loaders.registry import loader
from profile_service.domain.sources.items import Item
from profile_service.service.declared.identity_rules import packaged_rules
from tests.loaders.damage import FILES
from tests.loaders.entries import FIXTURES
from tests.rig.workbooks import workbook
from tests.sources import ROOT

_SCANS = ROOT / "schema" / "mappings" / "coupon_scans.yaml"


@pytest.mark.parametrize(("name", "file"), FILES, ids=[file for _, file in FILES])
def test_item_reader_survives_pickling(name: str, file: str) -> None:
    read_items = ItemReader(loader(name, country="FR"), FIXTURES / file)
    pickled: ItemReader = pickle.loads(pickle.dumps(read_items))
    entries = list(pickled(packaged_rules()))
    assert entries == list(read_items(packaged_rules()))
    assert any(isinstance(entry, Item) for entry in entries)


def test_reader_through_a_mapping_survives_pickling(tmp_path: Path) -> None:
    path = tmp_path / "scans.ndjson"
    path.write_text('{"scan_id": 7, "app_user": "A1", "scanned_at": "2026-11-02", "where": "app", "coupon_upc": "9"}\n')
    (file,) = prepare(loader("mapped", mapping=_SCANS), [path]).files
    (item,) = pickle.loads(pickle.dumps(file.items))(packaged_rules())
    assert item.records[0].key == "coupons:app_user_id:A1"


@pytest.mark.parametrize("name", ["list.csv", "list.xlsx"])
def test_load_says_that_a_file_has_no_header(tmp_path: Path, name: str) -> None:
    """In the words of `inspect`, where a mapping was drafted from it."""
    path, mapping = tmp_path / name, tmp_path / "m.yaml"
    rows = [("Kim Lo", "kim@lo.example"), ("Uma Ek", "uma@ek.example")]
    if name.endswith("csv"):
        path.write_text("".join(f"{','.join(row)}\n" for row in rows))
    else:
        workbook(path, {"people": rows})
    mapping.write_text(draft_mapping(summarise_file(path)))
    said: list[str] = []

    prepare(loader("mapped", mapping=mapping), [path], notify=said.append)

    assert said == [f"{path}: the file has no header: its first row is data; add a line of column names above it"]
    assert [f"{path}: {note}" for note in summarise_file(path).notes] == said
