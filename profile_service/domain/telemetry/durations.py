"""Durations, counted by how long they were."""

from bisect import bisect_left
from collections.abc import Iterable

BOUNDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Upper bounds of the buckets, in seconds; a last one has what took longer."""


class Durations:
    """`counts`: how many fell into each bucket; `total`: their sum in seconds. Written by one thread, read by any."""

    __slots__ = ("counts", "total")

    def __init__(self) -> None:
        self.counts = [0] * (len(BOUNDS) + 1)
        self.total = 0.0

    def add(self, seconds: float) -> None:
        self.counts[bisect_left(BOUNDS, seconds)] += 1
        self.total += seconds

    @property
    def count(self) -> int:
        return sum(self.counts)


def added_up(several: Iterable[Durations]) -> Durations:
    """All of them together."""
    result = Durations()
    for each in several:
        result.counts = [one + other for one, other in zip(result.counts, each.counts, strict=True)]
        result.total += each.total
    return result
