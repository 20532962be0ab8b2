"""Files made ready to load: their readers can be sent to another process."""

import pickle
from pathlib import Path

import pytest

from loaders.build.loader import ItemReader
from loaders.discovery.prepare import prepare
from loaders.registry import loader
from profile_service.domain.sources.items import Item
from profile_service.service.declared.identity_rules import packaged_rules
from tests.loaders.damage import FILES
from tests.loaders.entries import FIXTURES
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
