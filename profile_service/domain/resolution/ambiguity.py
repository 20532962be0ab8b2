"""Torn groups: those that an identifier would join to two others who cannot be one person. To whom do they belong?"""

from collections import defaultdict
from collections.abc import Sequence
from itertools import combinations

from profile_service.domain.resolution.clusters import Cluster, Clusters
from profile_service.domain.resolution.comparable_records import ComparableRecord, Obstacle

# Two groups that are for ever apart, so that a third one belongs to one of them at most.
_OPPOSED = (Obstacle.JUDGEMENT, Obstacle.CONTRADICTION)
# How many times as many records as anybody else's must hold an identifier for it to be somebody's own.
_PREVAILS = 3


def ambiguous(groups: Sequence[Cluster], among: Clusters) -> set[Cluster]:
    """The groups that fit two others which are opposed to each other."""
    if len(groups) < 3:
        return set()
    fitting: dict[Cluster, list[Cluster]] = defaultdict(list)
    opposed: set[tuple[Cluster, Cluster]] = set()
    for a, b in combinations(groups, 2):
        obstacle = among.obstacle(a, b)
        if obstacle is None:
            fitting[a].append(b)
            fitting[b].append(a)
        elif obstacle in _OPPOSED:
            opposed.add((a, b))
    return {group for group, others in fitting.items() if not opposed.isdisjoint(combinations(others, 2))}


def majority_holder(candidates: Sequence[Cluster], holders: Sequence[ComparableRecord]) -> Cluster | None:
    """The one whose records hold the identifier at least three times as often as those of any other."""
    if not candidates:
        return None
    counts = {group: sum(holder.key in group.keys for holder in holders) for group in candidates}
    first, *others = sorted(candidates, key=lambda group: -counts[group])
    return first if all(counts[first] >= _PREVAILS * counts[other] for other in others) else None


def latest_holder(group: Cluster, candidates: Sequence[Cluster], holders: Sequence[ComparableRecord]) -> Cluster | None:
    """The one that held the identifier last, unless that began only after the torn group was seen with it.

    None where that cannot be told: two were seen with it last, or for one of them no time is known.
    """
    times = {candidate: observation_times(candidate, holders) for candidate in candidates}
    if not times or not all(times.values()):
        return None
    first, *others = sorted(candidates, key=lambda candidate: max(times[candidate]), reverse=True)
    told = not others or max(times[others[0]]) < max(times[first])
    mine = observation_times(group, holders)
    began_later = bool(mine) and max(mine) < min(times[first])
    return first if told and not began_later else None


def observation_times(group: Cluster, holders: Sequence[ComparableRecord]) -> list[str]:
    """When the holders of an identifier that belong to the group were observed, where that is known."""
    return [holder.observed_at for holder in holders if holder.observed_at and holder.key in group.keys]
