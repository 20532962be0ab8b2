"""kill -9 in the middle of a load, of the loader or of the embedded engine: said again, the load ends as a clean one."""

import os
import signal
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

from profile_service.store.address import Address
from profile_service.store.directory import Directory
from profile_service.store.embedded import Embedded
from tests.rig.dump import differences, dump
from tests.rig.exports import shop_orders
from tests.rig.graph import run, wipe
from tests.rig.terminal import Terminal, ended, wait_for_batches

_RUNS = "MATCH (l:LoadRun) RETURN l.state, l.read, l.loaded, l.changed, l.unchanged, l.rejected, l.batch"
_REJECTS = "MATCH (l:LoadRun) RETURN l.rejects_file"


@dataclass(frozen=True)
class Loaded:
    """All that a load leaves behind: the graph, its account, and its rejects file."""

    graph: Counter[str]
    runs: list[tuple[object, ...]]
    rejects: list[bytes]

    @classmethod
    def found(cls, terminal: Terminal) -> "Loaded":
        rejects = [Path(path).read_bytes() for (path,) in run(terminal.address, _REJECTS)]
        return cls(dump(terminal.address), run(terminal.address, _RUNS), rejects)


def test_killed_loader_goes_on_where_it_stopped(terminal: Terminal, tmp_path: Path) -> None:
    command = _orders(tmp_path)
    assert terminal.run(*command).code == 1
    clean = Loaded.found(terminal)
    batches = sum(int(str(r[-1])) for r in clean.runs)
    wipe(terminal.address)

    for part in (0, 2, 4, 6):
        terminal.kill_at(batches * part // 8, *command)
    last = terminal.run(*command)

    assert (last.code, last.err.count("\n")) == (1, 1), last.err
    resumed = Loaded.found(terminal)
    assert differences(clean.graph, resumed.graph) == []
    assert resumed.runs == clean.runs
    assert resumed.rejects == clean.rejects
    assert list((terminal.data_dir / "runs").iterdir()) == [], "a lock was left behind"


def _orders(folder: Path) -> tuple[str | Path, ...]:
    first, second = folder / "spring.csv", folder / "summer.csv"
    shop_orders(first, range(1, 151))
    shop_orders(second, range(151, 301))
    return "load", "shopify-orders", first, second


def test_killed_embedded_store_loses_nothing(
    embedded_server: Address, embedded_dir: Path, tmp_path: Path
) -> None:
    command, data_dir = _orders(tmp_path), tmp_path / "data"
    clean = _clean(embedded_server, embedded_dir, command)
    with Embedded.open(data_dir) as lease:
        terminal = Terminal("embedded", lease.address, data_dir, _environment(data_dir))

    process = terminal.start(*command)
    for batches, victim in ((10, "engine"), (30, "sidecar")):
        with Embedded.open(data_dir) as lease:
            pid = getattr(Directory(data_dir).state(), victim)
            wait_for_batches(lease.address, batches, process)
            os.kill(pid, signal.SIGKILL)
    first = ended(process)

    assert (first.code, first.err.count("\n")) == (1, 1), first.err
    with Embedded.open(data_dir) as lease:
        survived = Loaded.found(replace(terminal, address=lease.address))
        again = terminal.run(*command)
        assert differences(clean.graph, survived.graph) == []
        assert (survived.runs, survived.rejects) == (clean.runs, clean.rejects)
        assert again.out.startswith("shopify-orders: 619 rows read, 0 loaded, 0 changed, 594 unchanged, 25 rejected")
        assert differences(clean.graph, dump(lease.address)) == []


def _clean(address: Address, data_dir: Path, command: tuple[str | Path, ...]) -> Loaded:
    wipe(address)
    terminal = Terminal("embedded", address, data_dir, _environment(data_dir))
    assert terminal.run(*command).code == 1
    return Loaded.found(terminal)


def _environment(data_dir: Path) -> dict[str, str]:
    return {"PROFILE_DATA_DIR": str(data_dir), "PROFILE_BATCH_ROWS": "10"}
