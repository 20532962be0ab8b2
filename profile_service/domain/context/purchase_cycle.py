"""A customer's own rhythm of buying: the times between purchases."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil
from statistics import median

from profile_service.domain.values.times import days_between

LEAST_GAPS = 3


@dataclass(frozen=True, slots=True)
class PurchaseCycle:
    """In days: `usual` is the median between purchases, `long` their 90th percentile (nearest rank), `silence` the time
    since the last one. `keys` of the purchases, newest first."""

    usual: float
    long: float
    silence: float
    keys: tuple[str, ...]


def purchase_cycle(purchases: Sequence[tuple[str, str]], now: str) -> PurchaseCycle | None:
    """Of (time, key) newest first; None with fewer than three pauses. Purchases of one day are one.

    Inter-purchase time against the customer's own: Buckinx & Van den Poel, "Customer base analysis: partial defection
    of behaviourally loyal clients" (European Journal of Operational Research 164, 2005).
    """
    days = sorted({at[:10]: at for at, _ in reversed(purchases)}.values())
    gaps = [days_between(a, b) for a, b in pairwise(days)]
    if len(gaps) < LEAST_GAPS:
        return None
    long = sorted(gaps)[ceil(0.9 * len(gaps)) - 1]
    return PurchaseCycle(median(gaps), long, days_between(days[-1], now), tuple(key for _, key in purchases))
