"""The exports that tests hold, of every source: any of them, twice, in any order, whole or stopped, make one graph."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from loaders.discovery.prepare import prepare
from loaders.registry import loader
from profile_service.service.ingestion.load import Load
from profile_service.store.engine.store import Store
from profile_service.store.places.address import Address
from tests.loaders.damage import FILES
from tests.loaders.entries import FIXTURES
from tests.rig.dump import differences, dump
from tests.rig.graph import wipe
from tests.rig.loading import load_with_interruption
from tests.rig.terminal import Terminal

pytestmark = pytest.mark.anyio

Export = tuple[str, str]

# Of two generations of one export that name no time for what they say, the one that was loaded last counts.
_EXPORTS = [export for export in FILES if not export[1].endswith("_older.csv")]


@st.composite
def _two_ways(draw: st.DrawFn) -> tuple[list[Export], list[tuple[Export, int]]]:
    """Exports, and each of them twice in another order, with the batch at which its load is stopped."""
    exports = draw(st.lists(st.sampled_from(_EXPORTS), min_size=2, max_size=8, unique=True))
    again = draw(st.permutations([*exports, *exports]))
    return exports, [(export, draw(st.integers(0, 4))) for export in again]


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ways=_two_ways())
async def test_exports_in_any_order_make_one_graph(
    store: Store, address: Address, ways: tuple[list[Export], list[tuple[Export, int]]]
) -> None:
    exports, again = ways
    expected = await _made(store, address, exports)

    for export, stopped_at in again:
        await load_with_interruption(store, _load(*export), stopped_at)

    assert differences(expected, dump(address, history=False)) == []


@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ways=_two_ways())
async def test_exports_whose_loads_are_killed_make_one_graph(
    store: Store, address: Address, terminal: Terminal, ways: tuple[list[Export], list[tuple[Export, int]]]
) -> None:
    """As kill -9 does, wherever the process is when some batch of its was written, or before any was."""
    exports, again = ways
    expected = await _made(store, address, exports)

    for (name, file), batches in again:
        command = ("load", name, FIXTURES / file, "--country", "US")
        in_twos = replace(terminal, environment={**terminal.environment, "PROFILE_BATCH_ROWS": "2"})
        if in_twos.kill_after(batches, *command):
            assert in_twos.run(*command).code in {0, 1}

    assert differences(expected, dump(address, history=False)) == []


async def _made(store: Store, address: Address, exports: Sequence[Export]) -> Counter[str]:
    """The graph that they make, each loaded once; the store is empty before and after."""
    wipe(address)
    for export in exports:
        await load_with_interruption(store, _load(*export))
    made = dump(address, history=False)
    wipe(address)
    return made


def _load(name: str, file: str) -> Load:
    return prepare(loader(name, country="US"), [FIXTURES / file])
