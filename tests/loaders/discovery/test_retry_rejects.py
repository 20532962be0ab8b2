"""Rejected rows that somebody mended are read as their loader reads them, whatever the file's form was."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from loaders.build.loader import Loader
from loaders.discovery.prepare import prepare
from loaders.discovery.retry_rejects import prepare_again
from loaders.registry import loader
from profile_service.domain.sources.items import Item, Rejected
from profile_service.domain.values.errors import InvalidInput
from profile_service.service.ingestion.rejects import RejectsFile

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


def _rejected(tmp_path: Path, chosen: Loader, path: Path, text: str = "") -> Path:
    """The rejects file that loading the file leaves."""
    load = prepare(chosen, [path], text)
    rejects = [entry for entry in load.files[0].items() if isinstance(entry, Rejected)]
    with RejectsFile(tmp_path / "rejects.ndjson", 0, load.loaded_by) as file:
        file.append(str(path), rejects)
    return tmp_path / "rejects.ndjson"


def _mend(path: Path, mend: Callable[[dict[str, Any]], None]) -> None:
    rejects = [json.loads(line) for line in path.read_text().splitlines()]
    for each in rejects:
        mend(each)
    path.write_text("".join(json.dumps(each) + "\n" for each in rejects))


def _again(path: Path) -> list[Item | Rejected]:
    (load,) = prepare_again(path)
    (file,) = load.files
    return list(file.items())


@pytest.fixture
def orders(tmp_path: Path) -> Path:
    path = tmp_path / "orders.csv"
    path.write_text(_ORDERS)
    return _rejected(tmp_path, loader("shopify-orders"), path)


def test_what_the_store_could_not_hold_can_be_mended(tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_text(_ORDERS.replace("Total,", "Total,Notes,", 1).replace("EUR,1.00,", f"EUR,1.00,{'long ' * 20_000},"))
    rejects = _rejected(tmp_path, loader("shopify-orders"), path)

    def mend(reject: dict[str, Any]) -> None:
        if reject["reason"] == "the text in the details is longer than 65536 characters":
            reject["cells"][0]["Notes"] = "short"

    _mend(rejects, mend)

    assert [e.key for item in _again(rejects) if isinstance(item, Item) for e in item.events] == ["shopify:order:2"]


def test_a_mended_order_is_whole_again(orders: Path) -> None:
    def mend(reject: dict[str, Any]) -> None:
        if reject["cells"]:
            reject["cells"][0]["Created at"] = "2026-01-01"

    _mend(orders, mend)
    item, rejected = _again(orders)

    assert isinstance(item, Item)
    assert [(e.key, e.occurred_at[:10]) for e in item.events] == [("shopify:order:1", "2026-01-01")]
    assert (item.rows, item.line) == (2, 2)
    assert isinstance(rejected, Rejected)
    assert (rejected.line, rejected.reason) == (5, "the row has 3 fields where the header has 8")


def test_what_is_not_mended_is_rejected_as_before(orders: Path) -> None:
    first, again = prepare_again(orders)[0], _again(orders)

    assert first.rows == 3
    assert [(e.line, e.column, e.rows) for e in again if isinstance(e, Rejected)] == [
        (2, "Created at", 2),
        (5, None, 1),
    ]


def test_the_shape_of_the_value_is_told_and_not_the_value(orders: Path) -> None:
    told = [json.loads(line) for line in orders.read_text().splitlines()]

    assert [(each["column"], each["value"]) for each in told] == [("Created at", "xxxxxxxxx"), (None, None)]


def test_mapping_and_country_come_along(tmp_path: Path) -> None:
    mapping, calls = tmp_path / "desk.yaml", tmp_path / "calls.ndjson"
    mapping.write_text(_MAPPING)
    calls.write_text('{"id": "c1", "customer": "7", "phone": "01 42 68 53 00", "at": "noon"}\n')
    path = _rejected(tmp_path, loader("mapped", mapping=mapping, country="FR"), calls, _MAPPING)

    _mend(path, lambda reject: reject["cells"][0].update(at="2026-01-01"))
    (item,) = _again(path)

    assert isinstance(item, Item)
    assert [each.key for each in item.records[0].identifiers] == ["phone:+33142685300"]


def test_mending_makes_another_file_of_it(orders: Path) -> None:
    before = prepare_again(orders)[0].resume_key
    same = prepare_again(orders)[0].resume_key
    _mend(orders, lambda reject: reject.update(cells=[{"Name": "#9"}]))

    assert same == before != prepare_again(orders)[0].resume_key


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
        prepare_again(path)
