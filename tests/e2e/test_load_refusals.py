"""What `load` says before and instead of loading, on both engines: dry runs of full exports, unknown files, quiet."""

import json
from pathlib import Path

import pytest

from tests.loaders.entries import FIXTURES
from tests.rig.exports import contacts
from tests.rig.terminal import Terminal

_CONTACTS = "salesforce-contacts"


@pytest.fixture
def loaded(terminal: Terminal, tmp_path: Path) -> Path:
    """A path for later exports, after one of thirty contacts was loaded."""
    contacts(tmp_path / "all.csv", range(30))
    terminal.run("load", _CONTACTS, tmp_path / "all.csv")
    return tmp_path / "Contact.csv"


def test_a_dry_run_is_refused_as_the_full_export_would_be(terminal: Terminal, loaded: Path) -> None:
    contacts(loaded, range(3))

    tried = terminal.run("load", _CONTACTS, loaded, "--full", "--dry-run")
    lines = terminal.run("load", _CONTACTS, loaded, "--full", "--dry-run", "--json").out.splitlines()
    refused = terminal.run("load", _CONTACTS, loaded, "--full")

    reason = "the export lacks 27 of 30 records, 90%, which is more than 10%"
    assert (tried.code, refused.code) == (2, 2)
    assert tried.err.startswith(f"profile-service: nothing would be retired: {reason}")
    assert refused.err.startswith(f"profile-service: nothing was retired: {reason}")
    assert ", 0 retired in " in tried.out
    assert [json.loads(line)["event"] for line in lines][-1:] == ["failed"]


def test_a_dry_run_counts_what_an_approved_export_retires(terminal: Terminal, loaded: Path) -> None:
    contacts(loaded, range(3))

    tried = terminal.run("load", _CONTACTS, loaded, "--full", "--dry-run", "--yes")
    done = terminal.run("load", _CONTACTS, loaded, "--full", "--yes")

    assert (tried.code, done.code) == (0, 0)
    assert ", 27 retired in " in tried.out
    assert ", 27 retired in " in done.out


def test_a_dry_run_is_refused_for_rejected_rows(terminal: Terminal, loaded: Path) -> None:
    contacts(loaded, range(30))
    with loaded.open("a") as file:
        file.write("no id,Person,Ann,a@x.example,,,\n")

    tried = terminal.run("load", _CONTACTS, loaded, "--full", "--dry-run")

    assert tried.code == 2
    assert "nothing would be retired: 1 row was rejected, and which record it is is not known" in tried.err


def test_programs_read_which_files_are_unknown(terminal: Terminal, tmp_path: Path) -> None:
    contacts(tmp_path / "Contact.csv", range(3))
    (tmp_path / "shelves.csv").write_text("shelf,sold\nA,1\n")

    events = [json.loads(line) for line in terminal.run("load", "auto", tmp_path, "--json").out.splitlines()]

    assert [event["event"] for event in events if event["event"] != "progress"] == ["unknown", "started", "finished"]
    assert events[0] == {
        "event": "unknown",
        "file": str(tmp_path / "shelves.csv"),
        "reason": "no source has one of its columns (shelf, sold)",
    }


def test_quiet_prints_one_line_a_run(terminal: Terminal, tmp_path: Path) -> None:
    contacts(tmp_path / "Contact.csv", range(30))
    with (tmp_path / "Contact.csv").open("a") as file:
        file.write("no id,Person,Ann,a@x.example,,,\n003000000009999AAA,Person,Ann,no mail,12,,\n")
    (tmp_path / "tickets.ndjson").write_bytes((FIXTURES / "zendesk_tickets.ndjson").read_bytes())

    quiet = terminal.run("load", "auto", tmp_path, "--quiet")
    again = terminal.run("load", "auto", tmp_path)

    assert (quiet.code, quiet.err) == (1, "")
    assert [line.partition(":")[0] for line in quiet.out.splitlines()] == [_CONTACTS, "zendesk-tickets"]
    assert ", 2 cells not used in " in quiet.out
    assert "  1 × Email: " in again.out
    assert "The rejected rows, each with its line and reason: " in again.err


def test_quiet_still_says_why_a_load_stopped(terminal: Terminal, tmp_path: Path) -> None:
    stopped = terminal.run("load", "auto", tmp_path / "nowhere", "--quiet")
    assert (stopped.code, stopped.out) == (2, "")
    assert stopped.err.endswith("nowhere: there is no such file or folder; check the path\n")
