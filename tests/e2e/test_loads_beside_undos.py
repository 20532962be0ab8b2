"""A run is taken back while another load of its source goes on, in two processes, either of them killed: what the other
load counted as unchanged is not lost."""

from pathlib import Path

import pytest

from profile_service.store.engine.store import Store
from profile_service.store.places.address import Address
from tests.rig.graph import run
from tests.rig.loading import BATCH_ROWS
from tests.rig.terminal import Terminal, ended, wait_for_batches, wait_until

pytestmark = [pytest.mark.anyio, pytest.mark.thorough]
_PEOPLE = 30 * BATCH_ROWS
_MAPPING = """\
source: club
format: csv
record: {id: No, attributes: {name: Name}, identifiers: [{type: email, field: Mail}]}
"""
_RUNS = "MATCH (l:LoadRun) RETURN l.id AS id, l.state AS state ORDER BY id"
_RECORDS = "MATCH (r:SourceRecord) WHERE r.stub IS NULL OR NOT r.stub RETURN count(r)"
_UNDONE = "MATCH (l:LoadRun) RETURN coalesce(sum(l.undo_deleted), 0)"


class _Club:
    """Two exports of one club, of which the second has the same people and some more."""

    def __init__(self, terminal: Terminal, folder: Path, more: int = 1) -> None:
        self._terminal = terminal
        self._mapping = folder / "club.yaml"
        self._mapping.write_text(_MAPPING)
        self.first, self.second = folder / "first.csv", folder / "second.csv"
        for file, people in ((self.first, _PEOPLE), (self.second, _PEOPLE + more)):
            rows = [f"{n},Ann {n},ann{n}@club.example\n" for n in range(1, people + 1)]
            file.write_text("No,Name,Mail\n" + "".join(rows))

    def loading(self, file: Path) -> tuple[str | Path, ...]:
        return ("load", "mapped", file, "--mapping", self._mapping)

    @property
    def address(self) -> Address:
        return self._terminal.address

    def runs(self) -> list[tuple[str, str]]:
        return [(id, state) for id, state in run(self.address, _RUNS)]

    def records(self) -> int:
        return int(run(self.address, _RECORDS)[0][0])

    def undone(self) -> int:
        return int(run(self.address, _UNDONE)[0][0])


async def test_load_waits_for_an_undo_that_was_killed(store: Store, terminal: Terminal, tmp_path: Path) -> None:
    club = _Club(terminal, tmp_path)
    assert terminal.run(*club.loading(club.first)).code == 0
    ((first, _),) = club.runs()
    undoing = terminal.start("identity", "undo-run", first, "--actor", "ada", "--yes")
    wait_until(lambda: club.undone() > 0, undoing)
    undoing.kill()
    ended(undoing)
    assert club.runs() == [(first, "undoing")]

    refused = terminal.run(*club.loading(club.second))
    assert refused.code == 2
    assert f"run {first} of the same source is being taken back" in refused.err
    assert club.runs() == [(first, "undoing")]

    assert terminal.run("identity", "undo-run", first, "--actor", "ada", "--yes").code == 0
    assert terminal.run(*club.loading(club.second)).code == 0
    assert [state for _, state in club.runs()] == ["undone", "finished"]
    assert club.records() == _PEOPLE + 1


async def test_killed_load_begins_anew_behind_an_undo(store: Store, terminal: Terminal, tmp_path: Path) -> None:
    club = _Club(terminal, tmp_path)
    assert terminal.run(*club.loading(club.first)).code == 0
    ((first, _),) = club.runs()
    terminal.kill_after(5, *club.loading(club.second))
    assert terminal.run("identity", "undo-run", first, "--actor", "ada", "--yes").code == 0

    last = terminal.run(*club.loading(club.second))

    assert (last.code, "Going on with run" in last.err) == (0, False), last.err
    assert club.records() == _PEOPLE + 1


async def test_running_load_ends_where_an_undo_begins(store: Store, terminal: Terminal, tmp_path: Path) -> None:
    more = 3_000
    club = _Club(terminal, tmp_path, more)
    assert terminal.run(*club.loading(club.first)).code == 0
    ((first, _),) = club.runs()
    batches = _PEOPLE // BATCH_ROWS
    loading = terminal.start(*club.loading(club.second))
    wait_for_batches(terminal.address, batches + 1, loading)

    assert terminal.run("identity", "undo-run", first, "--actor", "ada", "--yes").code == 0

    stopped = ended(loading)
    assert (stopped.code, f"run {first} of the same source is being taken back" in stopped.err) == (2, True), stopped
    assert terminal.run(*club.loading(club.second)).code == 0
    assert club.records() == _PEOPLE + more
