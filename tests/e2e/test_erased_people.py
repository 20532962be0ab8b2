"""A person is erased by the commands: no file of the data folder keeps a word of hers, and nothing brings her back."""

import json
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from profile_service.store.embedded.directory import Directory
from profile_service.store.places.address import Address
from tests.rig.erased_exports import EMAIL, written_exports
from tests.rig.erasures import MARK
from tests.rig.graph import run as rows
from tests.rig.terminal import Terminal, ended, wait_until

pytestmark = pytest.mark.thorough


@pytest.fixture
def exports(tmp_path: Path) -> list[tuple[str, Path]]:
    return written_exports(tmp_path / "exports")


def _load(terminal: Terminal, exports: list[tuple[str, Path]]) -> list[str]:
    """What each load says."""
    runs = [terminal.run("load", loader, path) for loader, path in exports]
    assert {run.code for run in runs} <= {0, 1}, [run.err for run in runs]
    return [run.out for run in runs]


def _told(data_dir: Path) -> dict[str, int]:
    """How often each file has the mark, also backwards, as the search by the end of an address keeps it."""
    counts = {
        str(path.relative_to(data_dir)): text.count(MARK.encode()) + text.count(MARK[::-1].encode())
        for path in sorted(data_dir.rglob("*"))
        if path.is_file() and (text := path.read_bytes().lower())
    }
    return {path: count for path, count in counts.items() if count}


def test_no_file_keeps_a_word_of_hers_and_no_load_brings_her_back(
    alone: Terminal, exports: list[tuple[str, Path]], tmp_path: Path
) -> None:
    _load(alone, exports)
    shown = json.loads(alone.run("profile", "show", EMAIL, "--json").out)
    assert {path.split("/")[0] for path in _told(alone.data_dir)} == {"embedded", "rejects"}
    preview = alone.run("privacy", "erase", EMAIL, "--dry-run")
    assert (MARK in preview.out.lower(), "Nothing was erased." in preview.out) == (True, True)

    receipt = tmp_path / "receipt.json"
    erased = alone.run("privacy", "erase", EMAIL, "--yes", "--reason", "she, zqx, asked", "--receipt", receipt)

    assert erased.code == 0, erased.err
    assert _told(alone.data_dir) == {}
    assert MARK not in receipt.read_text().lower()
    again = _load(alone, exports)
    assert [f"{count} suppressed" in out for count, out in zip((2, 1, 1, 1, 1), again, strict=True)] == [True] * 5
    assert ", 0 rejected" in again[0]
    assert _told(alone.data_dir) == {}
    old = alone.run("profile", "show", shown["id"])
    assert (old.code, "was erased" in old.err) == (2, True)
    assert alone.run("privacy", "verify-receipt", receipt).code == 0
    receipt.write_text(receipt.read_text().replace('"Profile": 1', '"Profile": 2'))
    assert alone.run("privacy", "verify-receipt", receipt).code == 1
    assert alone.run("schema", "status").code == 0


@pytest.mark.parametrize("moment", ["begun", "purging"])
def test_killed_erasure_goes_on(alone: Terminal, exports: list[tuple[str, Path]], moment: str) -> None:
    """Killed when its line is in the ledger, and when the engine is to purge its files."""
    _load(alone, exports)
    process = alone.start("privacy", "erase", EMAIL, "--yes")
    wait_until(_moments(alone.data_dir)[moment], process)
    process.kill()
    assert ended(process).code == -signal.SIGKILL

    replayed = alone.run("privacy", "replay")

    assert (replayed.code, replayed.out.startswith("1 interrupted erasure completed")) == (0, True), replayed.err
    assert _told(alone.data_dir) == {}
    assert alone.run("privacy", "erase", EMAIL, "--yes").code != 0
    assert alone.run("profile", "show", "bob@shop.org").code == 0


def _moments(data_dir: Path) -> dict[str, Callable[[], bool]]:
    ledger, purge = data_dir / "privacy" / "ledger.jsonl", Directory(data_dir).purge
    return {"begun": lambda: ledger.exists() and ledger.stat().st_size > 0, "purging": purge.exists}


def test_two_erasures_and_a_load_side_by_side(terminal_on_neo4j: Terminal, exports: list[tuple[str, Path]]) -> None:
    terminal = terminal_on_neo4j
    _load(terminal, exports)
    first, second, third = terminal.side_by_side(
        ("privacy", "erase", EMAIL, "--yes"), ("privacy", "erase", EMAIL, "--yes"), ("load", *exports[1])
    )
    assert (sorted([first.code, second.code]), third.code) == ([0, 2], 0), (first.err, second.err, third.err)
    assert rows(terminal.address, "MATCH (i:Identifier {value: $email}) RETURN i.key", email=EMAIL) == []
    assert rows(terminal.address, "MATCH (r:SourceRecord) WHERE r.name CONTAINS 'zqx' RETURN r.key") == []


@pytest.fixture
def terminal_on_neo4j(neo4j_server: Address, tmp_path: Path) -> Terminal:
    rows(neo4j_server, "MATCH (n) WHERE NOT n:Migration DETACH DELETE n")
    return Terminal.neo4j(neo4j_server, tmp_path / "data", 10)


def test_purge_can_be_put_off(alone: Terminal, exports: list[tuple[str, Path]]) -> None:
    _load(alone, exports)
    erased = alone.run("privacy", "erase", EMAIL, "--yes", "--purge-later")
    assert (erased.code, "privacy purge" in erased.out) == (0, True), erased.err
    assert {path.split("/")[0] for path in _told(alone.data_dir)} == {"embedded"}
    assert alone.run("privacy", "purge").code == 0
    assert _told(alone.data_dir) == {}
