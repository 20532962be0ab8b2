"""Locks between processes, by flock: the kernel frees them when the last process that holds the open file is gone."""

import fcntl
import os
from pathlib import Path


class FileLock:
    """One open lock file. Child processes do not inherit it, except those that are handed its descriptor."""

    def __init__(self, path: Path) -> None:
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def share(self) -> bool:
        """Lock it together with others who share it. False, at once, where somebody holds it exclusively."""
        return _lock_now(self._descriptor, fcntl.LOCK_SH)

    def seize(self) -> bool:
        """Lock it exclusively. False, at once, where anybody holds it."""
        return _lock_now(self._descriptor, fcntl.LOCK_EX)

    def release(self) -> None:
        fcntl.flock(self._descriptor, fcntl.LOCK_UN)

    def fileno(self) -> int:
        return self._descriptor

    def close(self) -> None:
        """Release the lock; closing twice does nothing."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def is_file(self, path: Path) -> bool:
        """False once the locked file was deleted, even if another took its name."""
        try:
            return os.path.samestat(path.stat(), os.fstat(self._descriptor))
        except OSError:
            return False


def is_locked(path: Path) -> bool:
    """True while any process holds the lock exclusively; creates nothing."""
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        return not _lock_now(descriptor, fcntl.LOCK_SH)
    finally:
        os.close(descriptor)


def _lock_now(descriptor: int, kind: int) -> bool:
    """False where it would have to wait."""
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
