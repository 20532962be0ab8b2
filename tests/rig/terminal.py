"""Commands on one store, run in this process or as several processes, and the progress of their loads."""

import os
import signal
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import neo4j

from profile_service.store.places.address import Address
from tests.rig.forked import Process
from tests.rig.in_process import run_here

_PROGRESS = "MATCH (l:LoadRun) RETURN count(l) AS runs, coalesce(sum(l.batch), 0) AS batches"
_PATIENCE_SECONDS = 120


@dataclass(frozen=True)
class Ended:
    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Terminal:
    """`environment` names the store; `address` is where it is."""

    address: Address
    data_dir: Path
    environment: Mapping[str, str] = field(repr=False)

    @classmethod
    def embedded(cls, address: Address, data_dir: Path, batch_rows: int) -> "Terminal":
        return cls(address, data_dir, {"PROFILE_DATA_DIR": str(data_dir), "PROFILE_BATCH_ROWS": str(batch_rows)})

    @classmethod
    def neo4j(cls, address: Address, data_dir: Path, batch_rows: int) -> "Terminal":
        environment = {
            "PROFILE_DATA_DIR": str(data_dir),
            "PROFILE_BATCH_ROWS": str(batch_rows),
            "PROFILE_NEO4J_URI": address.uri,
            "PROFILE_NEO4J_USER": address.user,
            "PROFILE_NEO4J_PASSWORD": address.password,
            "PROFILE_NEO4J_DATABASE": address.database,
        }
        return cls(address, data_dir, environment)

    def start(self, *arguments: str | Path) -> Process:
        """A process of its own, which can be killed."""
        (process,) = self.start_together(arguments)
        return process

    def run(self, *arguments: str | Path, stdin: str = "") -> Ended:
        """Run the command to its end, in this process."""
        return Ended(*run_here([str(each) for each in arguments], self.environment, stdin))

    def side_by_side(self, *commands: tuple[str | Path, ...]) -> list[Ended]:
        return [ended(process) for process in self.start_together(*commands)]

    def start_together(self, *commands: tuple[str | Path, ...]) -> list[Process]:
        """Processes that start at the same moment."""
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("PROFILE_")}
        processes = [
            Process([str(each) for each in command], {**inherited, **self.environment}) for command in commands
        ]
        for process in processes:
            process.go()
        return processes

    def kill_at(self, batches: int, *arguments: str | Path) -> None:
        """Start a load, and kill it with SIGKILL when all runs in the store have written this many batches."""
        process = self.start(*arguments)
        wait_for_batches(self.address, batches, process)
        process.kill()
        assert ended(process).code == -signal.SIGKILL, "the load was over before it could be killed"

    def kill_after(self, batches: int, *arguments: str | Path) -> bool:
        """Start a load, and kill it when it has written this many batches itself. False where it ended before."""
        with _written(self.address) as written:
            before = written()[1]
            process = self.start(*arguments)
            _wait(lambda: process.has_ended() or written()[1] >= before + batches)
        with suppress(ProcessLookupError):
            process.kill()
        return ended(process).code == -signal.SIGKILL


def ended(process: Process) -> Ended:
    """Exit code and output of the process, which is waited for. Raises TimeoutError."""
    return Ended(*process.wait(_PATIENCE_SECONDS))


def wait_for_batches(address: Address, batches: int, process: Process) -> None:
    """Wait until the load runs in the store have written this many batches. Fails where the process ends first."""
    with _written(address) as written:

        def far_enough() -> bool:
            runs, done = written()
            return runs > 0 and done >= batches

        wait_until(far_enough, process)


@contextmanager
def _written(address: Address) -> Iterator[Callable[[], tuple[int, int]]]:
    """A function that returns how many load runs there are, and how many batches they have written."""
    login = (address.user, address.password)
    with (
        neo4j.GraphDatabase.driver(address.uri, auth=login, notifications_min_severity="OFF") as driver,
        driver.session(database=address.database) as session,
    ):

        def written() -> tuple[int, int]:
            row = session.run(_PROGRESS).single(strict=True)
            return row["runs"], row["batches"]

        yield written


def wait_until(done: Callable[[], bool], process: Process) -> None:
    """Wait until the condition holds. Fails where the process ends first."""

    def is_done() -> bool:
        if done():
            return True
        assert not process.has_ended(), f"it ended before: {ended(process)}"
        return False

    _wait(is_done)


def _wait(done: Callable[[], bool]) -> None:
    end = time.monotonic() + _PATIENCE_SECONDS
    while not done():
        assert time.monotonic() < end, f"it took longer than {_PATIENCE_SECONDS} s"
        time.sleep(0.005)
