"""How often somebody may try a password. A wait grows with each failure and never beyond minutes, and only those wait
who come from the same network, so that nobody can lock anybody else out."""

import ipaddress
import math
import time
from collections import OrderedDict
from dataclasses import dataclass

from profile_service.domain.values.errors import TooManyTries

_FREE_OF_USER, _FREE_OF_NETWORK = 5, 50
_LONGEST_SECONDS = 300.0
_FORGOTTEN_SECONDS = 3_600.0
_MOST_COUNTS = 20_000


@dataclass(slots=True)
class _Count:
    tries: int = 0
    last_at: float = 0.0
    next_at: float = 0.0


class LoginTries:
    """Counts tries by user and network, and by network alone, in this process."""

    def __init__(self) -> None:
        self._counts: OrderedDict[tuple[str | None, str], _Count] = OrderedDict()

    def count(self, name: str, address: str) -> None:
        """Count a try, before the password is tested, so that many at once count too. Raises TooManyTries where it came
        too early; then it is not counted."""
        now = time.monotonic()
        network = network_of(address)
        both = ((name, network), _FREE_OF_USER), ((None, network), _FREE_OF_NETWORK)
        counts = [(self._count(key, now), free) for key, free in both]
        if (seconds := max(count.next_at for count, _ in counts) - now) > 0:
            raise TooManyTries("too many tries", math.ceil(seconds))
        for count, free in counts:
            count.tries, count.last_at = count.tries + 1, now
            if count.tries >= free:
                count.next_at = now + min(2.0 ** min(count.tries - free, 20), _LONGEST_SECONDS)

    def succeeded(self, name: str, address: str) -> None:
        """Forget the tries of this user from there; the network's other tries count on."""
        network = network_of(address)
        self._counts.pop((name, network), None)
        if (count := self._counts.get((None, network))) is not None:
            count.tries, count.next_at = count.tries - 1, 0.0

    def _count(self, key: tuple[str | None, str], now: float) -> _Count:
        count = self._counts.pop(key, None)
        if count is None or now - count.last_at > _FORGOTTEN_SECONDS:
            count = _Count()
        self._counts[key] = count
        while len(self._counts) > _MOST_COUNTS:
            self._counts.popitem(last=False)
        return count


def network_of(address: str) -> str:
    """The address; of an IPv6 address its /64, which one machine has whole."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if parsed.version == 6 and parsed.ipv4_mapped is None:
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(getattr(parsed, "ipv4_mapped", None) or parsed)
