"""Rejected rows that somebody corrected are read as their loader reads them, whatever the file's format was."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from loaders.build.loader import Loader
from loaders.discovery.prepare import prepare
from loaders.discovery.retry_rejects import prepare_rejects
from loaders.registry import loader
from profile_service.domain.sources.items import Item, Rejected
from profile_service.domain.values.errors import InvalidInput
from profile_service.service.declared.identity_rules import packaged_rules
from profile_service.service.ingestion.reports.rejects import RejectsFile

_ORDERS = """Name,Email,Created at,Currency,Total,Lineitem quantity,Lineitem name,Lineitem price
#1,ann@shop.org,yesterday,EUR,5.00,1,Tea,2.00
#1,,,,,1,Cup,3.00
#2,bob@shop.org,2026-01-02,EUR,1.00,1,Tea,1.00
#3,eve@shop.org,2026-01-03
"""
_MAPPING = """
source: desk
format: ndjson
record: {id: customer, identifiers: [{type: phone, field: phone}]}
event: {key: id, kind: call, occurred_at: at}
"""


def _rejected(tmp_path: Path, file_loader: Loader, path: Path, text: str = "") -> Path:
    """The rejects file that a load of the file leaves."""
    load = prepare(file_loader, [path], text)
    rejects = [entry for entry in load.files[0].items(packaged_rules()) if isinstance(entry, Rejected)]
    with RejectsFile(tmp_path / "rejects.ndjson", 0, load.loaded_by) as file:
        file.append(str(path), rejects)
    return tmp_path / "rejects.ndjson"


def _correct(path: Path, correct: Callable[[dict[str, Any]], None]) -> None:
    rejects = [json.loads(line) for line in path.read_text().splitlines()]
    for reject in rejects:
        correct(reject)
    path.write_text("".join(json.dumps(reject) + "\n" for reject in rejects))


def _reloaded(path: Path) -> list[Item | Rejected]:
    (load,) = prepare_rejects(path)
    (file,) = load.files
    return list(file.items(packaged_rules()))


@pytest.fixture
def orders(tmp_path: Path) -> Path:
    path = tmp_path / "orders.csv"
    path.write_text(_ORDERS)
    return _rejected(tmp_path, loader("shopify-orders"), path)


def test_row_that_the_store_could_not_hold_can_be_corrected(tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_text(_ORDERS.replace("Total,", "Total,Notes,", 1).replace("EUR,1.00,", f"EUR,1.00,{'long ' * 20_000},"))
    rejects = _rejected(tmp_path, loader("shopify-orders"), path)

    def correct(reject: dict[str, Any]) -> None:
        if reject["reason"] == "the text in the details is longer than 65536 characters":
            reject["cells"][0]["Notes"] = "short"

    _correct(rejects, correct)

    assert [e.key for item in _reloaded(rejects) if isinstance(item, Item) for e in item.events] == ["shopify:order:2"]


def test_corrected_order_is_whole_reloaded(orders: Path) -> None:
    def correct(reject: dict[str, Any]) -> None:
        if reject["cells"]:
            reject["cells"][0]["Created at"] = "2026-01-01"

    _correct(orders, correct)
    item, rejected = _reloaded(orders)

    assert isinstance(item, Item)
    assert [(e.key, e.occurred_at[:10]) for e in item.events] == [("shopify:order:1", "2026-01-01")]
    assert (item.rows, item.line) == (2, 2)
    assert isinstance(rejected, Rejected)
    assert (rejected.line, rejected.reason) == (5, "the row has 3 fields where the header has 8")


def test_uncorrected_row_is_rejected_as_before(orders: Path) -> None:
    load, reloaded = prepare_rejects(orders)[0], _reloaded(orders)

    assert load.rows == 3
    assert [(e.line, e.column, e.rows) for e in reloaded if isinstance(e, Rejected)] == [
        (2, "Created at", 2),
        (5, None, 1),
    ]


def test_reject_shows_the_shape_of_the_value_alone(orders: Path) -> None:
    rejects = [json.loads(line) for line in orders.read_text().splitlines()]

    assert [(reject["column"], reject["value"]) for reject in rejects] == [("Created at", "xxxxxxxxx"), (None, None)]


def test_mapping_and_country_are_kept(tmp_path: Path) -> None:
    mapping, calls = tmp_path / "desk.yaml", tmp_path / "calls.ndjson"
    mapping.write_text(_MAPPING)
    calls.write_text('{"id": "c1", "customer": "7", "phone": "01 42 68 53 00", "at": "noon"}\n')
    path = _rejected(tmp_path, loader("mapped", mapping=mapping, country="FR"), calls, _MAPPING)

    _correct(path, lambda reject: reject["cells"][0].update(at="2026-01-01"))
    (item,) = _reloaded(path)

    assert isinstance(item, Item)
    assert [identifier.key for identifier in item.records[0].identifiers] == ["phone:+33142685300"]


def test_corrected_file_is_another_file(orders: Path) -> None:
    before = prepare_rejects(orders)[0].resume_key
    same = prepare_rejects(orders)[0].resume_key
    _correct(orders, lambda reject: reject.update(cells=[{"Name": "#9"}]))

    assert same == before != prepare_rejects(orders)[0].resume_key


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "holds no rejected row"),
        ("{", "line 1 is no rejected row: it is missing or wrong"),
        (
            '{"line": 2, "reason": "x", "by": {"loader": "shopify-orders"}}',
            "line 1 is no rejected row: file is missing",
        ),
    ],
)
def test_another_file_is_refused(tmp_path: Path, text: str, reason: str) -> None:
    path = tmp_path / "other.ndjson"
    path.write_text(text)

    with pytest.raises(InvalidInput, match=reason):
        prepare_rejects(path)


def test_rejects_of_an_instance_load_again_as_its_own(tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_text(_ORDERS)
    rejects = _rejected(tmp_path, loader("shopify-orders", instance="shopify-outlet"), path)

    def date(reject: dict[str, Any]) -> None:
        for cells in reject["cells"] or ():
            cells["Created at"] = "2026-01-01"

    _correct(rejects, date)

    (load,) = prepare_rejects(rejects)
    (item,) = (entry for entry in _reloaded(rejects) if isinstance(entry, Item))

    assert (load.source, item.events[0].key, item.rows) == ("shopify-outlet", "shopify-outlet:order:1", 2)
