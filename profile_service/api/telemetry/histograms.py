"""Durations in the form that Prometheus has for them."""

from itertools import accumulate

from profile_service.domain.telemetry.durations import BOUNDS, Durations

_BOUNDS = [*map(str, BOUNDS), "+Inf"]


def buckets(durations: Durations) -> tuple[list[tuple[str, float]], float]:
    """The buckets, each with all that is no longer than its bound, and the sum in seconds."""
    return list(zip(_BOUNDS, map(float, accumulate(durations.counts)), strict=True)), durations.total
