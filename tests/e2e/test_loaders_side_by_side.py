"""Two loaders at once: the same graph as one after the other, and every row accounted for once."""

from collections import Counter
from pathlib import Path

import pytest

from profile_service.store.engine.store import Store
from profile_service.store.places.address import Address
from tests.rig.dump import differences, dump
from tests.rig.exports import contacts, shop_orders
from tests.rig.graph import forget_schema, run, wipe
from tests.rig.loading import load
from tests.rig.terminal import Terminal

pytestmark = pytest.mark.anyio

Command = tuple[str, Path]
_RUNS = "MATCH (l:LoadRun) RETURN l.started_at, l.updated_at, l.state ORDER BY l.started_at"
_COUNTS = "MATCH (l:LoadRun) RETURN sum(l.read), sum(l.loaded), sum(l.changed), sum(l.unchanged), sum(l.rejected)"


async def test_overlapping_files_of_one_source(store: Store, terminal: Terminal, tmp_path: Path) -> None:
    """Rows that are in both, and people of whom one file has a newer version."""
    old, new = tmp_path / "old.csv", tmp_path / "new.csv"
    contacts(old, range(240))
    contacts(new, range(120, 360), moved=range(180, 240))

    await _assert_as_one_after_the_other(store, terminal, ("salesforce-contacts", old), ("salesforce-contacts", new))


async def test_different_sources_of_the_same_people(store: Store, terminal: Terminal, tmp_path: Path) -> None:
    people, orders = tmp_path / "contacts.csv", tmp_path / "orders.csv"
    contacts(people, range(240))
    shop_orders(orders, range(1, 121))

    await _assert_as_one_after_the_other(store, terminal, ("salesforce-contacts", people), ("shopify-orders", orders))


async def test_the_same_file_twice_one_after_the_other(store: Store, terminal: Terminal, tmp_path: Path) -> None:
    orders = tmp_path / "orders.csv"
    rows = shop_orders(orders, range(1, 121))

    expected = await _one_after_the_other(store, terminal.address, (("shopify-orders", orders),) * 2)
    wipe(terminal.address)

    ended = terminal.side_by_side(*[("load", "shopify-orders", orders)] * 2)

    waited = [each.err for each in ended if each.err.startswith("Another process is loading the same files")]
    assert (len(waited), [each.code for each in ended]) == (1, [1, 1]), ended
    (_, first_end, _), (second_start, _, _) = run(terminal.address, _RUNS)
    assert first_end <= second_start
    assert differences(expected, dump(terminal.address, history=False)) == []
    read, loaded, changed, unchanged, rejected = run(terminal.address, _COUNTS)[0]
    assert (read, changed, loaded, loaded) == (2 * rows, 0, unchanged, rows - rejected // 2)


@pytest.mark.parametrize("address", ["neo4j"], indirect=True)
async def test_the_first_loaders_make_the_schema_together(terminal: Terminal, tmp_path: Path) -> None:
    forget_schema(terminal.address)
    files = [tmp_path / f"contacts{number}.csv" for number in range(3)]
    for number, file in enumerate(files):
        contacts(file, range(5 * number, 5 * number + 5))

    ended = terminal.side_by_side(*[("load", "salesforce-contacts", file) for file in files])

    assert [(each.code, each.err) for each in ended] == [(0, "")] * 3
    assert run(terminal.address, "MATCH (r:SourceRecord) RETURN count(r)") == [(15,)]


async def _assert_as_one_after_the_other(store: Store, terminal: Terminal, *commands: Command) -> None:
    expected = await _one_after_the_other(store, terminal.address, commands)
    wipe(terminal.address)

    ended = terminal.side_by_side(*(("load", *command) for command in commands))

    assert {each.code for each in ended} <= {0, 1}, [each.err for each in ended]
    (_, first_end, _), (second_start, _, _) = runs = run(terminal.address, _RUNS)
    assert [state for *_, state in runs] == ["finished"] * 2
    assert second_start < first_end, "they did not run side by side"
    assert differences(expected, dump(terminal.address, history=False)) == []


async def _one_after_the_other(store: Store, address: Address, commands: tuple[Command, ...]) -> Counter[str]:
    for name, path in commands:
        await load(store, path.parent, name, path)
    return dump(address, history=False)
