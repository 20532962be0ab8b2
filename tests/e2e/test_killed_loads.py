"""kill -9 in the middle of a load, of the loader or of the embedded engine: said again, the load ends as a clean one."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from tests.rig.dump import differences, dump
from tests.rig.exports import shop_orders
from tests.rig.graph import run, wipe
from tests.rig.terminal import Terminal

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
    ended = terminal.run(*command)

    assert (ended.code, ended.err.count("\n")) == (1, 1), ended.err
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
