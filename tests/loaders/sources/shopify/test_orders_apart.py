"""Shopify orders in a file that somebody sorted, or joined of several exports: whole orders or none."""

from pathlib import Path

from loaders.discovery.prepare import prepare
from loaders.registry import loader
from profile_service.domain.sources.events import Transaction
from profile_service.domain.sources.items import Item, Rejected
from profile_service.service.declared.identity_rules import packaged_rules
from tests.loaders.entries import items, load

_HEADER = "Name,Email,Created at,Currency,Total,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Id"
_LAMP = "#31,kai@sato.example,2026-02-03,JPY,5000,1,Lamp,3000,LAMP,8100031"
_SHADE = "#31,,2026-02-03,,,1,Shade,2000,SHADE,"
_ROPE = "#32,,2026-02-04,,,2,Rope,700,ROPE,"
_HOOK = "#32,mio@abe.example,2026-02-04,JPY,1700,1,Hook,300,HOOK,8100032"
_VASE = "#33,ren@ito.example,2026-02-05,JPY,900,1,Vase,900,VASE,8100033"


def _load(tmp_path: Path, *rows: str) -> list[Item | Rejected]:
    path = tmp_path / "orders.csv"
    path.write_text("\n".join((_HEADER, *rows)) + "\n", "utf-8")
    return load("shopify-orders", path)


def _orders(entries: list[Item | Rejected]) -> dict[str, list[tuple[int, list[str]]]]:
    """Key → total and products of each statement of the order."""
    sales = [event for item in items(entries) for event in item.events if isinstance(event, Transaction)]
    orders: dict[str, list[tuple[int, list[str]]]] = {}
    for sale in sales:
        products = [line.product.key.removeprefix("shopify:") for line in sale.lines]
        orders.setdefault(sale.key.rpartition(":")[2], []).append((sale.total_minor, products))
    return orders


def test_rows_that_lie_apart_are_one_order(tmp_path: Path) -> None:
    entries = _load(tmp_path, _HOOK, _LAMP, _ROPE, _SHADE, _VASE)
    assert _orders(entries) == {
        "8100033": [(900, ["VASE"])],
        "8100032": [(1700, ["HOOK", "ROPE"])],
        "8100031": [(5000, ["LAMP", "SHADE"])],
    }
    assert [(entry.line, entry.rows) for entry in entries] == [(6, 1), (2, 2), (3, 2)]


def test_the_row_with_the_orders_own_cells_may_come_last(tmp_path: Path) -> None:
    (apart, together) = _load(tmp_path, _ROPE, _SHADE, _HOOK, _LAMP), _load(tmp_path, _ROPE, _HOOK, _SHADE, _LAMP)
    assert _orders(apart) == _orders(together)
    assert [item.records[0].key for item in items(apart)] == [
        "shopify:email:mio@abe.example",
        "shopify:email:kai@sato.example",
    ]


def test_a_flawed_row_rejects_the_whole_order(tmp_path: Path) -> None:
    sound, rejected = _load(tmp_path, _LAMP, _VASE, _SHADE.replace("2000", "cheap"))
    assert isinstance(sound, Item)
    assert isinstance(rejected, Rejected)
    assert (rejected.rows, rejected.column, len(rejected.cells)) == (2, "Lineitem price", 2)


def test_rows_that_all_have_the_orders_cells_are_its_lines(tmp_path: Path) -> None:
    shade = _LAMP.replace("Lamp,3000,LAMP", "Shade,2000,SHADE")
    assert _orders(_load(tmp_path, _LAMP, _VASE, shade))["8100031"] == [(5000, ["LAMP", "SHADE"])]


def test_joined_exports_state_the_order_twice(tmp_path: Path) -> None:
    whole = (5000, ["LAMP", "SHADE"])
    assert _orders(_load(tmp_path, _LAMP, _SHADE, _VASE, _LAMP, _SHADE, _VASE)) == {
        "8100031": [whole, whole],
        "8100033": [(900, ["VASE"])] * 2,
    }


def test_joined_exports_of_two_shops_keep_both_orders(tmp_path: Path) -> None:
    other = "#31,eva@wolf.example,2026-05-01,EUR,20.00,1,Stuhl,20.00,STUHL,9900007"
    assert _orders(_load(tmp_path, _LAMP, _SHADE, _VASE, other)) == {
        "8100033": [(900, ["VASE"])],
        "8100031": [(5000, ["LAMP", "SHADE"])],
        "9900007": [(2000, ["STUHL"])],
    }


def test_statements_that_cannot_be_told_apart_are_rejected_whole(tmp_path: Path) -> None:
    later = _LAMP.replace("5000", "6000")
    entries = _load(tmp_path, _SHADE, _VASE, _LAMP, _VASE.replace("33", "34"), later)
    (rejected,) = (entry for entry in entries if isinstance(entry, Rejected))
    assert (rejected.rows, rejected.reason) == (
        3,
        "the rows of this order lie apart, and are not one order (lines 2, 4, 6); sort by Name",
    )


def test_what_the_inspection_saw_is_what_is_loaded(tmp_path: Path) -> None:
    entries = _load(tmp_path, _HOOK, _LAMP, _ROPE, _SHADE, _VASE)
    (file,) = prepare(loader("shopify-orders"), [tmp_path / "orders.csv"]).files
    assert list(file.items(packaged_rules())) == entries
