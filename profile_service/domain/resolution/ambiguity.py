"""Ambiguous clusters: those that an identifier would join to two others which cannot be one person."""

from collections import defaultdict
from collections.abc import Sequence
from itertools import combinations

from profile_service.domain.resolution.clusters import Cluster, Clusters
from profile_service.domain.resolution.comparable_records import ComparableRecord
from profile_service.domain.resolution.partition import Obstacle
from profile_service.domain.values.identifiers import Identifier
from profile_service.domain.values.times import days_later

# Obstacles that no further evidence removes: a third cluster then belongs to one of the two at most.
_OPPOSED = (Obstacle.JUDGEMENT, Obstacle.CONTRADICTION)
# The majority holder has at least this many times as many records with the identifier as any other candidate.
_MAJORITY = 3
# Who is first known to have had a number on a day is taken to have had it so long before. Chosen on simulated
# customers: with calls that are older, some were other people's.
_DAYS_BEFORE = 365


def ambiguous(clusters: Sequence[Cluster], all_clusters: Clusters) -> set[Cluster]:
    """The clusters that are compatible with two others which are opposed to each other."""
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
    """The candidate of whose records at least three times as many hold the identifier as of any other's; None where
    there is no such majority."""
    if not candidates:
        return None
    counts = {candidate: sum(holder.key in candidate.keys for holder in holders) for candidate in candidates}
    first, *others = sorted(candidates, key=lambda candidate: -counts[candidate])
    return first if all(counts[first] >= _MAJORITY * counts[other] for other in others) else None


def holder_in_turn(
    cluster: Cluster, candidates: Sequence[Cluster], identifier: Identifier, holders: Sequence[ComparableRecord]
) -> Cluster | None:
    """The candidate that had an identifier which goes from one to the next when `cluster` was last observed with it:
    the latest one from when that began, an earlier one while it was still observed with it, the first one also in the
    year before.

    None where that cannot be decided: two candidates hold it at the same time, a candidate has no time, `cluster` was
    observed between two of them, before that year, or before the only one.
    """
    times = {candidate: observation_times(candidate, identifier, holders) for candidate in candidates}
    if not times or not all(times.values()):
        return None
    at = max(observation_times(cluster, identifier, holders), default=None)
    *earlier, holder = sorted(candidates, key=lambda candidate: max(times[candidate]))
    while all(max(times[other]) < min(times[holder]) for other in earlier):
        if at is None or at >= min(times[holder]):
            return holder
        if not earlier:
            is_near = len(candidates) > 1 and days_later(at, _DAYS_BEFORE) >= min(times[holder])
            return holder if is_near else None
        *earlier, holder = earlier
        if at > max(times[holder]):
            return None
    return None


def holder_at_the_time(
    cluster: Cluster, candidates: Sequence[Cluster], identifier: Identifier, holders: Sequence[ComparableRecord]
) -> Cluster | None:
    """The candidate to which an identifier that was given up belonged when `cluster` was observed with it: of those
    whose first time is not later the latest; where all are later, the earliest. None where times cannot tell.
    """
    own_times = observation_times(cluster, identifier, holders)
    if not own_times:
        return None
    times = {candidate: observation_times(candidate, identifier, holders) for candidate in candidates}
    begun = [c for c in candidates if not times[c] or min(times[c]) <= max(own_times)]
    if len(begun) == 1:
        return begun[0]
    if not all(times[candidate] for candidate in begun):
        return None
    choose, pool = (max, begun) if begun else (min, candidates)
    nearest = choose((max(times[candidate]) for candidate in pool), default=None)
    chosen = [candidate for candidate in pool if max(times[candidate]) == nearest]
    return chosen[0] if len(chosen) == 1 else None


def observation_times(cluster: Cluster, identifier: Identifier, holders: Sequence[ComparableRecord]) -> list[str]:
    """When those holders of an identifier that are in the cluster last stated it; holders without a time are left
    out."""
    times = (holder.stated_at(identifier) for holder in holders if holder.key in cluster.keys)
    return [at for at in times if at]
