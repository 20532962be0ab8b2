"""The process that keeps the engine of one data directory running while anybody holds a lease on it.

Started by `EngineLease.open` as `python -m profile_service.store.embedded.sidecar DATA_DIR`. It detaches, publishes
where the engine listens, and ends together with the engine: after the last lease, on SIGTERM, when the engine ends, or
when the directory was deleted under it, for an engine without files would go on acknowledging writes that are lost.
"""

import argparse
import os
import select
import signal
import sys
import time
from pathlib import Path
from types import FrameType

from profile_service.domain.values.errors import StoreUnavailable
from profile_service.domain.values.times import utc_now
from profile_service.store.embedded.arcadedb import HOST, ArcadeDB
from profile_service.store.embedded.directory import Directory, EngineState
from profile_service.store.embedded.file_locks import FileLock
from profile_service.store.embedded.single_engine import sole_sidecar

POLL_SECONDS = 0.5
LINGER_SECONDS = 2.0
TRIES = 3


class Sidecar:
    def __init__(self, directory: Directory, engine_lock: FileLock) -> None:
        self._directory = directory
        self._engine_lock = engine_lock
        self._leases = FileLock(directory.leases)
        self._unused_since: float | None = None
        self._stop_requested = False
        self._signals = _wake_on_signals(self._request_stop)

    def run(self, heap: str, mode: str) -> int:
        engine = self._start(heap, mode)
        if engine is None:
            print("The engine ended before it was ready.", flush=True)
            return 1
        while engine.is_alive() and not self._stop_requested and not self._is_unused():
            self._sleep()
            if not self._directory.is_intact(self._leases):
                print("The data directory was deleted: the engine stops without saving.", flush=True)
                engine.kill()
                return 1
        self._directory.withdraw_state()
        engine.stop()
        return 0

    def _start(self, heap: str, mode: str) -> ArcadeDB | None:
        """A ready engine, its state published. A port may be taken between its choice and its use, hence the tries."""
        for _ in range(TRIES):
            engine = ArcadeDB(self._directory, self._engine_lock, heap, mode, os.environ.get("JDK_JAVA_OPTIONS", ""))
            if engine.wait_ready():
                state = EngineState(HOST, engine.port, os.getpid(), engine.pid, utc_now(), engine.user)
                self._directory.publish_state(state)
                return engine
        return None

    def _is_unused(self) -> bool:
        """True when nobody has held a lease for LINGER_SECONDS. The lock is then kept, so that nobody joins an engine
        that is about to stop."""
        if not self._leases.seize():
            self._unused_since = None
            return False
        self._unused_since = self._unused_since or time.monotonic()
        if time.monotonic() - self._unused_since >= LINGER_SECONDS:
            return True
        self._leases.release()
        return False

    def _sleep(self) -> None:
        """Wait for POLL_SECONDS, or until the engine ends or a signal comes."""
        if select.select([self._signals], [], [], POLL_SECONDS)[0]:
            os.read(self._signals, 512)

    def _request_stop(self, _number: int, _frame: FrameType | None) -> None:
        self._stop_requested = True


def _wake_on_signals(stop: "signal._HANDLER") -> int:
    """A descriptor that becomes readable when a signal comes; SIGTERM also calls `stop`."""
    readable, writable = os.pipe()
    os.set_blocking(writable, False)
    signal.set_wakeup_fd(writable, warn_on_full_buffer=False)
    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGCHLD, lambda _number, _frame: None)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    return readable


def main() -> int:
    parser = argparse.ArgumentParser(prog="profile_service.store.embedded.sidecar", description=__doc__)
    parser.add_argument("data_dir", type=Path)
    parser.add_argument("--heap", default="1g")
    parser.add_argument("--mode", default="production")
    arguments = parser.parse_args()
    os.umask(0o077)
    directory = Directory(arguments.data_dir)
    locks = sole_sidecar(directory)
    if locks is None:
        print("Another sidecar runs on this data directory.", flush=True)
        return 3
    if os.fork():
        os._exit(0)
    os.chdir(directory.root)
    try:
        return Sidecar(directory, locks.engine).run(arguments.heap, arguments.mode)
    except StoreUnavailable as error:
        print(error, flush=True)
        return 1


if __name__ == "__main__":
    sys.exit(main())
