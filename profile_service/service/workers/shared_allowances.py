"""The allowances of a server with several workers: whoever asks has one, whichever worker answers."""

from profile_service.domain.access.allowance import Bucket, spent
from profile_service.service.workers.shared_rows import SharedRows


class SharedAllowances:
    """As `Allowances`; moments are seconds of the clock that all processes of a machine share."""

    def __init__(self, rows: SharedRows, rate: float, burst: float) -> None:
        self._rows = rows
        self._rate = rate
        self._burst = burst

    def spend(self, spender: str, cost: float, now: float) -> float:
        """As `Allowances.spend`."""
        with self._rows.row("allowance", spender) as row:
            bucket = Bucket(row.first, row.second) if row.second else Bucket(self._burst, now)
            wait = spent(bucket, cost, now, self._rate, self._burst)
            row.first, row.second = bucket.level, bucket.as_of
        return wait
