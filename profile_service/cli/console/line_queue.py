"""Lines that a server logs, written by a thread of its own: whoever reads them slowly, or not at all, holds up no
request."""

import os
import queue
import sys
import threading
from collections.abc import Callable
from contextlib import suppress

_MOST_LINES = 10_000
"""Some megabytes; what comes while so many wait is left out, and counted."""
_LAST_SECONDS = 1.0
"""So long does the end wait for a place in the queue, and for what waits there."""


class LineQueue:
    """Writes lines to standard error in their order. At most so many wait: the rest is left out. `omission`: the line
    that stands in the place of so many."""

    def __init__(self, omission: Callable[[int], str], most: int = _MOST_LINES) -> None:
        self._omission = omission
        self._lines: queue.Queue[str | None] = queue.Queue(most)
        self._left_out = 0
        self._lock = threading.Lock()
        self._writer: threading.Thread | None = None

    def put(self, line: str) -> None:
        """Without waiting."""
        with self._lock:
            if self._writer is None:
                self._writer = threading.Thread(target=self._write_all, name="log", daemon=True)
                self._writer.start()
            try:
                self._lines.put_nowait(line)
            except queue.Full:
                self._left_out += 1

    def close(self) -> None:
        """Write what waits, as far as it is read within two seconds."""
        with self._lock:
            writer, self._writer = self._writer, None
        if writer:
            with suppress(queue.Full):
                self._lines.put(None, timeout=_LAST_SECONDS)
            writer.join(_LAST_SECONDS)

    def _write_all(self) -> None:
        while (line := self._lines.get()) is not None:
            _write(line)
            with self._lock:
                count, self._left_out = self._left_out, 0
            if count:
                _write(self._omission(count))


def _write(line: str) -> None:
    """To the file itself: a thread that waits within `sys.stderr` would hold its lock when the process ends."""
    with suppress(OSError, ValueError):  # nobody reads it any more, which stops nothing
        try:
            file = sys.stderr.fileno()
        except OSError:
            sys.stderr.write(line)
            return
        rest = line.encode()
        while rest:
            rest = rest[os.write(file, rest) :]
