"""Allowances: how much each caller may ask for, as a bucket that fills up again at a steady rate."""

from dataclasses import dataclass, field

_MOST_BUCKETS = 10_000


@dataclass(slots=True)
class Bucket:
    """What is in it, and since when."""

    level: float
    as_of: float


def spent(bucket: Bucket, cost: float, now: float, rate: float, burst: float) -> float:
    """Take the cost from the bucket and return 0; or, where the bucket holds less, leave it as it is and return the
    seconds after which it will hold enough. What costs more than the whole bucket empties a full one."""
    cost = min(cost, burst)
    bucket.level = min(burst, bucket.level + max(0.0, now - bucket.as_of) * rate)
    bucket.as_of = now
    if bucket.level < cost:
        return (cost - bucket.level) / rate
    bucket.level -= cost
    return 0.0


@dataclass(slots=True)
class Allowances:
    """The bucket of each spender holds `burst` and gains `rate` a second; nobody has one before they spend. Moments are
    seconds of any clock that never goes back."""

    rate: float
    burst: float
    _buckets: dict[str, Bucket] = field(default_factory=dict)

    def spend(self, spender: str, cost: float, now: float) -> float:
        """As `spent` from the spender's bucket."""
        bucket = self._buckets.get(spender) or self._new_bucket(spender, now)
        return spent(bucket, cost, now, self.rate, self.burst)

    def _new_bucket(self, spender: str, now: float) -> Bucket:
        """Full ones are as good as none: they go when there are many."""
        if len(self._buckets) >= _MOST_BUCKETS:
            full_after = self.burst / self.rate
            self._buckets = {name: each for name, each in self._buckets.items() if now - each.as_of < full_after}
        return self._buckets.setdefault(spender, Bucket(self.burst, now))
