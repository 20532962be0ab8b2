"""`privacy export`: a new file for its owner alone, an act in the audit, and sentences where it cannot be."""

import json
import stat
from pathlib import Path

import pytest

from profile_service.store.places.address import Address
from tests.rig.audits import audit_lines
from tests.rig.canary_exports import Canary
from tests.rig.loading import BATCH_ROWS
from tests.rig.terminal import Terminal


@pytest.fixture
def terminal(address: Address, embedded_dir: Path) -> Terminal:
    """Commands on a store with one customer."""
    return Terminal.embedded(address, embedded_dir, BATCH_ROWS)


@pytest.mark.parametrize("address", ["embedded"], indirect=True)
class TestExport:
    def test_file_is_new_private_and_audited(self, terminal: Terminal, tmp_path: Path) -> None:
        _load(terminal, tmp_path)
        path = tmp_path / "person.json"
        ended = terminal.run("privacy", "export", "cnrymail@canary.example", "--out", path)
        assert (ended.code, ended.err) == (0, "")
        assert ended.out.startswith(f"{path}: 6 records, 3 events. ")
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        export = json.loads(path.read_text())
        assert export["shown_as"]["name"] == "cnrygiven cnryfamily"
        (line,) = [each for each in audit_lines(terminal.data_dir / "audit") if each["operation"] == "privacy export"]
        assert (line["outcome"], len(line["profiles"])) == ("answered", 1)
        assert export["accesses"][0]["operation"] == "privacy export"
        again = terminal.run("privacy", "export", "cnrymail@canary.example", "--out", path)
        assert (again.code, again.out) == (2, "")
        assert again.err == (
            f"profile-service: {path} is there already, and nothing is overwritten; name another file\n"
        )
        assert json.loads(path.read_text()) == export

    def test_page_and_counts_for_programs(self, terminal: Terminal, tmp_path: Path) -> None:
        _load(terminal, tmp_path)
        path = tmp_path / "person.html"
        ended = terminal.run("privacy", "export", "cnrymail@canary.example", "--out", path, "--json")
        said = json.loads(ended.out)
        assert (ended.code, said["file"], said["counts"]["events"]) == (0, str(path), 3)
        assert path.read_text().startswith("\n<!doctype html>") or path.read_text().startswith("<!doctype html>")

    def test_nobody_and_wrong_names_leave_no_file(self, terminal: Terminal, tmp_path: Path) -> None:
        _load(terminal, tmp_path)
        path = tmp_path / "person.json"
        assert terminal.run("privacy", "export", "no@body.example", "--out", path).code == 1
        wrong = terminal.run("privacy", "export", "cnrymail@canary.example", "--out", tmp_path / "person.pdf")
        assert wrong.code == 2
        assert wrong.err.endswith("person.pdf: is to be written as what? Let its name end with .json or .html\n")
        absent = terminal.run("privacy", "export", "cnrymail@canary.example", "--out", tmp_path / "no" / "person.json")
        assert absent.code == 2
        assert "cannot be written (No such file or directory)" in absent.err
        assert not path.exists()


def _load(terminal: Terminal, folder: Path) -> None:
    for loader, path in Canary("cnry", "+33142685300", 1).write(folder / "exports"):
        assert terminal.run("load", loader, path).code == 0
