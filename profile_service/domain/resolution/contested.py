"""Contests: what joins less than it names, and the claims that somebody else's newer ones have ended."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from profile_service.domain.resolution.ambiguity import observation_times
from profile_service.domain.resolution.clusters import Cluster, Clusters
from profile_service.domain.resolution.comparable_records import ComparableRecord, ContestedEvidence, Obstacle
from profile_service.domain.resolution.judgements import Judgement
from profile_service.domain.values.identifiers import Identifier

# Of several obstacles at one identifier the first is told. None: two groups that fit, of which one is torn.
_TELLING = (None, Obstacle.JUDGEMENT, Obstacle.CONTRADICTION, Obstacle.LOCK, Obstacle.LIMIT)


def contested_identifier(
    identifier: Identifier, holders: Sequence[ComparableRecord], among: Clusters
) -> ContestedEvidence:
    """Between the groups, of which there are several, that its holders have come to belong to."""
    groups = among.holding(holder.key for holder in holders)
    met = {among.obstacle(a, b) for a, b in combinations(groups, 2)}
    return ContestedEvidence(identifier, min(met, key=_TELLING.index) or Obstacle.AMBIGUOUS, _record_keys(groups))


def refused_judgements(same: Iterable[Judgement], among: Clusters) -> Iterator[ContestedEvidence]:
    """The judgements of sameness that others forbid to follow."""
    for judgement in sorted(same, key=lambda judgement: judgement.id):
        groups = among.holding((judgement.left, judgement.right))
        if len(groups) > 1:
            yield ContestedEvidence(judgement.id, Obstacle.JUDGEMENT, _record_keys(groups))


def ended_claims(holders: Sequence[ComparableRecord], among: Clusters) -> Iterator[tuple[str, str]]:
    """The keys of the holders whose claim somebody later, who contradicts them, has ended; and when that one began.

    A claim ends only where every time at which its group was seen with the identifier lies before.
    """
    times = {group: observation_times(group, holders) for group in among.holding(holder.key for holder in holders)}
    dated = {group: seen for group, seen in times.items() if seen}
    for group, seen in dated.items():
        others = (other for other in dated if min(dated[other]) > max(seen))
        begun = [min(dated[other]) for other in others if group.traits.contradict(other.traits)]
        if begun:
            yield from ((holder.key, min(begun)) for holder in holders if holder.key in group.keys)


def _record_keys(groups: Iterable[Cluster]) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(group.keys) for group in sorted(groups, key=lambda group: group.least))
