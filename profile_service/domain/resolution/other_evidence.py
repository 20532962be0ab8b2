"""Other evidence: what it shows of an identifier's holders, before the identifier joins them."""

from collections.abc import Collection, Iterable, Sequence
from heapq import heappop, heappush
from itertools import combinations

from profile_service.domain.resolution.clusters import Cluster, Clusters, are_judged_different
from profile_service.domain.resolution.holders import Holders
from profile_service.domain.resolution.partition import Obstacle
from profile_service.domain.values.identifiers import Identifier


class OtherEvidence:
    """All evidence but the identifier that is being judged, and but those that `divide` others. Merges no clusters."""

    def __init__(self, clusters: Clusters, holders: Holders) -> None:
        self._clusters, self._holders = clusters, holders
        self._dividing: set[Identifier] = set()

    def note_dividing(self, identifiers: Iterable[Identifier]) -> None:
        """Find those of the identifiers, all of one strength, which other evidence divides between persons. They join
        nobody from now on, and are no evidence about other identifiers."""
        self._dividing |= {identifier for identifier in identifiers if self._is_divided(identifier)}

    def separates(self, identifier: Identifier, between: Sequence[Cluster]) -> bool:
        """Whether the clusters of the identifier's holders are not one person by the evidence that is at least as
        strong. A record that fits two persons equally well belongs to neither."""
        if identifier in self._dividing:
            return True
        priority, _ = self._holders.strength(identifier)
        extended = [self._extended(cluster, identifier, priority) for cluster in between]
        return any(_cannot_be_one(a, b) for a, b in combinations(extended, 2))

    def _is_divided(self, identifier: Identifier) -> bool:
        """Whether other evidence, also weaker one, ties two of the holders to persons who cannot be one: a card that
        was lent to customers who all have an e-mail of their own.

        Where it ties one holder to a person who cannot be another holder itself, that evidence is wrong, not the
        identifier.
        """
        between = self._clusters.of_records(holder.key for holder in self._holders.of(identifier))
        if len(between) < 2 or self._clusters.conflict(between):
            return False
        extended = [(cluster, self._extended(cluster, identifier)) for cluster in between]
        wider = [(own, whole) for own, whole in extended if len(whole.keys) > len(own.keys)]
        if any(
            _cannot_be_one(a, b) and not _cannot_be_one(own_a, b) and not _cannot_be_one(a, own_b)
            for (own_a, a), (own_b, b) in combinations(wider, 2)
        ):
            return True
        return len(wider) > 1 and self._clusters.conflict([whole for _, whole in extended]) is Obstacle.LIMIT

    def _extended(self, cluster: Cluster, judged: Identifier, weakest: int | None = None) -> Cluster:
        """A copy of the cluster with all that other evidence joins to it, the strongest first; evidence whose holders
        cannot be one person with it joins nothing. `weakest`: the lowest priority that counts; None: every one."""
        extended = cluster.copy()
        queue: list[tuple[int, Identifier]] = []
        seen = {judged, *self._dividing}

        def follow(records: Collection[str]) -> None:
            identifiers = {i for key in records for i in self._clusters.identifiers(key)} - seen
            seen.update(identifiers)
            for strength in map(self._holders.strength, filter(self._holders.is_evidence, identifiers)):
                if weakest is None or strength[0] <= weakest:
                    heappush(queue, strength)

        follow(cluster.keys)
        while queue:
            _, identifier = heappop(queue)
            holding = self._clusters.of_records(holder.key for holder in self._holders.of(identifier))
            others = [other for other in holding if not other.keys <= extended.keys]
            if others and self._clusters.conflict([extended, *others]) is None:
                for other in others:
                    extended.absorb(other)
                    follow(other.keys)
        return extended


def _cannot_be_one(a: Cluster, b: Cluster) -> bool:
    return a.traits.contradict(b.traits) or are_judged_different(a, b)
