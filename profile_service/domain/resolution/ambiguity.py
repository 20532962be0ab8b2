"""Ambiguous clusters: those that an identifier would join to two others which cannot be one person."""

from collections import defaultdict
from collections.abc import Sequence
from itertools import combinations

from profile_service.domain.resolution.clusters import Cluster, Clusters
from profile_service.domain.resolution.comparable_records import ComparableRecord
from profile_service.domain.resolution.partition import Obstacle

# Obstacles that no further evidence removes: a third cluster then belongs to one of the two at most.
_OPPOSED = (Obstacle.JUDGEMENT, Obstacle.CONTRADICTION)
# How many times as many records as any other cluster's must hold an identifier for it to belong to one.
_MAJORITY = 3


def ambiguous(clusters: Sequence[Cluster], all_clusters: Clusters) -> set[Cluster]:
    """The clusters that fit two others which are opposed to each other."""
    if len(clusters) < 3:
        return set()
    compatible: dict[Cluster, list[Cluster]] = defaultdict(list)
    opposed: set[tuple[Cluster, Cluster]] = set()
    for a, b in combinations(clusters, 2):
        obstacle = all_clusters.obstacle(a, b)
        if obstacle is None:
            compatible[a].append(b)
            compatible[b].append(a)
        elif obstacle in _OPPOSED:
            opposed.add((a, b))
    return {cluster for cluster, others in compatible.items() if not opposed.isdisjoint(combinations(others, 2))}


def majority_holder(candidates: Sequence[Cluster], holders: Sequence[ComparableRecord]) -> Cluster | None:
    """The candidate whose records hold the identifier at least three times as often as those of any other; None where
    there is no such one."""
    if not candidates:
        return None
    counts = {group: sum(holder.key in group.keys for holder in holders) for group in candidates}
    first, *others = sorted(candidates, key=lambda group: -counts[group])
    return first if all(counts[first] >= _MAJORITY * counts[other] for other in others) else None


def latest_holder(
    cluster: Cluster, candidates: Sequence[Cluster], holders: Sequence[ComparableRecord]
) -> Cluster | None:
    """The candidate that held the identifier last, unless it began to hold it only after `cluster` was seen with it.

    None where that cannot be decided: two candidates were seen with it last, or one of them has no time.
    """
    times = {candidate: observation_times(candidate, holders) for candidate in candidates}
    if not times or not all(times.values()):
        return None
    first, *others = sorted(candidates, key=lambda candidate: max(times[candidate]), reverse=True)
    is_clear = not others or max(times[others[0]]) < max(times[first])
    own_times = observation_times(cluster, holders)
    began_later = bool(own_times) and max(own_times) < min(times[first])
    return first if is_clear and not began_later else None


def observation_times(cluster: Cluster, holders: Sequence[ComparableRecord]) -> list[str]:
    """The times at which the cluster's own holders of an identifier were observed, as far as these are known."""
    return [holder.observed_at for holder in holders if holder.observed_at and holder.key in cluster.keys]
