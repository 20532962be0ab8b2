"""The folders in which dropped files lie while they are tried. Each is locked by the server that made it, so that one
whose server was killed is told from one that is in use."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_PREFIX = "profile-service-trial-"
_FOLDER_ITSELF = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


@contextmanager
def trial_folder() -> Iterator[Path]:
    """A new folder that only its owner may enter, locked; removed at the end, with all in it."""
    with tempfile.TemporaryDirectory(prefix=_PREFIX) as folder:
        lock = os.open(folder, _FOLDER_ITSELF)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield Path(folder)
        finally:
            os.close(lock)


def remove_left_folders() -> None:
    """Remove the folders of servers that were killed. Those in use stay, and so do those of other users, and empty
    ones: they hold nobody's file, and may be about to be locked."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with suppress(OSError):
            if _is_left(folder):
                shutil.rmtree(folder)


def _is_left(folder: Path) -> bool:
    lock = os.open(folder, _FOLDER_ITSELF)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        is_ours = os.fstat(lock).st_uid == os.geteuid()
        return is_ours and any(folder.iterdir())
    finally:
        os.close(lock)
