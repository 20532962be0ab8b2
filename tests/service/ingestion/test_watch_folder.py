"""Files that land in a folder: taken when complete, put aside when done, never overwritten."""

from pathlib import Path

import pytest

from profile_service.domain.values.errors import Conflict, InvalidInput
from profile_service.service.ingestion.watch_folder import WatchedFolder


def _write(path: Path, text: str = "a") -> Path:
    path.write_text(text)
    return path


def test_a_file_is_taken_when_it_stopped_growing(tmp_path: Path) -> None:
    folder, file = WatchedFolder(tmp_path), _write(tmp_path / "a.csv")

    first = folder.landed()
    _write(file, "longer")
    growing, complete = folder.landed(), folder.landed()

    assert (first, growing, complete) == ([], [], [file])


def test_unfinished_hidden_and_other_things_are_left_alone(tmp_path: Path) -> None:
    folder = WatchedFolder(tmp_path)
    for name in ("a.csv.part", ".hidden.csv", "b.CRDOWNLOAD", "c.tmp"):
        _write(tmp_path / name)
    (tmp_path / "done").mkdir()
    _write(tmp_path / "done" / "old.csv")

    assert [folder.landed(), folder.landed()] == [[], []]


def test_a_file_that_is_renamed_in_is_taken(tmp_path: Path) -> None:
    folder, part = WatchedFolder(tmp_path), _write(tmp_path / "a.csv.part")
    folder.landed()
    part.rename(tmp_path / "a.csv")

    assert [folder.landed(), folder.landed()] == [[], [tmp_path / "a.csv"]]


def test_nothing_is_overwritten_where_files_are_put_aside(tmp_path: Path) -> None:
    folder = WatchedFolder(tmp_path)

    put = [folder.done(_write(tmp_path / "a.csv", text)) for text in ("one", "two")]
    bad = folder.failed(_write(tmp_path / "a.csv", "bad"))

    assert put == [tmp_path / "done" / "a.csv", tmp_path / "done" / "a.2.csv"]
    assert bad == tmp_path / "failed" / "a.csv"
    assert [path.read_text() for path in sorted(tmp_path.rglob("*.csv"))] == ["two", "one", "bad"]
    assert folder.done(tmp_path / "away.csv") is None


def test_one_watcher_a_folder(tmp_path: Path) -> None:
    with (
        WatchedFolder(tmp_path).watched(),
        pytest.raises(Conflict, match="another process watches"),
        WatchedFolder(tmp_path).watched(),
    ):
        pass


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="is no folder to watch"):
        WatchedFolder(tmp_path / "none")
