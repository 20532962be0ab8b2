"""Clusters of records during resolution, and the obstacles to merging two of them."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import combinations

from profile_service.domain.resolution.canonical_form import distinct_value
from profile_service.domain.resolution.comparable_records import ComparableRecord
from profile_service.domain.resolution.contradictions import Traits, traits
from profile_service.domain.resolution.partition import Obstacle
from profile_service.domain.resolution.rules import CANONICAL, Rules
from profile_service.domain.values.identifiers import Identifier


class Cluster:
    """Records that are one person by the evidence taken so far. `smallest_key`: the smallest of their `keys`.

    `traits`: what their attributes state. `values`: identifier type → the distinct values that count for its limit.
    `judged_different`: keys of the records that somebody judged to be another person's. `locked`: whether one of the
    records is under a lock.
    """

    __slots__ = ("judged_different", "keys", "locked", "smallest_key", "traits", "values")

    def __init__(
        self, record: ComparableRecord, traits: Traits, values: Mapping[str, set[str]], judged_different: Iterable[str]
    ) -> None:
        self.keys = {record.key}
        self.smallest_key = record.key
        self.traits = traits
        self.locked = record.lock is not None
        self.judged_different = set(judged_different)
        self.values = dict(values)

    def copy(self) -> "Cluster":
        """The same cluster once more: what the copy absorbs changes this one in nothing."""
        copy = Cluster.__new__(Cluster)
        copy.keys, copy.smallest_key = set(self.keys), self.smallest_key
        copy.traits, copy.locked = self.traits, self.locked
        copy.values, copy.judged_different = dict(self.values), set(self.judged_different)
        return copy

    def absorb(self, other: "Cluster") -> None:
        """Take in the records of another cluster."""
        self.keys |= other.keys
        self.smallest_key = min(self.smallest_key, other.smallest_key)
        self.traits |= other.traits
        self.locked |= other.locked
        self.judged_different |= other.judged_different
        for type, values in other.values.items():
            self.values[type] = self.values.get(type, set()) | values

    @property
    def sort_key(self) -> tuple[int, str]:
        """Sorts the largest cluster first, then by smallest key."""
        return -len(self.keys), self.smallest_key


class Clusters:
    """The clusters of all records. Every record starts as a cluster of its own; clusters merge and never split.

    `joins`: whether an identifier counts as evidence. `judged_different`: record key → the records that somebody judged
    to be another person's. `merge_count`: how many times two clusters were merged.
    """

    def __init__(
        self,
        records: Mapping[str, ComparableRecord],
        rules: Rules,
        joins: Callable[[Identifier], bool],
        judged_different: Mapping[str, set[str]],
    ) -> None:
        self._records, self._rules, self._joins, self._judged_different = records, rules, joins, judged_different
        self._of: dict[str, Cluster] = {}
        self.merge_count = 0

    def of(self, key: str) -> Cluster:
        """The cluster that holds the record (key)."""
        if key not in self._of:
            record = self._records[key]
            different = self._judged_different.get(key, ())
            self._of[key] = Cluster(record, traits(record, self._rules), self._distinct_values(record), different)
        return self._of[key]

    def identifiers(self, key: str) -> frozenset[Identifier]:
        """The identifiers of the record (key)."""
        return self._records[key].identifiers

    def of_records(self, keys: Iterable[str]) -> list[Cluster]:
        """The clusters that hold these records (keys), each once, the largest first."""
        clusters = {self.of(key) for key in keys}
        return sorted(clusters, key=lambda cluster: cluster.sort_key) if len(clusters) > 1 else list(clusters)

    def merge(self, a: Cluster, b: Cluster) -> Cluster:
        """Merge two clusters, the smaller into the larger; only the one that is returned may be used from now on."""
        if a is not b:
            a, b = (a, b) if a.sort_key < b.sort_key else (b, a)
            self.merge_count += 1
            a.absorb(b)
            self._of.update(dict.fromkeys(b.keys, a))
        return a

    def merge_all(self, clusters: Sequence[Cluster]) -> Cluster:
        """Merge these clusters into one, which is returned."""
        merged = clusters[0]
        for cluster in clusters[1:]:
            merged = self.merge(merged, cluster)
        return merged

    def obstacle(self, a: Cluster, b: Cluster) -> Obstacle | None:
        """The obstacle that keeps shared identifiers from merging two clusters; None where there is none."""
        if are_judged_different(a, b):
            return Obstacle.JUDGEMENT
        if a.traits.contradict(b.traits):
            return Obstacle.CONTRADICTION
        if a.locked or b.locked:
            return Obstacle.LOCK
        return Obstacle.LIMIT if self._exceed_limit((a, b)) else None

    def conflict(self, clusters: Sequence[Cluster]) -> Obstacle | None:
        """The reason why these clusters cannot all be one person; None where they can.

        A lock is no reason: it keeps a cluster as it is, whoever that is. JUDGEMENT only where there is no other one.
        """
        if any(a.traits.contradict(b.traits) for a, b in combinations(clusters, 2)):
            return Obstacle.CONTRADICTION
        if self._exceed_limit(cluster for cluster in clusters if not cluster.locked):
            return Obstacle.LIMIT
        judged = [cluster for cluster in clusters if cluster.judged_different]
        return Obstacle.JUDGEMENT if any(are_judged_different(a, b) for a, b in combinations(judged, 2)) else None

    def all(self) -> Iterator[frozenset[str]]:
        """Every cluster as a set of record keys, sorted by smallest key."""
        for key in sorted(self._records):
            cluster = self._of.get(key)
            if cluster is None:
                yield frozenset((key,))
            elif cluster.smallest_key == key:
                yield frozenset(cluster.keys)

    def _distinct_values(self, record: ComparableRecord) -> dict[str, set[str]]:
        values: dict[str, set[str]] = defaultdict(set)
        for identifier in record.identifiers:
            if not identifier.type.endswith(CANONICAL) and self._joins(identifier):
                values[identifier.type].add(distinct_value(identifier, self._rules))
        return values

    def _exceed_limit(self, clusters: Iterable[Cluster]) -> bool:
        """Whether the clusters together would hold more values of a type than its limit, and more than one of them
        holds already."""
        by_type: dict[str, list[set[str]]] = defaultdict(list)
        for cluster in clusters:
            for type, values in cluster.values.items():
                by_type[type].append(values)
        for type, held in by_type.items():
            limit = self._rules.type_rule(type).limit
            if sum(map(len, held)) > limit and len(set().union(*held)) > max(limit, *map(len, held)):
                return True
        return False


def are_judged_different(a: Cluster, b: Cluster) -> bool:
    """Whether a NOT_SAME judgement separates the two clusters."""
    return not a.judged_different.isdisjoint(b.keys)
