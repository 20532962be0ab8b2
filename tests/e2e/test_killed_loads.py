"""kill -9 in the middle of a load, of the loader or of the embedded engine: it still ends as a clean one does."""

import os
import re
import signal
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from loaders.discovery.prepare import prepare
from loaders.registry import loader
from profile_service.domain.sources.load_runs import LoadRun
from profile_service.service.ingestion.load import LoadRunner
from profile_service.store.embedded.directory import Directory
from profile_service.store.embedded.engine_lease import EngineLease
from profile_service.store.engine.engines import RemoteEngine
from profile_service.store.engine.store import Store
from profile_service.store.places.address import Address
from tests.rig.dump import differences, dump
from tests.rig.exports import shop_orders
from tests.rig.graph import run, wipe
from tests.rig.loading import BATCH_ROWS, load
from tests.rig.terminal import Terminal, ended, wait_for_batches

pytestmark = [pytest.mark.anyio, pytest.mark.thorough]

_RUNS = "MATCH (l:LoadRun) RETURN l.state, l.read, l.loaded, l.changed, l.unchanged, l.rejected, l.batch"
_REJECTS = "MATCH (l:LoadRun) RETURN l.rejects_file"


@dataclass(frozen=True)
class Loaded:
    """All that a load leaves behind: the graph, its account, and its rejects file."""

    graph: Counter[str]
    runs: list[tuple[object, ...]]
    rejects: list[bytes]

    @classmethod
    def found(cls, address: Address) -> "Loaded":
        rejects = [Path(path).read_bytes() for (path,) in run(address, _REJECTS)]
        return cls(dump(address), run(address, _RUNS), rejects)


@pytest.fixture
def orders(tmp_path: Path) -> tuple[Path, Path]:
    files = tmp_path / "spring.csv", tmp_path / "summer.csv"
    shop_orders(files[0], range(1, 101))
    shop_orders(files[1], range(101, 201))
    return files


async def test_killed_loader_goes_on_where_it_stopped(
    store: Store, terminal: Terminal, orders: tuple[Path, Path], tmp_path: Path
) -> None:
    """Killed when it had just begun, in its first file and in its second."""
    clean_run = await load(store, tmp_path, "shopify-orders", *orders)
    clean = Loaded.found(terminal.address)
    wipe(terminal.address)
    batches = 200 // BATCH_ROWS
    locks = _locks(terminal)

    for already in (0, batches // 4, batches * 2 // 3):
        terminal.kill_at(already, "load", "shopify-orders", *orders)
    last = terminal.run("load", "shopify-orders", *orders)

    assert (last.code, last.err.count("\n")) == (1, 2), last.err
    assert re.match(rf"Going on with run [0-9a-f-]{{36}}, from row [1-9]\d+ of {clean_run.counts.read}\.\n", last.err)
    resumed = Loaded.found(terminal.address)
    assert differences(clean.graph, resumed.graph) == []
    assert (resumed.runs, resumed.rejects) == (clean.runs, clean.rejects)
    assert _locks(terminal) == locks, "a lock was left behind"


def _locks(terminal: Terminal) -> set[Path]:
    """Of runs that were killed, in other tests too."""
    return set((terminal.data_dir / "runs").glob("*"))


@pytest.mark.parametrize("address", ["embedded"], indirect=True)
async def test_killed_embedded_store_loses_nothing(
    store: Store, address: Address, orders: tuple[Path, Path], tmp_path: Path
) -> None:
    """The loader brings the store back and goes on by itself."""
    clean_run = await load(store, tmp_path, "shopify-orders", *orders)
    clean = Loaded.found(address)
    data_dir = tmp_path / "data"

    process = Terminal.embedded(address, data_dir, BATCH_ROWS).start("load", "shopify-orders", *orders)
    with EngineLease.open(data_dir) as lease:
        state = Directory(data_dir).state()
        assert state
        wait_for_batches(lease.address, 10, process)
        os.kill(state.engine, signal.SIGKILL)
    last = ended(process)

    assert (last.code, last.err.count("\n")) == (1, 1), last.err
    with EngineLease.open(data_dir) as lease:
        survived = Loaded.found(lease.address)
        again = await _again(lease.address, data_dir, orders)
        assert differences(clean.graph, survived.graph) == []
        assert (survived.runs, survived.rejects) == (clean.runs, clean.rejects)
        assert (again.counts.loaded, again.counts.unchanged) == (0, clean_run.counts.loaded)
        assert differences(clean.graph, dump(lease.address)) == []


@pytest.mark.parametrize("address", ["embedded"], indirect=True)
async def test_rejects_after_the_last_checkpoint_are_written_once(
    store: Store, address: Address, orders: tuple[Path, Path], tmp_path: Path
) -> None:
    """What a killed load had put into its rejects file for a batch that it never committed."""
    await load(store, tmp_path / "clean", "shopify-orders", *orders)
    clean = Loaded.found(address)
    wipe(address)
    await _stopped(store, tmp_path / "data", orders)
    (rejects,) = (tmp_path / "data" / "rejects").iterdir()
    with rejects.open("ab") as file:
        file.write(b'{"file": "torn')

    await load(store, tmp_path / "data", "shopify-orders", *orders)

    assert Loaded.found(address).rejects == clean.rejects


@pytest.mark.parametrize("address", ["embedded"], indirect=True)
async def test_stopped_load_is_left_to_its_own_data_directory(
    store: Store, address: Address, orders: tuple[Path, Path], tmp_path: Path
) -> None:
    """Its rejects are there, and there it can be seen whether it still runs."""
    await _stopped(store, tmp_path / "data", orders)

    elsewhere = await load(store, tmp_path / "elsewhere", "shopify-orders", *orders)
    resumed = await load(store, tmp_path / "data", "shopify-orders", *orders)

    assert elsewhere.id != resumed.id
    assert elsewhere.counts.read == resumed.counts.read
    assert elsewhere.counts.unchanged == resumed.counts.loaded > 100


async def _again(address: Address, data_dir: Path, orders: tuple[Path, Path]) -> LoadRun:
    store = Store(RemoteEngine(address, "embedded"))
    try:
        return await load(store, data_dir, "shopify-orders", *orders)
    finally:
        await store.close()


async def _stopped(store: Store, data_dir: Path, orders: tuple[Path, Path]) -> None:
    def stop(run: LoadRun) -> None:
        if run.counts.read > 200:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        await LoadRunner(store, data_dir, BATCH_ROWS).run(prepare(loader("shopify-orders"), orders), stop)
