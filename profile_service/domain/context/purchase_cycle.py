"""The days between purchases."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from profile_service.domain.values.times import days_between


def purchase_days(times: Iterable[str]) -> list[str]:
    """The last time of each day on which something was bought, the first day first: purchases of one day are one."""
    return sorted({at[:10]: at for at in sorted(times)}.values())


def gaps_between(days: Sequence[str]) -> list[float]:
    """In days."""
    return [days_between(before, after) for before, after in pairwise(days)]
