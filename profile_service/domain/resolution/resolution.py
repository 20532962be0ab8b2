"""Resolution: which records are one person. Pure, and decided by the set of inputs alone, never by arrival."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable

from profile_service.domain.resolution.ambiguity import ambiguous, latest_holder, majority_holder
from profile_service.domain.resolution.clusters import Cluster, Clusters, are_judged_different
from profile_service.domain.resolution.comparable_records import ComparableRecord, Partition
from profile_service.domain.resolution.contested import contested_identifier, ended_claims, refused_judgements
from profile_service.domain.resolution.judgements import Judgement, Verdict, judged_different
from profile_service.domain.resolution.rules import Rules
from profile_service.domain.resolution.shared_identifiers import is_shared
from profile_service.domain.values.identifiers import Identifier


def partition(
    records: Iterable[ComparableRecord],
    judgements: Iterable[Judgement],
    rules: Rules,
    shared: Collection[Identifier] = frozenset(),
) -> Partition:
    """Group records into persons: locks first, then judgements, then identifiers, the strongest first.

    Keys are unique. Nobody is joined against a NOT_SAME judgement; identifiers also stop at contradictions, locks and
    limits. An identifier joins nobody where more than the rules' cap of these people hold it, or where it is one of
    `hubs`: those that are so in a wider set of people. People that share no evidence (joining identifiers, SAME
    judgements, locks) do not influence each other: one connected component at a time gives what all together give.
    """
    return _Resolution(records, judgements, rules, shared).result()


class _Resolution:
    def __init__(
        self,
        people: Iterable[ComparableRecord],
        judgements: Iterable[Judgement],
        rules: Rules,
        hubs: Collection[Identifier],
    ) -> None:
        self._records = {person.key: person for person in people}
        self._rules = rules
        self._shared = hubs
        heard = [j for j in judgements if j.active and {j.left, j.right} <= self._records.keys()]
        self._same = [judgement for judgement in heard if judgement.verdict is Verdict.SAME]
        self._holders = _holders(self._records.values())
        self._clusters = Clusters(self._records, rules, self._joins, judged_different(heard))

    def result(self) -> Partition:
        self._join_locked()
        self._apply_judgements()
        shared = (each for each, holders in self._holders.items() if len(holders) > 1 and self._joins(each))
        contested = sorted(self._join_by_identifiers(sorted(shared, key=self._strength)))
        contests = [
            contested_identifier(identifier, self._holders[identifier], self._clusters) for identifier in contested
        ]
        over = {
            (key, identifier): since
            for identifier in contested
            if self._rules.type_rule(identifier.type).reissued
            for key, since in ended_claims(self._holders[identifier], self._clusters)
        }
        return Partition(
            tuple(self._clusters.all()), (*contests, *refused_judgements(self._same, self._clusters)), over
        )

    def _joins(self, identifier: Identifier) -> bool:
        if identifier in self._shared or is_shared(len(self._holders[identifier]), self._rules):
            return False
        return self._rules.joins(identifier)

    def _strength(self, identifier: Identifier) -> tuple[int, Identifier]:
        return self._rules.type_rule(identifier.type).priority, identifier

    def _join_locked(self) -> None:
        locked: dict[str, list[str]] = defaultdict(list)
        for person in self._records.values():
            if person.lock is not None:
                locked[person.lock].append(person.key)
        for keys in locked.values():
            self._merge_compatible([self._clusters.of(key) for key in sorted(keys)], are_judged_different)

    def _apply_judgements(self) -> None:
        """Join what people said is the same, the surest first."""
        for judgement in sorted(self._same, key=lambda j: (-j.score, j.at, j.id)):
            a, b = self._clusters.of(judgement.left), self._clusters.of(judgement.right)
            if not are_judged_different(a, b):
                self._clusters.join(a, b)

    def _join_by_identifiers(self, evidence: list[Identifier]) -> list[Identifier]:
        """Join by identifiers; what is left are those that could not join all their holders.

        Again from the start as long as that joins somebody: weaker evidence may tell to whom stronger one belongs.
        """
        joined = -1
        while joined != self._clusters.joined:
            joined = self._clusters.joined
            evidence = [identifier for identifier in evidence if not self._join_holders(identifier)]
        return evidence

    def _join_holders(self, identifier: Identifier) -> bool:
        """Join what one identifier may join; whether that is all of its holders."""
        keys = [holder.key for holder in self._holders[identifier]]
        groups = self._clusters.holding(keys)
        if len(groups) == 1:
            return True
        undecided = ambiguous(groups, self._clusters)
        placed = self._merge_compatible([group for group in groups if group not in undecided], self._cannot_merge)
        if undecided:
            self._resolve_ambiguity(identifier, sorted(undecided, key=lambda group: group.order), placed)
        return len(self._clusters.holding(keys)) == 1

    def _merge_compatible(self, groups: Iterable[Cluster], apart: Callable[[Cluster, Cluster], bool]) -> list[Cluster]:
        """Join each of the groups to the first of those before it from which it is not apart."""
        placed: list[Cluster] = []
        for group in groups:
            place = next((n for n, other in enumerate(placed) if not apart(group, other)), None)
            if place is None:
                placed.append(group)
            else:
                placed[place] = self._clusters.join(placed[place], group)
        return placed

    def _resolve_ambiguity(self, identifier: Identifier, undecided: list[Cluster], placed: list[Cluster]) -> None:
        """Join torn groups where it is told to whom the identifier belongs: by time where it changes hands, by how
        many records hold it otherwise."""
        holders, reissued = self._holders[identifier], self._rules.type_rule(identifier.type).reissued
        chosen: list[tuple[Cluster, str]] = []
        for group in undecided:
            fitting = [other for other in placed if not self._cannot_merge(group, other)]
            choice = latest_holder(group, fitting, holders) if reissued else majority_holder(fitting, holders)
            if choice:
                chosen.append((group, choice.least))
        for group, key in chosen:
            self._merge_compatible([self._clusters.of(key), group], self._cannot_merge)

    def _cannot_merge(self, a: Cluster, b: Cluster) -> bool:
        return self._clusters.obstacle(a, b) is not None


def _holders(people: Iterable[ComparableRecord]) -> dict[Identifier, list[ComparableRecord]]:
    """Identifiers with the records that hold them, by key."""
    holders: dict[Identifier, list[ComparableRecord]] = defaultdict(list)
    for person in sorted(people, key=lambda person: person.key):
        for identifier in person.identifiers:
            holders[identifier].append(person)
    return holders
