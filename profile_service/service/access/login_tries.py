"""How often somebody may try a password. A wait grows with each failure and never beyond minutes, and only those wait
who come from the same network, so that nobody can lock anybody else out."""

import ipaddress
import math
import time
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from profile_service.domain.values.errors import TooManyTries
from profile_service.service.workers.shared_rows import SharedRows

_FREE_OF_USER, _FREE_OF_NETWORK = 5, 50
_LONGEST_SECONDS = 300.0
_FORGOTTEN_SECONDS = 3_600.0
_MOST_COUNTS = 20_000


@dataclass(slots=True)
class Tries:
    """How many there were, when the last was, and when the next may be."""

    number: int = 0
    last_at: float = 0.0
    next_at: float = 0.0


Key: TypeAlias = tuple[str, ...]
"""`("user", name, network)`, or `("network", network)`."""


class TriesStore(Protocol):
    def tries(self, key: Key) -> AbstractContextManager[Tries]:
        """The tries of a key, which the block may change; nobody else changes them meanwhile."""


class OwnTries:
    """Those of one process."""

    def __init__(self) -> None:
        self._tries: OrderedDict[Key, Tries] = OrderedDict()

    @contextmanager
    def tries(self, key: Key) -> Iterator[Tries]:
        self._tries[key] = tries = self._tries.pop(key, None) or Tries()
        while len(self._tries) > _MOST_COUNTS:
            self._tries.popitem(last=False)
        yield tries


class SharedTries:
    """Those of all workers of a server."""

    def __init__(self, rows: SharedRows) -> None:
        self._rows = rows

    @contextmanager
    def tries(self, key: Key) -> Iterator[Tries]:
        with self._rows.row("tries", *key) as row:
            yield (tries := Tries(int(row.first), row.second, row.third))
            row.first, row.second, row.third = tries.number, tries.last_at, tries.next_at


class LoginTries:
    """Counts tries by user and network, and by network alone."""

    def __init__(self, store: TriesStore | None = None) -> None:
        self._store = store or OwnTries()

    def count(self, name: str, address: str) -> None:
        """Count a try, before the password is tested, so that many at once count too. Raises TooManyTries where it came
        too early; then it is not counted."""
        now, (of_user, of_network) = time.monotonic(), _keys(name, address)
        both = (of_user, _FREE_OF_USER), (of_network, _FREE_OF_NETWORK)
        waits = [self._wait(key, now) for key, _ in both]
        if (seconds := max(waits)) > 0:
            raise TooManyTries("too many tries", math.ceil(seconds))
        for key, free in both:
            with self._store.tries(key) as tries:
                tries.number, tries.last_at = tries.number + 1, now
                if tries.number >= free:
                    tries.next_at = now + min(2.0 ** min(tries.number - free, 20), _LONGEST_SECONDS)

    def succeeded(self, name: str, address: str) -> None:
        """Forget the tries of this user from there; the network's other tries count on."""
        of_user, of_network = _keys(name, address)
        with self._store.tries(of_user) as own:
            own.number, own.next_at = 0, 0.0
        with self._store.tries(of_network) as tries:
            tries.number, tries.next_at = max(0, tries.number - 1), 0.0

    def _wait(self, key: Key, now: float) -> float:
        with self._store.tries(key) as tries:
            if now - tries.last_at > _FORGOTTEN_SECONDS:
                tries.number, tries.next_at = 0, 0.0
            return tries.next_at - now


def _keys(name: str, address: str) -> tuple[Key, Key]:
    network = network_of(address)
    return ("user", name, network), ("network", network)


def network_of(address: str) -> str:
    """The address; of an IPv6 address its /64, which one machine has whole."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if parsed.version == 6 and parsed.ipv4_mapped is None:
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(getattr(parsed, "ipv4_mapped", None) or parsed)
