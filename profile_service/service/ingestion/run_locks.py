"""Locks of load runs: what keeps a second loader from the same files, and shows whether a run is alive. They end with
their process."""

import fcntl
import os
import socket
from contextlib import ExitStack
from pathlib import Path

from profile_service.domain.sources.load_runs import LoadRun
from profile_service.store.places.private_folders import make_private_folder


def host(data_dir: Path) -> str:
    """The name of the place whose locks show whether a run is alive."""
    return f"{socket.gethostname()}:{data_dir.absolute()}"


def lock_path(data_dir: Path, name: str) -> Path:
    return data_dir / "runs" / f"{name}.lock"


def take_lock(path: Path, resources: ExitStack) -> bool:
    """Take a lock until `held` ends, or until this process does, even by kill -9; False where another has it."""
    make_private_folder(path.parent)
    while True:
        handle = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            return False
        if _is_current(path, handle):
            break
        os.close(handle)  # whoever had it took the file away since it was opened
    resources.callback(os.close, handle)
    resources.callback(path.unlink, missing_ok=True)
    return True


def is_locked(path: Path) -> bool:
    """Whether a process holds the lock."""
    try:
        handle = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False


def stopped(data_dir: Path, run: LoadRun) -> bool:
    """Whether a run did not finish and its process is gone; False where that cannot be seen from here."""
    return run.state == "running" and run.host == host(data_dir) and not is_locked(lock_path(data_dir, run.id))


def never_stopped(_: LoadRun) -> bool:
    """False: what is seen of runs where no folder has their locks."""
    return False


def _is_current(path: Path, handle: int) -> bool:
    try:
        return path.stat().st_ino == os.fstat(handle).st_ino
    except FileNotFoundError:
        return False
