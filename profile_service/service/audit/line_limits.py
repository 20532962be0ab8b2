"""Requests that are refused in masses: each is told, but a flood of them must not fill the disk, for then nobody is
served."""

import time

_SECONDS = 1.0
LINES_OF_STRANGERS = 20
"""In a second, of all requests of nobody known."""
_MOST_CALLERS = 10_000


class LineLimit:
    """Of more than `most` requests a second, the others are counted, and told by the next line."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._since = float("-inf")
        self._lines = 0
        self._unlisted = 0

    def take_line(self) -> int | None:
        """How many requests had no line since the last one that had; None where this one has none, either."""
        now = time.monotonic()
        if now - self._since >= _SECONDS:
            self._since, self._lines = now, 0
        if self._lines >= self._most:
            self._unlisted += 1
            return None
        self._lines += 1
        unlisted, self._unlisted = self._unlisted, 0
        return unlisted


class CallerLimits:
    """A line a second for each caller who asks for more than can be answered."""

    def __init__(self) -> None:
        self._limits: dict[str, LineLimit] = {}

    def take_line(self, caller: str) -> int | None:
        """As of a LineLimit of the caller's own."""
        if len(self._limits) >= _MOST_CALLERS:
            self._limits.clear()
        return self._limits.setdefault(caller, LineLimit(1)).take_line()
