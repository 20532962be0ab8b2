"""How much memory a process takes, and how long it computes."""

import os
import re
import time
from contextlib import suppress
from pathlib import Path
from threading import Thread

_MARK = re.compile(r"^VmHWM:\s+(\d+) kB$", re.MULTILINE)
_SECONDS = 0.02


class HighWater:
    """The most memory that a process has held until it ends, by the kernel's own mark.

    Not by wait4: that also counts what the process that started it held then, where this was more.
    """

    def __init__(self, pid: int) -> None:
        self._status = Path(f"/proc/{pid}/status")
        self._kilobytes = 0
        self._watching = Thread(target=self._watch, daemon=True)
        self._watching.start()

    def megabytes(self) -> float:
        """When the process has ended."""
        self._watching.join()
        return self._kilobytes / 1024

    def _watch(self) -> None:
        with suppress(OSError):
            while mark := _MARK.search(self._status.read_text()):  # one that has ended has none
                self._kilobytes = int(mark[1])
                time.sleep(_SECONDS)


def process_seconds(pid: int) -> float:
    """Seconds that a process has computed so far, by the kernel's count."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
