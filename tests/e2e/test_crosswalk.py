"""The crosswalk is whole and stable: the same exports, again and in another order, change no id."""

import csv
import json
from pathlib import Path

import duckdb
import pytest

from profile_service.domain.values.errors import InvalidInput
from profile_service.service.resolution.crosswalk import write_crosswalk
from profile_service.store.engine.store import Store
from profile_service.store.places.address import Address
from tests.rig import exports
from tests.rig.graph import links, nodes
from tests.rig.loading import load as load_file
from tests.rig.people import load, profile_id, record
from tests.rig.terminal import Terminal

pytestmark = pytest.mark.anyio


def _read(path: Path) -> list[tuple[str, ...]]:
    with path.open(newline="", encoding="utf-8") as file:
        return [tuple(row) for row in csv.reader(file)]


def _folder(path: Path) -> set[str]:
    return {each.name for each in path.iterdir()}


async def test_loading_again_in_another_order_changes_no_id(store: Store, tmp_path: Path, address: Address) -> None:
    people, orders = tmp_path / "contacts.csv", tmp_path / "orders.csv"
    later = tmp_path / "later.csv"
    exports.contacts(people, range(60), moved=range(5, 10))
    exports.shop_orders(orders, range(40), people=60)
    exports.contacts(later, range(50, 80))
    for source, path in (("salesforce-contacts", people), ("shopify-orders", orders), ("salesforce-contacts", later)):
        await load_file(store, tmp_path / "data", source, path)
    before = tmp_path / "before.csv"
    written = await write_crosswalk(store, before)

    for path in (people, orders, later):
        exports.reverse_rows(path)
    for source, path in (("salesforce-contacts", later), ("shopify-orders", orders), ("salesforce-contacts", people)):
        await load_file(store, tmp_path / "data", source, path)

    after = tmp_path / "after.csv"
    await write_crosswalk(store, after)
    assert after.read_bytes() == before.read_bytes()
    placed = {(f"{source}:{id}", profile) for source, id, profile in _read(before)[1:]}
    assert placed == links(address, "SourceRecord.key", "OF", "Profile.id")
    assert written.rows == len(placed) > 100


async def test_csv_and_parquet_hold_the_same_in_order(store: Store, tmp_path: Path) -> None:
    odd = ['a "quoted" one', "with, comma", "two\nlines", "Zoë", "*?[x]", " space "]
    await load(store, *(record(f"shop:{id}", ("email", "ann@shop.org")) for id in odd), record("crm:1"))
    folder = tmp_path / "out [1]*"
    folder.mkdir()

    for name in ("who.csv", "who.parquet"):
        assert (await write_crosswalk(store, folder / name)).rows == 7

    one, other = await profile_id(store, "shop:Zoë"), await profile_id(store, "crm:1")
    expected = [("crm", "1", other), *(("shop", id, one) for id in sorted(odd))]
    assert _read(folder / "who.csv") == [("source", "record_id", "profile_id"), *expected]
    (folder / "who.parquet").rename(tmp_path / "who.parquet")
    with duckdb.connect() as connection:
        assert connection.execute(f"FROM '{tmp_path / 'who.parquet'}'").fetchall() == expected
    assert _folder(folder) == {"who.csv"}


async def test_pages_meet_without_loss(store: Store, tmp_path: Path, address: Address) -> None:
    for start in range(0, 2_100, 420):
        await load(store, *(record(f"shop:{n}") for n in range(start, start + 420)))

    await write_crosswalk(store, tmp_path / "who.csv")

    rows = _read(tmp_path / "who.csv")[1:]
    keys = [f"{source}:{id}" for source, id, _ in rows]
    assert keys == sorted(key for (key,) in nodes(address, "SourceRecord", "key"))


async def test_what_cannot_be_written_is_said_and_left_alone(store: Store, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match=r"Let its name end with \.csv or \.parquet"):
        await write_crosswalk(store, tmp_path / "who.xlsx")
    with pytest.raises(InvalidInput, match=r"who\.csv: cannot be written \(No such file or directory\)"):
        await write_crosswalk(store, tmp_path / "nowhere" / "who.csv")
    (tmp_path / "taken.csv").mkdir()
    with pytest.raises(InvalidInput, match=r"taken\.csv: cannot be written \(Is a directory\)"):
        await write_crosswalk(store, tmp_path / "taken.csv")
    assert _folder(tmp_path) == {"taken.csv"}


async def test_commands_print_the_same(store: Store, terminal: Terminal, tmp_path: Path) -> None:
    await load(store, record("crm:1", ("email", "ann@shop.org")), record("shop:1", ("email", "ann@shop.org")))
    id, path = await profile_id(store, "crm:1"), tmp_path / "who.csv"

    written = terminal.run("identity", "crosswalk", "--out", path)
    data = json.loads(terminal.run("identity", "crosswalk", "--out", path, "--json").out)
    refused = terminal.run("identity", "crosswalk", "--out", tmp_path / "who.txt")
    why = terminal.run("identity", "why", "crm:1", "shop:1")
    how = terminal.run("identity", "how", id, "--json")
    history = terminal.run("identity", "history", "crm:1")
    changes = terminal.run("identity", "changes", "--after", "0", "--json")
    nobody = terminal.run("identity", "how", "crm:2")

    assert (written.code, written.out) == (0, f"{path}: 2 records, as of change 1 or later.\n")
    assert data == {"file": str(path), "records": 2, "seq": 1}
    assert _read(path)[1:] == [("crm", "1", id), ("shop", "1", id)]
    assert (refused.code, refused.err.count("\n")) == (2, 1)
    assert why.out.splitlines() == [
        f"crm:1 and shop:1 are one person, the profile {id}, by one step of evidence.",
        "  crm:1 and shop:1 both hold the email ann@shop.org.",
    ]
    assert f'"profile":"{id}"' in how.out
    assert history.out.splitlines()[1].endswith(f"The profile {id} was created on {history.out.splitlines()[1][2:12]}.")
    assert [each["seq"] for each in json.loads(changes.out)["changes"]][:1] == [1]
    assert (nobody.code, nobody.err.count("\n")) == (2, 1)


async def test_ids_that_a_spreadsheet_would_compute_are_defused_in_csv_alone(store: Store, tmp_path: Path) -> None:
    ids = ["=HYPERLINK(1)", "+33142685300", "@here", "'quoted"]
    await load(store, *(record(f"desk:{id}", ("email", "zoe@shop.org")) for id in ids))
    for name in ("who.csv", "who.parquet"):
        await write_crosswalk(store, tmp_path / name)
    cells = [id for _, id, _ in _read(tmp_path / "who.csv")[1:]]
    with duckdb.connect() as connection:
        exact = [row[0] for row in connection.execute(f"SELECT record_id FROM '{tmp_path / 'who.parquet'}'").fetchall()]
    assert sorted(cells) == sorted(["'=HYPERLINK(1)", "+33142685300", "'@here", "''quoted"])
    assert [cell.removeprefix("'") for cell in cells] == exact
    assert sorted(exact) == sorted(ids)
