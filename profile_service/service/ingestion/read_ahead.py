"""Read ahead: a process of its own makes a file's batches on another core while the store writes the one before."""

import gc
import os
import pickle
import select
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import IO, Any

from profile_service.domain.sources.items import Item, Rejected
from profile_service.domain.values.errors import InvalidInput, ProfileError
from profile_service.service.ingestion.batches import Batch, batches

_WORTH_A_PROCESS = 5_000
"""Rows from which on a process saves more than the third of a second that it takes to start."""

GARBAGE_THRESHOLD = 50_000
"""Batches make and drop containers by the ten thousand; looking for cycles among them at every 700th (Python's own
threshold) took four fifths of the time in which a batch is handed over."""

_STARTED = b"\n"
_DIED = "the process that read the file died; the same load goes on from here"
_CHILD = "import sys; sys.path[:] = {path!r}; from profile_service.service.ingestion.read_ahead import main; main()"


class BatchReader:
    """Makes the batches of one file after the other; `process` does so where it is worth it."""

    def __init__(self, process: "subprocess.Popen[bytes] | None") -> None:
        self._process = process
        self._started = False

    def batches(
        self, items: Callable[[], Iterator[Item | Rejected]], rows: int, skip: int, expected: int
    ) -> Iterator[Batch]:
        """`batches` of a file of about `expected` rows, to be taken to their end before those of another file are asked
        for. `items` must bear pickling. The pipe is all that the process may run ahead: memory stays flat."""
        if self._process is None or expected < _WORTH_A_PROCESS:
            yield from batches(items(), rows, skip)
            return
        if not (skip or self._has_started(self._process)):  # meanwhile the first batch can be made here
            first = next(batches(items(), rows), None)
            if first is None:
                return
            yield first
            skip = first.end
        yield from self._request(self._process, (items, rows, skip))

    def _request(self, process: "subprocess.Popen[bytes]", request: tuple[Any, ...]) -> Iterator[Batch]:
        assert process.stdin is not None  # noqa: S101  (asked for below)
        assert process.stdout is not None  # noqa: S101
        self._has_started(process, wait=True)
        try:
            pickle.dump(request, process.stdin)
            process.stdin.flush()
        except BrokenPipeError as error:
            raise InvalidInput(_DIED) from error
        return _batches_from(process.stdout)

    def _has_started(self, process: "subprocess.Popen[bytes]", *, wait: bool = False) -> bool:
        assert process.stdout is not None  # noqa: S101  (asked for below)
        if not self._started and (wait or select.select([process.stdout], [], [], 0)[0]):
            if process.stdout.read(1) != _STARTED:
                raise InvalidInput(_DIED)
            self._started = True
        return self._started


@contextmanager
def batch_reader(largest: int) -> Iterator[BatchReader]:
    """A reader for files of at most `largest` rows. Its process starts in the background and ends with the block; where
    this process dies, it dies of the closed pipe."""
    if largest < _WORTH_A_PROCESS:
        yield BatchReader(None)
        return
    command = [sys.executable, "-c", _CHILD.format(path=sys.path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        try:
            yield BatchReader(process)
        finally:
            process.kill()
            assert process.stdin is not None  # noqa: S101  (asked for above)
            with suppress(BrokenPipeError):  # what it did not live to read
                process.stdin.close()


def _batches_from(pipe: IO[bytes]) -> Iterator[Batch]:
    while True:
        try:
            message: Any = pickle.load(pipe)  # noqa: S301  (written by our own process)
        except (EOFError, pickle.UnpicklingError) as error:
            raise InvalidInput(_DIED) from error
        if isinstance(message, ProfileError):
            raise message
        if message is None:
            return
        yield message


def main() -> None:
    """The process: says that it has started, and of each file that it is asked for batch after batch on standard
    output, then None; or a ProfileError instead."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that loads; it ends this one
    gc.set_threshold(GARBAGE_THRESHOLD)
    with os.fdopen(os.dup(1), "wb") as out:
        os.dup2(2, 1)  # whatever prints must not get between the batches
        try:
            out.write(_STARTED)
            out.flush()
            while True:
                _send_batches(out)
        except (BrokenPipeError, EOFError):
            os._exit(1)  # nobody reads or asks any more


def _send_batches(out: IO[bytes]) -> None:
    items, rows, skip = pickle.load(sys.stdin.buffer)  # noqa: S301  (written by the process that loads)
    try:
        for batch in batches(items(), rows, skip):
            pickle.dump(batch, out, pickle.HIGHEST_PROTOCOL)
            out.flush()
        pickle.dump(None, out)
    except ProfileError as error:
        pickle.dump(InvalidInput(str(error)), out)
    out.flush()
