"""Eight processes that load at once into one store, of people that overlap: the graph is that of one writer."""

import signal
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

import pytest

from profile_service.store.engine.store import Store
from profile_service.store.places.address import Address
from tests.rig.dump import differences, dump
from tests.rig.exports import contacts, shop_orders
from tests.rig.graph import run, wipe
from tests.rig.histories import assert_feed, stored_state
from tests.rig.loading import load
from tests.rig.stewards import Clusters, clusters_in
from tests.rig.terminal import Terminal, ended, wait_for_batches

pytestmark = [pytest.mark.anyio, pytest.mark.thorough]

Command = tuple[str, str, Path]
_RUNS = "MATCH (l:LoadRun) RETURN l.started_at, l.updated_at, l.state, l.read, l.loaded + l.changed + l.unchanged"
_LONGEST = 80
_MANY = 5
"""So many of the eight are at it at one time even where two cores are slow to start the last, and the first is done."""


@dataclass(frozen=True)
class _Made:
    """What loading has made; `graph` holds nothing that depends on who came first."""

    persons: Clusters
    graph: Counter[str]

    @classmethod
    def found(cls, address: Address) -> "_Made":
        return cls(clusters_in(address), dump(address, history=False))


@pytest.fixture
def commands(tmp_path: Path) -> list[Command]:
    """Contacts whose versions differ from file to file, and orders of the same people; the first three are long."""
    folder = tmp_path / "exports"
    folder.mkdir()
    made: list[Command] = []
    for n, rows in enumerate([_LONGEST, _LONGEST, _LONGEST, 35, 35]):
        path = folder / f"contacts{n}.csv"
        contacts(path, range(20 * n, 20 * n + rows), moved=range(20 * n + 15, 20 * n + 35))
        made.append(("load", "salesforce-contacts", path))
    for n, numbers in enumerate([range(1, 19), range(24, 42), range(30, 45)]):
        path = folder / f"orders{n}.csv"
        shop_orders(path, numbers, people=60)
        made.append(("load", "shopify-orders", path))
    return made


async def test_eight_writers_make_what_one_makes(
    store: Store, terminal: Terminal, commands: list[Command], tmp_path: Path
) -> None:
    expected = await _by_one_writer(store, terminal.address, commands, tmp_path)

    writers = terminal.side_by_side(*commands)

    assert [(each.code, each.err) for each in writers] == [(0, "")] * len(commands)
    runs = run(terminal.address, _RUNS)
    assert {state for _, _, state, *_ in runs} == {"finished"}
    assert _most_at_once([(started, ended) for started, ended, *_ in runs]) >= _MANY, "they waited for each other"
    assert all(read == accounted for *_, read, accounted in runs)
    await _assert_made(store, terminal.address, expected)


async def test_some_of_eight_writers_are_killed(
    store: Store, terminal: Terminal, commands: list[Command], tmp_path: Path
) -> None:
    """Those who are left go on, and the same commands again finish what the others had begun."""
    expected = await _by_one_writer(store, terminal.address, commands, tmp_path)

    writers = terminal.start_together(*commands)
    for victim, batches in zip(writers[:3], (3, 6, 10), strict=True):
        wait_for_batches(terminal.address, batches, victim)
        victim.kill()
    codes = [ended(each).code for each in writers]
    again = terminal.side_by_side(*commands[:3])

    assert codes == [-signal.SIGKILL] * 3 + [0] * 5
    assert [each.code for each in again] == [0, 0, 0], [each.err for each in again]
    assert all(each.err == "" or each.err.startswith("Going on with run") for each in again)
    await _assert_made(store, terminal.address, expected)


def _most_at_once(times: Iterable[tuple[str, str]]) -> int:
    """Of stretches of time, from and to (text that sorts)."""
    turns = sorted(turn for since, until in times for turn in ((since, 1), (until, -1)))
    return max(accumulate(step for _, step in turns))


async def _by_one_writer(store: Store, address: Address, commands: list[Command], folder: Path) -> _Made:
    for _, source, path in commands:
        await load(store, folder / "one", source, path)
    made = _Made.found(address)
    assert 1 < max(map(len, made.persons)) < 20, "these files tell nothing"
    wipe(address)
    return made


async def _assert_made(store: Store, address: Address, expected: _Made) -> None:
    made = _Made.found(address)
    assert made.persons == expected.persons
    assert differences(expected.graph, made.graph) == []
    assert_feed(await stored_state(store), all_ids=[])
