"""Resolution: which records are one person. Pure, and decided by the set of inputs alone, never by arrival."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable

from profile_service.domain.resolution.ambiguity import latest, prevailing, torn
from profile_service.domain.resolution.clusters import Group, Groups, judged_apart
from profile_service.domain.resolution.comparable_records import Partition, Person
from profile_service.domain.resolution.contested import contest, ended, refused
from profile_service.domain.resolution.judgements import Judgement, Verdict
from profile_service.domain.resolution.rules import Rules
from profile_service.domain.values.identifiers import Identifier


def partition(
    people: Iterable[Person],
    judgements: Iterable[Judgement],
    rules: Rules,
    hubs: Collection[Identifier] = frozenset(),
) -> Partition:
    """Group records into persons: locks first, then judgements, then identifiers, the strongest first.

    Keys are unique. Nobody is joined against a NOT_SAME judgement; identifiers also stop at contradictions, locks and
    limits. An identifier joins nobody where more than the rules' cap of these people hold it, or where it is one of
    `hubs`: those that are so in a wider set of people. People that share no evidence (joining identifiers, SAME
    judgements, locks) do not influence each other: one connected component at a time gives what all together give.
    """
    return _Resolution(people, judgements, rules, hubs).result()


class _Resolution:
    def __init__(
        self,
        people: Iterable[Person],
        judgements: Iterable[Judgement],
        rules: Rules,
        hubs: Collection[Identifier],
    ) -> None:
        self._people = {person.key: person for person in people}
        self._rules = rules
        self._hubs = hubs
        heard = [j for j in judgements if j.active and {j.left, j.right} <= self._people.keys()]
        self._same = [judgement for judgement in heard if judgement.verdict is Verdict.SAME]
        self._holders = _holders(self._people.values())
        self._groups = Groups(self._people, rules, self._joins, _foes(heard))

    def result(self) -> Partition:
        self._lock()
        self._obey()
        shared = (each for each, holders in self._holders.items() if len(holders) > 1 and self._joins(each))
        contested = sorted(self._follow(sorted(shared, key=self._strength)))
        contests = [contest(identifier, self._holders[identifier], self._groups) for identifier in contested]
        over = {
            (key, identifier): since
            for identifier in contested
            if self._rules.of(identifier.type).reissued
            for key, since in ended(self._holders[identifier], self._groups)
        }
        return Partition(tuple(self._groups.all()), (*contests, *refused(self._same, self._groups)), over)

    def _joins(self, identifier: Identifier) -> bool:
        few = len(self._holders[identifier]) <= self._rules.hub_cap and identifier not in self._hubs
        return few and self._rules.joins(identifier)

    def _strength(self, identifier: Identifier) -> tuple[int, Identifier]:
        return self._rules.of(identifier.type).priority, identifier

    def _lock(self) -> None:
        locked: dict[str, list[str]] = defaultdict(list)
        for person in self._people.values():
            if person.lock is not None:
                locked[person.lock].append(person.key)
        for keys in locked.values():
            self._place([self._groups.of(key) for key in sorted(keys)], judged_apart)

    def _obey(self) -> None:
        """Join what people said is the same, the surest first."""
        for judgement in sorted(self._same, key=lambda j: (-j.score, j.at, j.id)):
            a, b = self._groups.of(judgement.left), self._groups.of(judgement.right)
            if not judged_apart(a, b):
                self._groups.join(a, b)

    def _follow(self, evidence: list[Identifier]) -> list[Identifier]:
        """Join by identifiers; what is left are those that could not join all their holders.

        Again from the start as long as that joins somebody: weaker evidence may tell to whom stronger one belongs.
        """
        joined = -1
        while joined != self._groups.joined:
            joined = self._groups.joined
            evidence = [identifier for identifier in evidence if not self._take(identifier)]
        return evidence

    def _take(self, identifier: Identifier) -> bool:
        """Join what one identifier may join; whether that is all of its holders."""
        keys = [holder.key for holder in self._holders[identifier]]
        groups = self._groups.holding(keys)
        if len(groups) == 1:
            return True
        undecided = torn(groups, self._groups)
        placed = self._place([group for group in groups if group not in undecided], self._kept_apart)
        if undecided:
            self._settle(identifier, sorted(undecided, key=lambda group: group.order), placed)
        return len(self._groups.holding(keys)) == 1

    def _place(self, groups: Iterable[Group], apart: Callable[[Group, Group], bool]) -> list[Group]:
        """Join each of the groups to the first of those before it from which it is not apart."""
        placed: list[Group] = []
        for group in groups:
            place = next((n for n, other in enumerate(placed) if not apart(group, other)), None)
            if place is None:
                placed.append(group)
            else:
                placed[place] = self._groups.join(placed[place], group)
        return placed

    def _settle(self, identifier: Identifier, undecided: list[Group], placed: list[Group]) -> None:
        """Join torn groups where it is told to whom the identifier belongs: by time where it changes hands, by how
        many records hold it otherwise."""
        holders, reissued = self._holders[identifier], self._rules.of(identifier.type).reissued
        chosen: list[tuple[Group, str]] = []
        for group in undecided:
            fitting = [other for other in placed if not self._kept_apart(group, other)]
            choice = latest(group, fitting, holders) if reissued else prevailing(fitting, holders)
            if choice:
                chosen.append((group, choice.least))
        for group, key in chosen:
            self._place([self._groups.of(key), group], self._kept_apart)

    def _kept_apart(self, a: Group, b: Group) -> bool:
        return self._groups.obstacle(a, b) is not None


def _holders(people: Iterable[Person]) -> dict[Identifier, list[Person]]:
    """Identifiers with the records that hold them, by key."""
    holders: dict[Identifier, list[Person]] = defaultdict(list)
    for person in sorted(people, key=lambda person: person.key):
        for identifier in person.identifiers:
            holders[identifier].append(person)
    return holders


def _foes(judgements: Iterable[Judgement]) -> dict[str, set[str]]:
    """Record key → the records that somebody judged to be others."""
    foes: dict[str, set[str]] = defaultdict(set)
    for judgement in judgements:
        if judgement.verdict is Verdict.NOT_SAME and judgement.left != judgement.right:
            foes[judgement.left].add(judgement.right)
            foes[judgement.right].add(judgement.left)
    return foes
