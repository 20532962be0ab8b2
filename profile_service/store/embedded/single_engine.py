"""One engine for a data directory: the locks that keep a second one from starting.

Of the processes that open a directory, only the one that holds `starting` may start a sidecar. A sidecar runs only
while it holds `sidecar` and `engine`. Its engine inherits `engine`, so that an engine that has lost its sidecar still
keeps the next one out until it has ended.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from profile_service.store.embedded.directory import Deadline, Directory
from profile_service.store.embedded.file_locks import FileLock

_TRIES = 50
_TRY_SECONDS = 0.02


@contextmanager
def only_starter(directory: Directory, deadline: Deadline) -> Iterator[None]:
    """Hold `starting` for the length of the block. Raises StoreUnavailable where another opener has it for too long."""
    starting = FileLock(directory.starting)
    try:
        deadline.wait_until(starting.seize)
        yield
    finally:
        starting.close()


class SidecarLocks(NamedTuple):
    """The locks of a running sidecar; `engine` is to be handed to the engine."""

    sidecar: FileLock
    engine: FileLock


def sole_sidecar(directory: Directory) -> SidecarLocks | None:
    """The locks of the only sidecar, held as long as this process lives; None where another sidecar or engine runs."""
    locks = SidecarLocks(FileLock(directory.sidecar), FileLock(directory.engine))
    return locks if all(_seize_soon(lock) for lock in locks) else None


def _seize_soon(lock: FileLock) -> bool:
    """Tried for a second: a process that asks whether a sidecar runs holds the lock for an instant."""
    for _ in range(_TRIES):
        if lock.seize():
            return True
        time.sleep(_TRY_SECONDS)
    return False
