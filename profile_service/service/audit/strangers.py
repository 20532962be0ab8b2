"""Requests of nobody known: each is told, but a flood of them must not fill the disk, for then nobody is served."""

import time

_SECONDS = 1.0
LINES_A_SECOND = 20


class StrangerLimit:
    """Of more than LINES_A_SECOND requests, the others are counted, and told by the next line."""

    def __init__(self) -> None:
        self._since = float("-inf")
        self._lines = 0
        self._unlisted = 0

    def take_line(self) -> int | None:
        """How many requests had no line since the last one that had; None where this one has none, either."""
        now = time.monotonic()
        if now - self._since >= _SECONDS:
            self._since, self._lines = now, 0
        if self._lines >= LINES_A_SECOND:
            self._unlisted += 1
            return None
        self._lines += 1
        unlisted, self._unlisted = self._unlisted, 0
        return unlisted
