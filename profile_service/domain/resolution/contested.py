"""Contested evidence, whose records were not all merged, and claims that newer ones of somebody else have ended."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from profile_service.domain.resolution.ambiguity import observation_times
from profile_service.domain.resolution.clusters import Cluster, Clusters
from profile_service.domain.resolution.comparable_records import ComparableRecord
from profile_service.domain.resolution.judgements import Judgement
from profile_service.domain.resolution.partition import ContestedEvidence, Obstacle
from profile_service.domain.values.identifiers import Identifier

# The first of several obstacles at one identifier is the one that is reported. None: two clusters that are compatible,
# of which one is ambiguous.
_REPORTED_FIRST = (None, Obstacle.JUDGEMENT, Obstacle.CONTRADICTION, Obstacle.LOCK, Obstacle.LIMIT)


def contested_identifier(
    identifier: Identifier, holders: Sequence[ComparableRecord], clusters: Clusters
) -> ContestedEvidence:
    """The identifier, contested between the several clusters to which its holders have come to belong."""
    between = clusters.of_records(holder.key for holder in holders)
    obstacles = {clusters.obstacle(a, b) for a, b in combinations(between, 2)}
    return ContestedEvidence(
        identifier, min(obstacles, key=_REPORTED_FIRST.index) or Obstacle.AMBIGUOUS, _record_keys(between)
    )


def refused_judgements(same: Iterable[Judgement], clusters: Clusters) -> Iterator[ContestedEvidence]:
    """The SAME judgements that NOT_SAME judgements overrule."""
    for judgement in sorted(same, key=lambda judgement: judgement.id):
        between = clusters.of_records((judgement.left, judgement.right))
        if len(between) > 1:
            yield ContestedEvidence(judgement.id, Obstacle.JUDGEMENT, _record_keys(between))


def ended_claims(holders: Sequence[ComparableRecord], clusters: Clusters) -> Iterator[tuple[str, str]]:
    """The keys of the holders whose claim a later and contradicting cluster has ended, each with the time when that one
    began to hold the identifier.

    A claim ends only where every time at which its cluster was seen with the identifier lies before.
    """
    holding = clusters.of_records(holder.key for holder in holders)
    times = {cluster: observation_times(cluster, holders) for cluster in holding}
    dated = {cluster: seen for cluster, seen in times.items() if seen}
    for cluster, seen in dated.items():
        others = (other for other in dated if min(dated[other]) > max(seen))
        beginnings = [min(dated[other]) for other in others if cluster.traits.contradict(other.traits)]
        if beginnings:
            yield from ((holder.key, min(beginnings)) for holder in holders if holder.key in cluster.keys)


def _record_keys(clusters: Iterable[Cluster]) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(cluster.keys) for cluster in sorted(clusters, key=lambda cluster: cluster.least))
