"""Splitting a profile: which records leave, which judgements of earlier merges go, and which pairs must be
separated."""

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
    """An active SAME judgement that a merge of profiles wrote, with the profiles of its two records at that time.

    A merge judges its smallest record, the hub `left`, to be the same as each other one, those of its own profile too.
    """

    id: str
    left: str
    right: str
    left_from: str
    right_from: str

    @property
    def within_one_profile(self) -> bool:
        return self.left_from == self.right_from


@dataclass(frozen=True, slots=True)
class Cut:
    """The two parts into which a profile is cut."""

    leaving: frozenset[str]
    staying: frozenset[str]

    def crossed_by(self, left: str, right: str) -> bool:
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
    """The named records with their companions: the records that one merge brought together with them, and those that
    evidence connects with the rest of the profile only through them.

    The oldest record stays, for the others came to it; where it is named, it leaves with the records of its own side of
    the first merge, and the oldest of the others stays.
    """
    oldest = min(evidence.records, key=lambda key: evidence.ages[key])
    sides = _sides(evidence.merged)
    came = [side for side in sides if side & named and oldest not in side]
    first = sorted((side for side in sides if oldest in side & named), key=len)[:1]
    leaving = named.union(*came, *first)
    rest = evidence.records.keys() - leaving
    parts = _components(rest, _links(evidence, joining))
    home = min(parts, key=lambda part: min(evidence.ages[key] for key in part), default=frozenset[str]())
    return leaving | (rest - home)


def _sides(merged: Iterable[MergeJudgement]) -> list[frozenset[str]]:
    """Each side of each merge: the records that were in one profile when it was merged with others."""
    sides: dict[Pair, set[str]] = defaultdict(set)
    for judgement in merged:
        sides[judgement.left, judgement.left_from].add(judgement.left)
        sides[judgement.left, judgement.right_from].add(judgement.right)
    return [frozenset(side) for side in sides.values()]


def _links(evidence: ProfileEvidence, joining: Collection[Identifier]) -> Iterator[Iterable[str]]:
    """The records that each piece of evidence holds together."""
    holders: dict[Identifier, list[str]] = defaultdict(list)
    for record in evidence.records.values():
        for identifier in record.identifiers:
            if identifier in joining:
                holders[identifier].append(record.key)
    yield from holders.values()
    yield from evidence.same
    # A merge states that all its records are the same, and that stays true where its hub leaves.
    stars: dict[str, list[str]] = defaultdict(list)
    for judgement in evidence.merged:
        stars[judgement.left].append(judgement.right)
    yield from ([hub, *others] for hub, others in stars.items())


def _components(keys: Collection[str], links: Iterable[Iterable[str]]) -> list[frozenset[str]]:
    part = {key: {key} for key in keys}
    for link in links:
        keys_in = [key for key in link if key in part]
        together = set().union(*(part[key] for key in keys_in))
        part.update(dict.fromkeys(together, together))
    return [frozenset(each) for each in {id(each): each for each in part.values()}.values()]


def rewritten_merges(merged: Iterable[MergeJudgement], cut: Cut) -> tuple[list[str], list[MergeJudgement]]:
    """The judgements of earlier merges to retract (ids) when a profile is cut, and those to write in their place.

    Where a merge is left with judgements within one profile alone, these are retracted as well. Records that lose their
    hub and came from several profiles stay merged, around a new hub.
    """
    stars: dict[str, list[MergeJudgement]] = defaultdict(list)
    for judgement in merged:
        stars[judgement.left].append(judgement)
    retracted: list[str] = []
    new: list[MergeJudgement] = []
    for hub, judgements in sorted(stars.items()):
        crossing = [j for j in judgements if cut.crossed_by(hub, j.right)]
        left_over = [j for j in judgements if j not in crossing]
        if crossing:
            retracted += [j.id for j in crossing]
            retracted += [j.id for j in left_over if all(each.within_one_profile for each in left_over)]
            new += _around_new_hub(crossing)
    return retracted, new


def _around_new_hub(orphans: Iterable[MergeJudgement]) -> list[MergeJudgement]:
    hub, *others = sorted(orphans, key=lambda judgement: judgement.right)
    if all(other.right_from == hub.right_from for other in others):
        return []
    return [replace(other, left=hub.right, left_from=hub.right_from) for other in others]


def pairs_to_separate(
    records: Mapping[str, ComparableRecord],
    judgements: Collection[Judgement],
    rules: Rules,
    shared: Collection[Identifier],
    cut: Cut,
) -> list[Pair]:
    """The pairs across the cut to be judged NOT_SAME, so that no record that leaves is resolved with one that stays.

    As few as it takes, beginning with those that share an identifier; none where resolution separates them anyway.
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
