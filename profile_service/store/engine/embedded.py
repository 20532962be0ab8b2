"""The embedded store: one sidecar per data directory, shared by every process that opens it."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

from profile_service.domain.values.errors import InvalidInput, StoreUnavailable
from profile_service.store.engine.address import Address
from profile_service.store.engine.arcadedb import find_java
from profile_service.store.engine.directory import DATABASE, USER, Directory, State
from profile_service.store.engine.file_locks import FileLock

POLL_SECONDS = 0.02
_HEAP = re.compile(r"[1-9]\d*[mg]")
_HANDSHAKE = bytes.fromhex("6060b017 00000405 00000004 00000000 00000000")  # Bolt: magic, versions 5.4 and 4.0
_PACKAGE_ROOT = Path(__file__).resolve().parents[3]


class Embedded:
    """A lease on the sidecar of a data directory.

    The sidecar outlives its starter while anybody holds a lease, and goes soon after the last one is given back;
    a process that dies gives its lease back too. When the sidecar dies, open another lease: the port may change.
    """

    def __init__(self, directory: Directory, lease: FileLock, state: State) -> None:
        self.address = Address(f"bolt://{state.host}:{state.port}", USER, directory.password(), DATABASE)
        self._directory = directory
        self._lease = lease
        self._state = state

    @classmethod
    def open(
        cls, data_dir: Path, *, heap: str = "1g", wait_seconds: float = 60, mode: str = "production"
    ) -> "Embedded":
        """Starts the sidecar or joins a running one; returns when it answers.

        `heap` is Java's: a number with m or g. It counts for the one who starts. In mode `development` the engine
        says in its errors what production hides, values included. Raises InvalidInput where the directory cannot
        be used, StoreUnavailable where the engine is missing or does not start in time.
        """
        if not _HEAP.fullmatch(heap):
            raise InvalidInput(f"The heap size {heap!r} is not a number followed by m or g, such as 1g.")
        directory = _usable(data_dir)
        patience = Deadline(directory, wait_seconds)
        lease = FileLock(directory.leases)
        try:
            patience.until(lease.share)
            with _only_starter(directory, patience):
                state = _running(directory, patience) or _started(directory, patience, (heap, mode))
            return cls(directory, lease, state)
        except BaseException:
            lease.close()
            raise

    def alive(self) -> bool:
        """Whether the sidecar behind `address` lives and its data directory still has its files."""
        return (
            self._directory.tended()
            and self._directory.state() == self._state
            and self._directory.intact(self._lease)
            and _answers(self._state)
        )

    def close(self) -> None:
        """Gives the lease back; closing twice does nothing."""
        self._lease.close()

    def __enter__(self) -> "Embedded":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class Deadline:
    """How long one opener waits, for whatever it waits for."""

    def __init__(self, directory: Directory, seconds: float) -> None:
        self._directory = directory
        self._seconds = seconds
        self._end = time.monotonic() + seconds

    def until(self, done: Callable[[], bool]) -> None:
        while not done():
            if time.monotonic() > self._end:
                where, log = self._directory.root, self._directory.log.name
                raise StoreUnavailable(
                    f"The embedded store in {where} was not ready within {self._seconds:g} s: see {log} there."
                )
            time.sleep(POLL_SECONDS)


def _usable(data_dir: Path) -> Directory:
    directory = Directory(data_dir)
    try:
        directory.create()
        FileLock(directory.starting).close()
        os.close(directory.open_log())
    except OSError as error:
        raise InvalidInput(
            f"The data directory {data_dir} cannot be used ({error.strerror}): "
            "give PROFILE_DATA_DIR a directory that can be written."
        ) from error
    return directory


@contextmanager
def _only_starter(directory: Directory, patience: Deadline) -> Iterator[None]:
    starting = FileLock(directory.starting)
    try:
        patience.until(starting.seize)
        yield
    finally:
        starting.close()


def _running(directory: Directory, patience: Deadline) -> State | None:
    """Where a running sidecar's engine listens; waits for one that is on its way up or down. None when none runs."""
    found: list[State] = []

    def settled() -> bool:
        if not directory.runs():
            return True
        state = directory.state()
        if state is not None and directory.tended() and _answers(state):
            found.append(state)
        return bool(found)

    patience.until(settled)
    return found[0] if found else None


def _started(directory: Directory, patience: Deadline, options: tuple[str, str]) -> State:
    find_java()
    directory.forget()
    heap, mode = options
    log = directory.open_log()
    try:
        subprocess.run(
            [
                sys.executable,
                "-m",
                "profile_service.store.engine.sidecar",
                directory.data_dir,
                "--heap",
                heap,
                "--mode",
                mode,
            ],
            cwd=_PACKAGE_ROOT,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            check=False,
        )
    finally:
        os.close(log)
    state = _running(directory, patience)
    if state is None:
        raise StoreUnavailable(f"The embedded store did not start: see {directory.log}.")
    return state


def _answers(state: State) -> bool:
    """Whether a Bolt handshake is met; a process that is dying still accepts connections, but says nothing."""
    try:
        with socket.create_connection((state.host, state.port), timeout=2) as connection:
            connection.sendall(_HANDSHAKE)
            return len(connection.recv(4)) == 4
    except OSError:
        return False
