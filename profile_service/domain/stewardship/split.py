"""Splitting a profile: the records that leave, the merge judgements to rewrite, and the pairs to judge NOT_SAME."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product

from profile_service.domain.resolution.comparable_records import ComparableRecord
from profile_service.domain.resolution.judgements import Judgement, Verdict
from profile_service.domain.resolution.resolution import partition
from profile_service.domain.resolution.rules import Rules
from profile_service.domain.values.identifiers import Identifier

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class MergeJudgement:
    """An active SAME judgement that a merge of profiles wrote, with the profiles of its two records before the merge.

    A merge judges one of its records, the `hub`, to be the same as every other of its records, also those of the hub's
    own profile. Its judgements form a star. `stands_on`: the decisions, its own among
    them, without which it says nothing.
    """

    id: str
    hub: str
    other: str
    hub_from: str
    other_from: str
    stands_on: tuple[str, ...] = ()

    @property
    def pair(self) -> Pair:
        """The two records (keys), the smaller one first."""
        return min(self.hub, self.other), max(self.hub, self.other)

    @property
    def within_one_profile(self) -> bool:
        """Whether the two records were in one profile before the merge already."""
        return self.hub_from == self.other_from


@dataclass(frozen=True, slots=True)
class Cut:
    """The two parts of a profile that is split, as record keys."""

    leaving: frozenset[str]
    staying: frozenset[str]

    def crossed_by(self, left: str, right: str) -> bool:
        """Whether the two records are in different parts."""
        return (left in self.leaving and right in self.staying) or (left in self.staying and right in self.leaving)


@dataclass(frozen=True)
class ProfileEvidence:
    """The evidence that holds one profile together. `records`: its records by key; `ages`: record key → a value that
    sorts the oldest first; `same`: its active SAME judgements that no merge wrote; `merged`: those that one did."""

    records: Mapping[str, ComparableRecord]
    ages: Mapping[str, tuple[str, str]]
    same: Collection[Pair]
    merged: Collection[MergeJudgement]


def with_companions(
    evidence: ProfileEvidence, named: frozenset[str], joining: Collection[Identifier]
) -> frozenset[str]:
    """The named records and their companions (keys): the records that came with them in one merge, and those that
    evidence connects with the rest of the profile only through them. `joining`: the identifiers that are evidence.

    The oldest record stays, because the others came to it. Where it is named, it leaves with its side of the first
    merge, and the oldest of the other records stays.
    """
    oldest = min(evidence.records, key=lambda key: evidence.ages[key])
    sides = _sides(evidence.merged)
    came_together = [side for side in sides if side & named and oldest not in side]
    first = sorted((side for side in sides if oldest in side & named), key=len)[:1]
    leaving = named.union(*came_together, *first)
    rest = evidence.records.keys() - leaving
    parts = _components(rest, _links(evidence, joining))
    staying = min(parts, key=lambda part: min(evidence.ages[key] for key in part), default=frozenset[str]())
    return leaving | (rest - staying)


def _sides(merged: Iterable[MergeJudgement]) -> list[frozenset[str]]:
    """The sides of each merge: the records (keys) that were in one profile before it."""
    sides: dict[Pair, set[str]] = defaultdict(set)
    for judgement in merged:
        sides[judgement.hub, judgement.hub_from].add(judgement.hub)
        sides[judgement.hub, judgement.other_from].add(judgement.other)
    return [frozenset(side) for side in sides.values()]


def _links(evidence: ProfileEvidence, joining: Collection[Identifier]) -> Iterator[Iterable[str]]:
    """For each piece of evidence the records (keys) that it connects."""
    holders: dict[Identifier, list[str]] = defaultdict(list)
    for record in evidence.records.values():
        for identifier in record.identifiers:
            if identifier in joining:
                holders[identifier].append(record.key)
    yield from holders.values()
    yield from evidence.same
    # A merge says that all its records are the same, not only each and the hub: its star connects them even without it.
    stars: dict[str, list[str]] = defaultdict(list)
    for judgement in evidence.merged:
        stars[judgement.hub].append(judgement.other)
    yield from ([hub, *others] for hub, others in stars.items())


def _components(keys: Iterable[str], links: Iterable[Iterable[str]]) -> set[frozenset[str]]:
    """The connected components of the records (keys)."""
    component = {key: frozenset({key}) for key in keys}
    for link in links:
        merged = frozenset().union(*(component[key] for key in link if key in component))
        component.update(dict.fromkeys(merged, merged))
    return set(component.values())


def rewritten_merges(merged: Iterable[MergeJudgement], cut: Cut) -> tuple[list[str], list[MergeJudgement]]:
    """The judgements of earlier merges that a split retracts (ids), and those to write in their place.

    Judgements across the cut are retracted. Where only judgements within one profile are left of a merge, they are
    retracted as well, for they no longer connect anything. Records that lose their hub and came from several profiles
    stay merged around a new one."""
    stars: dict[str, list[MergeJudgement]] = defaultdict(list)
    for judgement in merged:
        stars[judgement.hub].append(judgement)
    retracted: list[str] = []
    new: list[MergeJudgement] = []
    for hub, judgements in sorted(stars.items()):
        crossing = [j for j in judgements if cut.crossed_by(hub, j.other)]
        left_over = [j for j in judgements if j not in crossing]
        if crossing:
            retracted += [j.id for j in crossing]
            retracted += [j.id for j in left_over if all(judgement.within_one_profile for judgement in left_over)]
            new += _around_new_hub(crossing)
    return retracted, new


def _around_new_hub(orphans: Iterable[MergeJudgement]) -> list[MergeJudgement]:
    hub, *others = sorted(orphans, key=lambda judgement: judgement.other)
    if all(other.other_from == hub.other_from for other in others):
        return []
    return [
        replace(
            other,
            hub=hub.other,
            hub_from=hub.other_from,
            stands_on=tuple(dict.fromkeys((*hub.stands_on, *other.stands_on))),
        )
        for other in others
    ]


def pairs_to_separate(
    records: Mapping[str, ComparableRecord],
    judgements: Collection[Judgement],
    rules: Rules,
    shared: Collection[Identifier],
    cut: Cut,
) -> list[Pair]:
    """The pairs across the cut to be judged NOT_SAME, so that no record that leaves is resolved into one cluster with a
    record that stays. Empty where resolution separates the two parts by itself.

    Pairs that share an identifier come first, the others only where these do not suffice.
    """
    pairs: set[Pair] = set()
    while mixed := _mixed_clusters(records, [*judgements, *map(_not_same, sorted(pairs))], rules, shared, cut):
        for cluster in mixed:
            across = set(product(sorted(cluster & cut.leaving), sorted(cluster & cut.staying))) - pairs
            sharing = {(a, b) for a, b in across if records[a].identifiers & records[b].identifiers}
            pairs |= sharing or across
    return sorted(pairs)


def _mixed_clusters(
    records: Mapping[str, ComparableRecord],
    judgements: Iterable[Judgement],
    rules: Rules,
    shared: Collection[Identifier],
    cut: Cut,
) -> list[frozenset[str]]:
    clusters = partition(records.values(), judgements, rules, shared).clusters
    return [cluster for cluster in clusters if cluster & cut.leaving and cluster & cut.staying]


def _not_same(pair: Pair) -> Judgement:
    left, right = sorted(pair)
    return Judgement(f"~{left}~{right}", Verdict.NOT_SAME, left, right, "", "", "")
