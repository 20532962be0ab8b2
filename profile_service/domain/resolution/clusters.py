"""Groups of records while they become persons, and what stands between two of them."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping

from profile_service.domain.resolution.canonical_form import distinct_value
from profile_service.domain.resolution.comparable_records import ComparableRecord, Obstacle
from profile_service.domain.resolution.contradictions import Traits, traits
from profile_service.domain.resolution.rules import CANONICAL, Rules
from profile_service.domain.values.identifiers import Identifier


class Cluster:
    """Records that are one person as far as the evidence taken so far goes.

    `values`: type → values that count for the limits. `foes`: records that somebody judged to be others.
    """

    __slots__ = ("judged_different", "keys", "least", "locked", "traits", "values")

    def __init__(
        self, person: ComparableRecord, said: Traits, values: Mapping[str, set[str]], foes: Iterable[str]
    ) -> None:
        self.keys = {person.key}
        self.least = person.key
        self.traits = said
        self.locked = person.lock is not None
        self.judged_different = set(foes)
        self.values = dict(values)

    def absorb(self, other: "Cluster") -> None:
        self.keys |= other.keys
        self.least = min(self.least, other.least)
        self.traits |= other.traits
        self.locked |= other.locked
        self.judged_different |= other.judged_different
        for type, values in other.values.items():
            self.values[type] = self.values.get(type, set()) | values

    @property
    def order(self) -> tuple[int, str]:
        """The largest first, then by smallest key."""
        return -len(self.keys), self.least


class Clusters:
    """Every person starts as a group of its own; joining is for ever.

    `joins`: whether an identifier counts. `foes`: record → those that it is judged not to be. `joined`: how often.
    """

    def __init__(
        self,
        people: Mapping[str, ComparableRecord],
        rules: Rules,
        joins: Callable[[Identifier], bool],
        foes: Mapping[str, set[str]],
    ) -> None:
        self._records, self._rules, self._joins, self._judged_different = people, rules, joins, foes
        self._of: dict[str, Cluster] = {}
        self.joined = 0

    def of(self, key: str) -> Cluster:
        """The group that holds a record."""
        if key not in self._of:
            person = self._records[key]
            foes = self._judged_different.get(key, ())
            self._of[key] = Cluster(person, traits(person, self._rules), self._counting(person), foes)
        return self._of[key]

    def holding(self, keys: Iterable[str]) -> list[Cluster]:
        """The groups that hold these records, each once, the largest first."""
        found = {self.of(key) for key in keys}
        return sorted(found, key=lambda group: group.order) if len(found) > 1 else list(found)

    def join(self, a: Cluster, b: Cluster) -> Cluster:
        """One group of two; neither of them is to be used any more, only what is returned."""
        if a is not b:
            a, b = (a, b) if a.order < b.order else (b, a)
            self.joined += 1
            a.absorb(b)
            self._of.update(dict.fromkeys(b.keys, a))
        return a

    def obstacle(self, a: Cluster, b: Cluster) -> Obstacle | None:
        """What keeps an identifier from joining two groups."""
        if are_judged_different(a, b):
            return Obstacle.JUDGEMENT
        if a.traits.contradict(b.traits):
            return Obstacle.CONTRADICTION
        if a.locked or b.locked:
            return Obstacle.LOCK
        return Obstacle.LIMIT if self._exceeds(a, b) else None

    def all(self) -> Iterator[frozenset[str]]:
        """Sorted by smallest key."""
        for key in sorted(self._records):
            group = self._of.get(key)
            if group is None:
                yield frozenset((key,))
            elif group.least == key:
                yield frozenset(group.keys)

    def _counting(self, person: ComparableRecord) -> dict[str, set[str]]:
        values: dict[str, set[str]] = defaultdict(set)
        for identifier in person.identifiers:
            if not identifier.type.endswith(CANONICAL) and self._joins(identifier):
                values[identifier.type].add(distinct_value(identifier, self._rules))
        return values

    def _exceeds(self, a: Cluster, b: Cluster) -> bool:
        """Whether together they hold more values of a type than its limit, and more than either holds already."""
        for type, values in a.values.items():
            others = b.values.get(type)
            if not others:
                continue
            limit = self._rules.type_rule(type).limit
            if len(values) + len(others) > limit and len(values | others) > max(limit, len(values), len(others)):
                return True
        return False


def are_judged_different(a: Cluster, b: Cluster) -> bool:
    return not a.judged_different.isdisjoint(b.keys)
