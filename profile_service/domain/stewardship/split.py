"""Splitting records off a profile: who leaves, which judgements of earlier merges go, and who must be kept apart."""

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
    """An active SAME judgement that a merge of profiles wrote, with the profiles in which the two records stood then.

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
    """What holds one profile together. `people`: its records; `ages`: record → what sorts the oldest first;
    `same`: its active SAME judgements that no merge wrote; `merged`: those that one did."""

    records: Mapping[str, ComparableRecord]
    ages: Mapping[str, tuple[str, str]]
    same: Collection[Pair]
    merged: Collection[MergeJudgement]


def with_companions(
    evidence: ProfileEvidence, named: frozenset[str], joining: Collection[Identifier]
) -> frozenset[str]:
    """The named records with all that came with them: what one merge brought together with them, and what hangs on
    the rest of the profile only through them.

    The oldest record stays, as that to which the others came; where it is named, it leaves with what it was merged with
    first, and the oldest of the others stays.
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
    """The records that stood in one profile when it was merged with others."""
    sides: dict[Pair, set[str]] = defaultdict(set)
    for judgement in merged:
        sides[judgement.left, judgement.left_from].add(judgement.left)
        sides[judgement.left, judgement.right_from].add(judgement.right)
    return [frozenset(side) for side in sides.values()]


def _links(evidence: ProfileEvidence, joining: Collection[Identifier]) -> Iterator[Iterable[str]]:
    """Records that the same piece of evidence holds together."""
    holders: dict[Identifier, list[str]] = defaultdict(list)
    for person in evidence.records.values():
        for identifier in person.identifiers:
            if identifier in joining:
                holders[identifier].append(person.key)
    yield from holders.values()
    yield from evidence.same
    # A merge says that all its records are the same; that does not end where its hub leaves.
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
    """What a cut makes of the judgements of earlier merges: those to retract, and those to write in their place.

    Where nothing is left of a merge but what it said within one profile, that goes as well. Those who lose their hub
    and came from several profiles stay merged, around a hub of their own.
    """
    stars: dict[str, list[MergeJudgement]] = defaultdict(list)
    for judgement in merged:
        stars[judgement.left].append(judgement)
    gone: list[str] = []
    new: list[MergeJudgement] = []
    for hub, judgements in sorted(stars.items()):
        crossing = [j for j in judgements if cut.crossed_by(hub, j.right)]
        left_over = [j for j in judgements if j not in crossing]
        if crossing:
            gone += [j.id for j in crossing]
            gone += [j.id for j in left_over if all(each.within_one_profile for each in left_over)]
            new += _around_new_hub(crossing)
    return gone, new


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
    """The pairs across the cut to be judged not the same, so that nobody who leaves stands with somebody who stays.

    As few as it takes, beginning with those that share an identifier; none where they part by themselves.
    """
    pairs: set[Pair] = set()
    while mixed := _mixed_clusters(records, [*judgements, *map(_not_same, sorted(pairs))], rules, shared, cut):
        for group in mixed:
            across = set(product(sorted(group & cut.leaving), sorted(group & cut.staying))) - pairs
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
    groups = partition(records.values(), judgements, rules, shared).clusters
    return [group for group in groups if group & cut.leaving and group & cut.staying]


def _not_same(pair: Pair) -> Judgement:
    left, right = sorted(pair)
    return Judgement(f"~{left}~{right}", Verdict.NOT_SAME, left, right, "", "", "")
