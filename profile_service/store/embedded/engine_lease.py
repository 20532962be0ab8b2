"""The embedded store: one sidecar for a data directory, shared by every process that opens it."""

import os
import re
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from profile_service.domain.values.errors import InvalidInput, StoreUnavailable
from profile_service.store.embedded.arcadedb import find_java
from profile_service.store.embedded.directory import DATABASE, Deadline, Directory, EngineState
from profile_service.store.embedded.file_locks import FileLock
from profile_service.store.embedded.single_engine import only_starter
from profile_service.store.places.address import Address

_HEAP = re.compile(r"[1-9]\d*[mg]")
_HANDSHAKE = bytes.fromhex("6060b017 00000405 00000004 00000000 00000000")  # Bolt: magic, versions 5.4 and 4.0
_STOP_SECONDS = 30.0
_PACKAGE_ROOT = Path(__file__).resolve().parents[3]


class EngineLease:
    """A lease on the sidecar of a data directory.

    The sidecar outlives its starter while anybody holds a lease, and ends soon after the last lease is given back;
    a process that dies gives its lease back too. When the sidecar dies, open another lease: the port may change.
    """

    def __init__(self, directory: Directory, lock: FileLock, state: EngineState) -> None:
        self.address = Address(f"bolt://{state.host}:{state.port}", state.user, directory.password(), DATABASE)
        self._directory = directory
        self._lock = lock
        self._state = state

    @classmethod
    def open(
        cls, data_dir: Path, *, heap: str = "1g", wait_seconds: float = 60, mode: str = "production"
    ) -> "EngineLease":
        """Start the sidecar, or join the one that runs; returns when the engine answers.

        `heap` is Java's: a number with m or g. `heap` and `mode` take effect only where the sidecar is started. In mode
        `development` the engine's errors show what production hides, values included. Raises InvalidInput where
        the directory cannot be used, StoreUnavailable where the engine is missing or does not start in time.
        """
        if not _HEAP.fullmatch(heap):
            raise InvalidInput(f"The heap size {heap!r} is not a number followed by m or g, such as 1g.")
        directory = _usable_directory(data_dir)
        deadline = Deadline(directory, wait_seconds)
        lock = FileLock(directory.leases)
        try:
            deadline.wait_until(lock.share)
            with only_starter(directory, deadline):
                state = _running_engine(directory, deadline) or _start_engine(directory, deadline, heap=heap, mode=mode)
            return cls(directory, lock, state)
        except BaseException:
            lock.close()
            raise

    def is_alive(self) -> bool:
        """Whether the sidecar behind `address` lives and its data directory still has its files."""
        return (
            self._directory.has_sidecar()
            and self._directory.state() == self._state
            and self._directory.is_intact(self._lock)
            and _answers_handshake(self._state)
        )

    def purge_at_next_start(self) -> None:
        """Have the next engine build all indexes anew before it answers."""
        self._directory.purge.touch(mode=0o600)

    def stop_to_purge(self) -> None:
        """End the engine in order, so that the next one builds all indexes anew before it answers: until then, what
        was deleted stays in them, and in the write-ahead log. Returns when it has ended, or another one has begun."""
        self.purge_at_next_start()
        with suppress(ProcessLookupError):
            os.kill(self._state.sidecar, signal.SIGTERM)
        deadline = Deadline(self._directory, _STOP_SECONDS)
        deadline.wait_until(lambda: self._directory.state() != self._state or not self._directory.is_running())

    def close(self) -> None:
        """Give the lease back; closing twice does nothing."""
        self._lock.close()

    def __enter__(self) -> "EngineLease":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _usable_directory(data_dir: Path) -> Directory:
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


def _running_engine(directory: Directory, deadline: Deadline) -> EngineState | None:
    """The running engine, waited for while it starts or stops; None where none runs."""
    answering: list[EngineState] = []

    def is_settled() -> bool:
        if not directory.is_running():
            return True
        state = directory.state()
        if state is not None and directory.has_sidecar() and _answers_handshake(state):
            answering.append(state)
        return bool(answering)

    deadline.wait_until(is_settled)
    return answering[0] if answering else None


def _start_engine(directory: Directory, deadline: Deadline, *, heap: str, mode: str) -> EngineState:
    find_java()
    directory.withdraw_state()
    log = directory.open_log()
    options = ["--heap", heap, "--mode", mode]
    try:
        subprocess.run(
            [sys.executable, "-m", "profile_service.store.embedded.sidecar", directory.data_dir, *options],
            cwd=_PACKAGE_ROOT,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            check=False,
        )
    finally:
        os.close(log)
    state = _running_engine(directory, deadline)
    if state is None:
        raise StoreUnavailable(f"The embedded store did not start: see {directory.log}.")
    return state


def _answers_handshake(state: EngineState) -> bool:
    """Whether the engine answers a Bolt handshake; a process that is dying still accepts connections, but is silent."""
    try:
        with socket.create_connection((state.host, state.port), timeout=2) as connection:
            connection.sendall(_HANDSHAKE)
            return len(connection.recv(4)) == 4
    except OSError:
        return False
