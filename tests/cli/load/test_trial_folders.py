"""Folders of dropped files: what a killed server left goes at the next start, and nothing else does."""

import fcntl
import os
import tempfile
from pathlib import Path

import pytest

from profile_service.cli.load.trial_folders import remove_left_folders, trial_folder


@pytest.fixture(autouse=True)
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where files are put for their trial."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_folder_in_use_stays_until_it_is_no_longer_used(folders: Path) -> None:
    with trial_folder() as folder:
        (folder / "members.csv").write_text("Name\n")
        remove_left_folders()
        assert (folder / "members.csv").exists()
        assert folder.stat().st_mode & 0o077 == 0
    assert list(folders.iterdir()) == []


def test_folders_of_killed_servers_go_and_all_else_stays(folders: Path) -> None:
    left, empty, others = (folders / name for name in ("profile-service-trial-a", "profile-service-trial-b", "mine"))
    for folder in (left, empty, others):
        folder.mkdir(0o700)
    for folder in (left, others):
        (folder / "members.csv").write_text("Name\n")
    (folders / "profile-service-trial-c").symlink_to(others)
    (folders / "profile-service-trial-d").write_text("a file")

    remove_left_folders()

    assert not left.exists()
    assert empty.exists(), "it may be about to be locked"
    assert (others / "members.csv").exists()
    assert {path.name for path in folders.iterdir()} == {
        "profile-service-trial-b", "profile-service-trial-c", "profile-service-trial-d", "mine",
    }  # fmt: skip


def test_lock_of_any_process_keeps_a_folder(folders: Path) -> None:
    folder = folders / "profile-service-trial-a"
    folder.mkdir(0o700)
    (folder / "members.csv").write_text("Name\n")
    lock = os.open(folder, os.O_RDONLY)
    fcntl.flock(lock, fcntl.LOCK_SH)
    remove_left_folders()
    assert folder.exists()
    os.close(lock)
    remove_left_folders()
    assert not folder.exists()
