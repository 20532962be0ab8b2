"""Resolution: which records are one person. Pure, and decided by the set of records alone, never by arrival."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from profile_service.domain.identifiers import Identifier

# Strongest first. A type that is not listed is strong too: a source's own id names one account.
PRIORITY = ("user_id", "loyalty_id", "email", "phone")
# They point at a machine or a visit, not at a person: kept on the record, they join nobody.
WEAK = frozenset({"device_id", "anonymous_id", "session_id", "cookie_id", "ip_address"})


def joins(identifier: Identifier) -> bool:
    """Whether two records that share it are one person."""
    return identifier.type not in WEAK and not identifier.blocked


def partition(records: Mapping[str, Iterable[Identifier]]) -> list[frozenset[str]]:
    """Group record keys into persons by their shared identifiers, strongest evidence first.

    Every record is in exactly one group. Groups come sorted by their smallest key.
    """
    groups = _Groups(records)
    for evidence in _evidence(records):
        groups.join(evidence)
    return groups.all()


def _evidence(records: Mapping[str, Iterable[Identifier]]) -> list[list[str]]:
    """The record keys that each joining identifier holds together, in the order in which they are considered."""
    holders: dict[Identifier, list[str]] = defaultdict(list)
    for key, identifiers in records.items():
        for identifier in identifiers:
            if joins(identifier):
                holders[identifier].append(key)
    shared = sorted((i for i, keys in holders.items() if len(keys) > 1), key=_strength)
    return [sorted(holders[i]) for i in shared]


def _strength(identifier: Identifier) -> tuple[int, str]:
    rank = PRIORITY.index(identifier.type) if identifier.type in PRIORITY else len(PRIORITY)
    return rank, identifier.key


class _Groups:
    """Disjoint sets with path halving (Tarjan, van Leeuwen 1984)."""

    def __init__(self, keys: Iterable[str]) -> None:
        self._parent = {key: key for key in keys}

    def join(self, keys: list[str]) -> None:
        first = self._find(keys[0])
        for key in keys[1:]:
            other = self._find(key)
            first, other = min(first, other), max(first, other)
            self._parent[other] = first

    def all(self) -> list[frozenset[str]]:
        members: dict[str, list[str]] = defaultdict(list)
        for key in self._parent:
            members[self._find(key)].append(key)
        return [frozenset(members[root]) for root in sorted(members)]

    def _find(self, key: str) -> str:
        while self._parent[key] != key:
            self._parent[key] = key = self._parent[self._parent[key]]
        return key
