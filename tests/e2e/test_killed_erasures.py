"""An erasure that is killed at any moment, again and again, is completed by whoever comes next; nobody else is touched.

`PROFILE_TEST_KILLS=30` kills it thirty times on each engine; without it, it is six times.
"""

import json
import os
import signal
import time
from contextlib import suppress
from pathlib import Path
from random import Random

import pytest

from profile_service.store.places.address import Address
from tests.rig.erased_exports import EMAIL, written_exports
from tests.rig.erasures import MARK, told_of
from tests.rig.graph import run
from tests.rig.terminal import Terminal, ended, wait_until

pytestmark = pytest.mark.thorough
_KILLS = int(os.environ.get("PROFILE_TEST_KILLS", "6"))
_KILLS_EACH = 2
_LONGEST_SECONDS = 2.5
"""From the first line in the ledger on; an erasure of so little has mostly ended after that."""


def _killed(terminal: Terminal, random: Random, *command: str | Path) -> bool:
    """Whether the command could be killed before it was over."""
    ledger = terminal.data_dir / "privacy" / "ledger.jsonl"
    process = terminal.start(*command)
    wait_until(lambda: ledger.exists() and ledger.stat().st_size > 0, process)
    time.sleep(random.uniform(0, _LONGEST_SECONDS))
    with suppress(ProcessLookupError):  # it is over
        process.kill()
    return ended(process).code == -signal.SIGKILL


def _written_of_her(terminal: Terminal) -> dict[str, int]:
    """How often each file of the data folder has the mark, but for the store's own."""
    files = (path for path in terminal.data_dir.rglob("*") if path.is_file() and "embedded" not in path.parts)
    counts = {str(path): path.read_bytes().lower().count(MARK.encode()) for path in files}
    return {path: count for path, count in counts.items() if count}


def _bob(terminal: Terminal) -> dict[str, object]:
    shown = terminal.run("profile", "show", "bob@shop.org", "--json")
    assert shown.code == 0, shown.err
    bob: dict[str, object] = json.loads(shown.out)
    return bob


@pytest.mark.parametrize("seed", range(-(-_KILLS // _KILLS_EACH)))
def test_killed_erasure_is_completed(neo4j_server: Address, tmp_path: Path, seed: int) -> None:
    run(neo4j_server, "MATCH (n) WHERE NOT n:Migration DETACH DELETE n")
    terminal = Terminal.neo4j(neo4j_server, tmp_path / "data", 10)
    _erased_despite_kills(terminal, tmp_path, seed)
    assert told_of(neo4j_server) == []


@pytest.mark.parametrize("seed", range(-(-_KILLS // _KILLS_EACH)))
def test_killed_erasure_is_completed_to_the_files(alone: Terminal, tmp_path: Path, seed: int) -> None:
    _erased_despite_kills(alone, tmp_path, seed)
    of_the_store = (path for path in (alone.data_dir / "embedded").rglob("*") if path.is_file())
    assert [path.name for path in of_the_store if MARK.encode() in path.read_bytes().lower()] == []


def _erased_despite_kills(terminal: Terminal, folder: Path, seed: int) -> None:
    """Load, erase, and go on with the erasure, which is killed at random moments."""
    for loader, path in written_exports(folder / "exports"):
        assert terminal.run("load", loader, path).code in {0, 1}
    bob, random = _bob(terminal), Random(seed)
    was_killed = _killed(terminal, random, "privacy", "erase", EMAIL, "--yes")
    for _ in range(_KILLS_EACH - 1):
        was_killed = was_killed and _killed(terminal, random, "privacy", "replay")
    completed = terminal.run("privacy", "replay")
    assert completed.code == 0, completed.err
    assert _written_of_her(terminal) == {}
    assert _bob(terminal) == bob
