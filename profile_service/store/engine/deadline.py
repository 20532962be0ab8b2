"""How long the opener of an embedded store waits, for whatever it waits for."""

import time
from collections.abc import Callable

from profile_service.domain.values.errors import StoreUnavailable
from profile_service.store.engine.directory import Directory

_POLL_SECONDS = 0.02


class Deadline:
    """`seconds` from now, for opening the store in `directory`."""

    def __init__(self, directory: Directory, seconds: float) -> None:
        self._directory = directory
        self._seconds = seconds
        self._end = time.monotonic() + seconds

    def wait_until(self, condition: Callable[[], bool]) -> None:
        """Return as soon as the condition holds. Raises StoreUnavailable once the time is over."""
        while not condition():
            if time.monotonic() > self._end:
                where, log = self._directory.root, self._directory.log.name
                raise StoreUnavailable(
                    f"The embedded store in {where} was not ready within {self._seconds:g} s: see {log} there."
                )
            time.sleep(_POLL_SECONDS)
