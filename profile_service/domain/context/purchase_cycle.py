"""A customer's own cycle of buying: the days between purchases."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil
from statistics import median

from profile_service.domain.values.times import days_between

LEAST_GAPS = 3
"""Fewer days between purchases than this make no cycle."""
LONG_GAP_PERCENTILE = 0.9


@dataclass(frozen=True, slots=True)
class PurchaseCycle:
    """In days: `usual` is the median between purchases, `long` their 90th percentile (nearest rank), `silence` the time
    since the last one. `keys` of the purchases, newest first."""

    usual: float
    long: float
    silence: float
    keys: tuple[str, ...]


def purchase_cycle(purchases: Sequence[tuple[str, str]], now: str) -> PurchaseCycle | None:
    """The cycle of purchases given as (time, key), newest first; None with fewer than LEAST_GAPS gaps between them.

    Inter-purchase time against the customer's own: Buckinx & Van den Poel, "Customer base analysis: partial defection
    of behaviourally loyal clients" (European Journal of Operational Research 164, 2005).
    """
    days = purchase_days(at for at, _ in purchases)
    gaps = gaps_between(days)
    if len(gaps) < LEAST_GAPS:
        return None
    long = sorted(gaps)[ceil(LONG_GAP_PERCENTILE * len(gaps)) - 1]
    return PurchaseCycle(median(gaps), long, days_between(days[-1], now), tuple(key for _, key in purchases))


def purchase_days(times: Iterable[str]) -> list[str]:
    """The last time of each day on which something was bought, the first day first: purchases of one day are one."""
    return sorted({at[:10]: at for at in sorted(times)}.values())


def gaps_between(days: Sequence[str]) -> list[float]:
    """In days."""
    return [days_between(before, after) for before, after in pairwise(days)]
