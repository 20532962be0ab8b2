"""What a store counts of its calls: how many, how long, how often again, and what failed."""

import time
from collections import Counter
from types import TracebackType

from profile_service.domain.telemetry.durations import Durations
from profile_service.domain.telemetry.request_record import note_store_seconds
from profile_service.domain.values.errors import ProfileError


class CallMeter:
    """The calls of one kind. `errors`: code → how many calls failed with it; `under_way`: calls that are not over, each
    of which has a connection or waits for one."""

    __slots__ = ("durations", "errors", "retries", "under_way")

    def __init__(self) -> None:
        self.durations = Durations()
        self.errors: Counter[str] = Counter()
        self.retries = 0
        self.under_way = 0

    def timed(self) -> "_TimedCall":
        """Around a call, with all its attempts."""
        return _TimedCall(self)


class _TimedCall:
    """Written out, for it is on the way of every read."""

    __slots__ = ("_began", "_meter")

    def __init__(self, meter: CallMeter) -> None:
        self._meter = meter
        self._began = 0.0

    def __enter__(self) -> None:
        self._meter.under_way += 1
        self._began = time.perf_counter()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        seconds = time.perf_counter() - self._began
        self._meter.under_way -= 1
        self._meter.durations.add(seconds)
        note_store_seconds(seconds)
        if isinstance(error, ProfileError):
            self._meter.errors[error.code] += 1


class StoreCalls:
    """The calls of one store, `by_kind`: `read` and `write`. `statements`: reading statements that were sent;
    `lock_waits`: how long writers waited for their turn; `most_connections`: how many the store may have."""

    __slots__ = ("by_kind", "lock_waits", "most_connections", "reads", "statements", "writes")

    def __init__(self, most_connections: int) -> None:
        self.reads = CallMeter()
        self.writes = CallMeter()
        self.by_kind = {"read": self.reads, "write": self.writes}
        self.lock_waits = Durations()
        self.statements = 0
        self.most_connections = most_connections

    @property
    def connections_in_use(self) -> int:
        """How many calls are under way, each of which has a connection or waits for one."""
        return self.reads.under_way + self.writes.under_way
