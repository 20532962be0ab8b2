"""Published figures are told to be old when the code that they measure has changed since."""

import subprocess
from pathlib import Path

import pytest

from tests.bench import figure_ages
from tests.bench.figure_ages import DOCUMENTS, measured
from tests.sources import ROOT


def _git(root: Path, *words: str) -> str:
    who = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
    return subprocess.run(["git", *who, *words], cwd=root, capture_output=True, text=True, check=True).stdout.strip()


def _changed(root: Path, file: str, text: str) -> str:
    (root / file).parent.mkdir(exist_ok=True)
    (root / file).write_text(text)
    _git(root, "add", "-A")
    _git(root, "commit", "-m", f"change {file}")
    return _git(root, "rev-parse", "--short=8", "HEAD")


def test_figures_are_old_once_their_code_changed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _git(tmp_path, "init", "-q")
    at = _changed(tmp_path, "store/read.py", "1")
    mark = f"# Performance\n\n<!-- measured at {at}: store loaders -->\n"
    _changed(tmp_path, "README.md", mark)
    _changed(tmp_path, "pages/home.py", "1")
    assert figure_ages.main(["README.md", "missing.md"], tmp_path) == 0
    assert capsys.readouterr().out == "README.md:3: no code changed since\n"
    _changed(tmp_path, "store/read.py", "2")
    assert figure_ages.main(["README.md"], tmp_path) == 1
    assert f"README.md:3: 1 commits changed what was measured at {at}; the latest: " in capsys.readouterr().out


def test_commit_that_is_not_there_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _git(tmp_path, "init", "-q")
    _changed(tmp_path, "README.md", "<!-- measured at 0123abcd: store -->")
    assert figure_ages.main(["README.md"], tmp_path) == 1
    assert "the history here does not reach 0123abcd" in capsys.readouterr().out


@pytest.mark.parametrize("document", DOCUMENTS[:2])
def test_documents_say_what_their_figures_measure(document: str) -> None:
    marks = list(measured(document, (ROOT / document).read_text()))
    assert marks
    assert [path for mark in marks for path in mark.paths if not (ROOT / path).exists()] == []
