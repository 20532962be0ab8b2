"""A customer's own rhythm of buying: the times between purchases."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from profile_service.domain.times import days_between

LEAST_GAPS = 3


@dataclass(frozen=True, slots=True)
class Rhythm:
    """`usual`: the median of the days between purchases. `longer`: the share of them that lasted at least as long as
    the present silence. `keys` of the purchases, newest first."""

    usual: float
    silence: float
    longer: float
    gaps: int
    keys: tuple[str, ...]


def rhythm(purchases: Sequence[tuple[str, str]], now: str) -> Rhythm | None:
    """Of (time, key) newest first; None with fewer than three days between purchases. Purchases of one day are one.

    Inter-purchase time against the customer's own: Buckinx & Van den Poel, "Customer base analysis: partial defection
    of behaviourally loyal clients" (European Journal of Operational Research 164, 2005).
    """
    days = sorted({at[:10]: at for at, _ in reversed(purchases)}.values())
    gaps = [days_between(a, b) for a, b in pairwise(days)]
    if len(gaps) < LEAST_GAPS:
        return None
    silence = days_between(days[-1], now)
    # The present silence is one more gap that lasts at least as long as itself, so that nothing is ever quite certain.
    longer = (1 + sum(gap >= silence for gap in gaps)) / (1 + len(gaps))
    return Rhythm(median(gaps), silence, longer, len(gaps), tuple(key for _, key in purchases))
