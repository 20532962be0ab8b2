"""`load auto` and `inspect`: files whose source nobody names."""

import io
import json
import sys
import zipfile
from pathlib import Path

import pytest

from profile_service.cli import main
from tests.loaders.entries import FIXTURES
from tests.rig.graph import nodes
from tests.rig.terminal import Terminal

STRANGER = "Member No;Mail\n208;zoe@martin.example\n209;ann@li.example\n"


def test_a_zip_is_loaded_without_naming_a_source(
    terminal: Terminal, run: "Run", tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(FIXTURES / "zendesk_tickets.ndjson", "tickets.json")
        archive.write(FIXTURES / "hubspot_contacts.csv", "crm/hubspot.csv")
        archive.writestr("notes.csv", "shelf,sold\nA,1\n")
    status, out, err = run("load", "auto", str(path))
    assert (status, [line.partition(",")[0] for line in out.splitlines()]) == (
        1,
        ["hubspot-contacts: 4 rows read", "zendesk-tickets: 4 rows read"],
    )
    assert f"{path}/notes.csv: unknown: no source has one of its columns (shelf, sold)" in err.splitlines()
    status, _, err = run("load", "auto", str(path), "--full")
    assert (status, "but a file is of no known source" in err) == (2, True)

    piped = io.BytesIO((FIXTURES / "zendesk_tickets.ndjson").read_bytes())
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(piped))
    assert ": 4 rows read, 0 loaded" in run("load", "zendesk-tickets", "-")[1]


def test_a_stranger_is_drafted_and_loaded(terminal: Terminal, run: "Run", tmp_path: Path) -> None:
    path, mapping = tmp_path / "members.csv", tmp_path / "members.yaml"
    path.write_text(STRANGER)

    status, out, err = run("inspect", str(path), "--out", str(mapping))
    assert (status, out.splitlines()[0]) == (0, "members.csv: CSV, delimiter semicolon, UTF-8, 2 rows")
    assert "zoe" not in out + err
    assert err.splitlines()[-1] == f"Draft written; load it: profile-service load mapped {path} --mapping {mapping}"

    assert run("load", "mapped", str(path), "--mapping", str(mapping))[0] == 0
    assert {key for (key,) in nodes(terminal.address, "SourceRecord", "key")} == {"members:208", "members:209"}
    assert run("inspect", str(path), "--out", str(mapping))[2].startswith(
        f"profile-service: {mapping}: is there already"
    )


def test_inspect_is_a_command_of_its_own(terminal: Terminal, run: "Run", tmp_path: Path) -> None:
    path = tmp_path / "members.csv"
    path.write_text(STRANGER)

    shown = json.loads(run("inspect", str(path), "--json")[1])
    assert (shown["file"], shown["format"], shown["delimiter"], shown["rows"]) == ("members.csv", "CSV", ";", 2)
    assert [(c["name"], c["kind"], c["distinct"]) for c in shown["columns"]] == [
        ("Member No", "integer", 2),
        ("Mail", "e-mail", 2),
    ]
    assert shown["recognition"].startswith("unknown: ")
    assert "zoe" not in json.dumps(shown)

    long = tmp_path / "long.csv"
    long.write_text("a very long name of a column,another very long name of a column\n" + f"{'k' * 40},{'v' * 40}\n")
    table = run("inspect", str(long))[1].splitlines()
    assert table[1].split("  ")[0].strip() == "column"
    assert "blank  distinct  examples" in table[1]
    assert "another very long name of a column  text  0%     1" in table[3]

    assert run("load", "inspect", str(path)) == (
        2,
        "",
        "profile-service: inspect is a command of its own; run `profile-service inspect FILE`\n",
    )
    status, out, err = run("load", "auto", str(path), "--out", "draft.yaml")
    assert (status, out, "No such option" in err) == (2, "", True)


class Run:
    """A command in this process: its exit code and what it printed."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self._monkeypatch = monkeypatch
        self._capsys = capsys

    def __call__(self, *arguments: str) -> tuple[int, str, str]:
        self._monkeypatch.setattr("sys.argv", ["profile-service", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = self._capsys.readouterr()
        return int(ended.value.code or 0), out, err


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], terminal: Terminal) -> Run:
    for name, value in terminal.environment.items():
        monkeypatch.setenv(name, value)
    return Run(monkeypatch, capsys)
