"""Contested evidence, whose records were not all merged, and claims that a newer holder has ended."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import combinations

from profile_service.domain.resolution.ambiguity import observation_times
from profile_service.domain.resolution.clusters import Cluster, Clusters
from profile_service.domain.resolution.comparable_records import ComparableRecord
from profile_service.domain.resolution.judgements import Judgement
from profile_service.domain.resolution.partition import ContestedEvidence, Obstacle
from profile_service.domain.values.identifiers import Identifier

# Of several obstacles at one identifier the first of these is reported.
_REPORTED_FIRST = (Obstacle.JUDGEMENT, Obstacle.CONTRADICTION, Obstacle.LOCK, Obstacle.LIMIT)


def contested_identifier(
    identifier: Identifier, holders: Sequence[ComparableRecord], clusters: Clusters, ended: Collection[str]
) -> ContestedEvidence:
    """The identifier as contested between the two or more clusters that its holders ended up in. `ended`: keys of the
    holders whose claims have ended; where two clusters or more are left without these, the obstacle is between them.
    """
    between = clusters.of_records(holder.key for holder in holders)
    holding = clusters.of_records(holder.key for holder in holders if holder.key not in ended)
    obstacle = _obstacle(holding if len(holding) > 1 else between, clusters)
    return ContestedEvidence(identifier, obstacle, _record_keys(between))


def _obstacle(between: Sequence[Cluster], clusters: Clusters) -> Obstacle:
    pairs = {clusters.obstacle(a, b) for a, b in combinations(between, 2)}
    if None not in pairs:
        return min(filter(None, pairs), key=_REPORTED_FIRST.index)
    # Nothing separates two of them. They were not merged because there are too many of them, or because the identifier
    # fits others as well who cannot be the same person.
    return Obstacle.LIMIT if clusters.conflict(between) is Obstacle.LIMIT else Obstacle.AMBIGUOUS


def refused_judgements(same: Iterable[Judgement], clusters: Clusters) -> Iterator[ContestedEvidence]:
    """The SAME judgements that NOT_SAME judgements overrule, sorted by id."""
    for judgement in sorted(same, key=lambda judgement: judgement.id):
        between = clusters.of_records((judgement.left, judgement.right))
        if len(between) > 1:
            yield ContestedEvidence(judgement.id, Obstacle.JUDGEMENT, _record_keys(between))


def ended_claims(
    identifier: Identifier, holders: Sequence[ComparableRecord], clusters: Clusters, *, reissued: bool
) -> Iterator[tuple[str, str]]:
    """The holders (record keys) whose claim was ended by a cluster that contradicts theirs, each with the time at which
    that cluster was first observed with the identifier (fixed-width UTC text).

    A claim ends only where all observation times of its own cluster are earlier than that and, unless values of the
    type are `reissued`, where a record of the cluster no longer states the identifier. Such a cluster is the earlier
    one too where times cannot tell, and each record of the other still states it: its claim ends when it was last
    stated, or else, where that has no time of its source, when it was last seen.
    """
    holding = clusters.of_records(holder.key for holder in holders)
    times = {cluster: observation_times(cluster, identifier, holders) for cluster in holding}
    former = {holder.key: holder.former[identifier] for holder in holders if identifier in holder.former}
    merged = {holder.key for holder in holders if holder.merged}
    for cluster in holding:
        giving_up = cluster.keys & former.keys()
        if any(holder.key in cluster.keys - former.keys() for holder in holders):
            giving_up -= merged  # what a survivor still states, nobody gave up
        if not (giving_up or reissued):
            continue
        others = [other for other in holding if other is not cluster and cluster.traits.contradict(other.traits)]
        starts = [min(times[other]) for other in others if _began_later(times[other], times[cluster])]
        untold = (other for other in others if not (times[other] and times[cluster]))
        if giving_up and not starts and any(other.keys.isdisjoint(former) for other in untold):
            gave_up = [former[key] for key in giving_up]
            starts = [max(c.stated_until or "" for c in gave_up) or max(c.last_seen for c in gave_up)]
        if starts:
            yield from ((holder.key, min(starts)) for holder in holders if holder.key in cluster.keys)


def _began_later(times: Sequence[str], before: Sequence[str]) -> bool:
    return bool(times) and bool(before) and min(times) > max(before)


def _record_keys(clusters: Iterable[Cluster]) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(cluster.keys) for cluster in sorted(clusters, key=lambda cluster: cluster.smallest_key))
