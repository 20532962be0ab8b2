"""Who was turned away a moment ago, and so comes again sooner than they were told."""

import time
from collections import OrderedDict
from collections.abc import Hashable

_SECONDS = 1.0


class RecentRefusals:
    """Callers, or whatever else they are recognised by, that were turned away within the last second."""

    def __init__(self) -> None:
        self._times: OrderedDict[Hashable, float] = OrderedDict()

    def note(self, caller: Hashable) -> None:
        now = self._times[caller] = time.monotonic()
        self._times.move_to_end(caller)
        while now - next(iter(self._times.values())) > _SECONDS:
            self._times.popitem(last=False)

    def has(self, caller: Hashable) -> bool:
        return time.monotonic() - self._times.get(caller, -_SECONDS) < _SECONDS
