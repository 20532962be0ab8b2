"""Several shops of one kind, which count their orders and customers alike, through the commands."""

from pathlib import Path

import pytest

from profile_service.store.places.address import Address
from tests.rig.graph import links, nodes, run
from tests.rig.terminal import Terminal

_COLUMNS = "Name,Email,Created at,Currency,Total,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku"
_CUSTOMERS = "Name,Username,Last Active,Sign Up,Email,Orders,Total Spend,AOV,Country / Region,City,Region,Postal Code"


def _orders(path: Path, *rows: str) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join((_COLUMNS, *rows)) + "\n", "utf-8")
    return path


def _customers(path: Path, *names: str) -> Path:
    path.parent.mkdir(exist_ok=True)
    rows = (f"{name.title()},{name},,,{name}@kim.example,1,5,5,KR,,," for name in names)
    path.write_text("\n".join((_CUSTOMERS, *rows)) + "\n", "utf-8")
    return path


def _live(address: Address) -> set[str]:
    return {key for (key,) in run(address, "MATCH (r:SourceRecord) WHERE r.retired_at IS NULL RETURN r.key")}


@pytest.fixture
def shops(tmp_path: Path) -> tuple[Path, Path]:
    """Orders without ids of two shops, each with a number 501."""
    return (
        _orders(tmp_path / "shopify-kr" / "orders.csv", "#501,joon@kim.example,2026-02-03,KRW,9000,1,Tea,9000,TEA"),
        _orders(tmp_path / "shopify-dk" / "orders.csv", "#501,ida@holm.example,2026-05-01,DKK,80.00,1,Tea,80.00,TEA"),
    )


def test_shops_are_told_apart_by_folder_and_by_name(
    terminal: Terminal, address: Address, shops: tuple[Path, Path]
) -> None:
    korean, danish = shops

    first = terminal.run("load", "auto", korean.parent.parent)
    again = terminal.run("load", "shopify-orders", danish, "--source", "shopify-dk")

    assert (first.code, again.code) == (0, 0)
    assert "1 unchanged" in again.out
    assert links(address, "Event.key", "BY", "SourceRecord.key") == {
        ("shopify-kr:order:501", "shopify-kr:email:joon@kim.example"),
        ("shopify-dk:order:501", "shopify-dk:email:ida@holm.example"),
    }
    assert nodes(address, "Product", "key") == {("shopify:TEA",)}


def test_a_shop_loaded_as_another_is_rejected(terminal: Terminal, address: Address, shops: tuple[Path, Path]) -> None:
    korean, danish = shops
    terminal.run("load", "shopify-orders", korean)

    mixed = terminal.run("load", "shopify-orders", danish)

    assert (mixed.code, "1 rejected" in mixed.out) == (1, True)
    assert links(address, "Event.key", "BY", "SourceRecord.key") == {
        ("shopify:order:501", "shopify:email:joon@kim.example")
    }


def test_a_full_export_of_one_shop_retires_nobody_of_another(
    terminal: Terminal, address: Address, tmp_path: Path
) -> None:
    for shop, names in (("a", ("joon", "mina")), ("b", ("joon", "suji"))):
        file = _customers(tmp_path / f"{shop}.csv", *names)
        terminal.run("load", "woocommerce-customers", file, "--source", f"woocommerce-{shop}")
    terminal.run("load", "woocommerce-customers", _customers(tmp_path / "c.csv", "joon", "hana"))

    full = _customers(tmp_path / "full.csv", "joon")
    ended = terminal.run("load", "woocommerce-customers", full, "--source", "woocommerce-a", "--full", "--yes")

    assert ended.code == 0
    assert _live(address) == {
        "woocommerce-a:email:joon@kim.example",
        "woocommerce-b:email:joon@kim.example",
        "woocommerce-b:email:suji@kim.example",
        "woocommerce:email:joon@kim.example",
        "woocommerce:email:hana@kim.example",
    }
