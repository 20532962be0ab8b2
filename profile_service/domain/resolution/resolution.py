"""Entity resolution: the pure function from records, judgements and rules to the partition into persons."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain, groupby

from profile_service.domain.resolution.ambiguity import ambiguous, holder_at_the_time, holder_in_turn, majority_holder
from profile_service.domain.resolution.clusters import Cluster, Clusters, are_judged_different
from profile_service.domain.resolution.comparable_records import ComparableRecord
from profile_service.domain.resolution.contested import contested_identifier, ended_claims, refused_judgements
from profile_service.domain.resolution.holders import Holders
from profile_service.domain.resolution.judgements import Judgement, Verdict, judged_different
from profile_service.domain.resolution.other_evidence import OtherEvidence
from profile_service.domain.resolution.partition import Obstacle, Partition
from profile_service.domain.resolution.rules import CANONICAL, Rules
from profile_service.domain.values.identifiers import Identifier


def partition(
    records: Iterable[ComparableRecord],
    judgements: Iterable[Judgement],
    rules: Rules,
    shared: Collection[Identifier] = frozenset(),
) -> Partition:
    """The partition of records into clusters, one for each person. Record keys are unique.

    Evidence is taken greedily: locks, then active SAME judgements, then identifiers by the priority of their type.
    Identifiers that the rules call weak or junk are no evidence, nor are those that more of these records hold than the
    hub cap, nor those in `shared`, which exceed it in the whole graph. Every result keeps these invariants:

    - Order independence: the sets of records, judgements and shared identifiers decide it, never their order.
    - Judgements win: no cluster holds two records that are judged NOT_SAME. A SAME judgement overrides contradictions,
      locks and limits; only NOT_SAME judgements refuse it. (Cannot-link and must-link constraints: Wagstaff et al.
      2001.)
    - Identifiers override nothing: they never merge two clusters of which a record of one contradicts a record of the
      other, of which one is locked, or which would exceed a limit. The evidence is then `contested`.
    - An identifier is judged as a whole: where its holders cannot all be one person, it joins none of them, but for
      those on whom something else agrees.
    - Component-wise: records are connected by a common identifier that is evidence, a SAME judgement or a lock.
      Resolving each connected component alone, with the same `shared`, gives the same as resolving all together.
    """
    records, judgements = list(records), list(judgements)
    resolution = _Resolution(records, judgements, rules, shared)
    result = resolution.result()
    disputed = {key for contested in result.contested for cluster in contested.clusters for key in cluster}
    if not disputed:
        return result
    # Only where evidence is contested can other evidence show that an identifier joined too much. Whole components are
    # resolved again, for contested evidence is all that connects clusters with each other.
    again = _Resolution(
        [record for record in records if record.key in disputed],
        judgements,
        rules,
        resolution.holders.shared.union(shared),
        foresight=True,
    ).result()
    rest = [cluster for cluster in result.clusters if disputed.isdisjoint(cluster)]
    return Partition(tuple(sorted((*rest, *again.clusters), key=min)), again.contested, again.ended_claims)


class _Resolution:
    """One run of `partition`. Clusters are merged and never split. With `foresight`, what other evidence shows about
    the holders of an identifier counts before the identifier joins them; without, only what is taken already."""

    def __init__(
        self,
        records: Sequence[ComparableRecord],
        judgements: Iterable[Judgement],
        rules: Rules,
        shared: Collection[Identifier],
        *,
        foresight: bool = False,
    ) -> None:
        self._records = {record.key: record for record in records}
        self._rules = rules
        in_force = [j for j in judgements if j.active and {j.left, j.right} <= self._records.keys()]
        self._same = [judgement for judgement in in_force if judgement.verdict is Verdict.SAME]
        self.holders = Holders(records, rules, shared)
        self._clusters = Clusters(self._records, rules, self.holders.joins, judged_different(in_force))
        self._other_evidence = OtherEvidence(self._clusters, self.holders) if foresight else None

    def result(self) -> Partition:
        # A lock confirms a profile as it is, so it comes before all evidence that might change it.
        self._merge_locked()
        # People know better than rules, so their judgements come before any identifier.
        self._apply_judgements()
        # Strong identifiers come before weak ones, for no merge is taken back: the clusters that a weak one meets then
        # hold all that may contradict it.
        unsettled = sorted(self._join_by_identifiers(self.holders.evidence))
        ended = {identifier: dict(self._ended_by_record(identifier)) for identifier in unsettled}
        contested = (contested_identifier(i, self.holders.of(i), self._clusters, ended[i]) for i in unsettled)
        return Partition(
            tuple(self._clusters.all()),
            (*contested, *refused_judgements(self._same, self._clusters)),
            dict(self._ended_claims(ended)),
        )

    def _merge_locked(self) -> None:
        """Merge the records of each lock, except those that were judged different."""
        locked: dict[str, list[str]] = defaultdict(list)
        for record in self._records.values():
            if record.lock is not None:
                locked[record.lock].append(record.key)
        for keys in locked.values():
            placed: list[Cluster] = []
            for cluster in (self._clusters.of(key) for key in sorted(keys)):
                n = next((n for n, other in enumerate(placed) if not are_judged_different(cluster, other)), None)
                if n is None:
                    placed.append(cluster)
                else:
                    placed[n] = self._clusters.merge(placed[n], cluster)

    def _apply_judgements(self) -> None:
        """Merge the records judged SAME, the judgement with the highest score first; of one score the oldest first."""
        for judgement in sorted(self._same, key=lambda j: (-j.score, j.at, j.id)):
            a, b = self._clusters.of(judgement.left), self._clusters.of(judgement.right)
            if not are_judged_different(a, b):
                self._clusters.merge(a, b)

    def _join_by_identifiers(self, evidence: list[Identifier]) -> list[Identifier]:
        """Merge the holders of each identifier, strongest identifier first; returns the identifiers that could not join
        all their holders.

        Repeated until nothing merges any more: a weaker identifier may settle to whom a stronger one belongs.
        """
        merge_count = -1
        while merge_count != self._clusters.merge_count:
            merge_count = self._clusters.merge_count
            evidence = [
                identifier
                for _, equal in groupby(evidence, key=lambda identifier: self.holders.strength(identifier)[0])
                for identifier in self._join_by_equal(list(equal))
            ]
        return evidence

    def _join_by_equal(self, evidence: list[Identifier]) -> list[Identifier]:
        """The same with identifiers of one strength, once."""
        if self._other_evidence:
            self._other_evidence.note_dividing(evidence)
        return [identifier for identifier in evidence if not self._join_holders(identifier)]

    def _join_holders(self, identifier: Identifier) -> bool:
        """Merge the holders of one identifier if they can all be one person; True where they are one cluster now."""
        keys = [holder.key for holder in self.holders.of(identifier)]
        clusters = self._clusters.of_records(keys)
        if len(clusters) > 1:
            conflict = self._conflict(identifier, clusters)
            if conflict is None:
                joined = self._corroborated(identifier, clusters)
                self._clusters.merge_all([cluster for cluster in joined if not cluster.locked] or clusters[:1])
            else:
                self._join_agreeing(identifier, clusters, conflict)
            clusters = self._clusters.of_records(keys)
        return len(clusters) == 1

    def _corroborated(self, identifier: Identifier, clusters: Sequence[Cluster]) -> Sequence[Cluster]:
        """Those of the clusters that the identifier alone may join. One whose values are reissued may be a home's:
        where somebody with a name has it, it is no evidence about a cluster without one that has something else to be
        recognised by, unless another of them has that, too. The ids that sources give are nothing to recognise a person
        by."""
        if not (self._rules.names_contradict and self._rules.type_rule(identifier.type).reissued):
            return clusters
        if not any(cluster.traits.names for cluster in clusters):
            return clusters
        others = {cluster: self._other_identifiers(cluster, identifier) for cluster in clusters}
        shared = {i for i, count in Counter(chain.from_iterable(others.values())).items() if count > 1}
        return [c for c in clusters if c.traits.names or not others[c] or not others[c].isdisjoint(shared)]

    def _other_identifiers(self, cluster: Cluster, identifier: Identifier) -> set[Identifier]:
        """The identifiers of the cluster by which a person is recognised, but for this one in whichever spelling. A
        record that its source merged away is nobody of its own."""
        living = (record for key in cluster.keys if not (record := self._records[key]).merged)
        held = {i for record in living for i in record.identifiers if self.holders.joins(i)}
        recognised = {i for i in held if i.type.removesuffix(CANONICAL) in self._rules.types}
        return recognised.difference(self.holders.spellings(identifier))

    def _conflict(self, identifier: Identifier, clusters: Sequence[Cluster]) -> Obstacle | None:
        """The reason why the holders of the identifier cannot all be one person; None where they can."""
        conflict = self._clusters.conflict(clusters)
        if conflict is None and self._other_evidence and self._other_evidence.separates(identifier, clusters):
            return Obstacle.AMBIGUOUS
        return conflict

    def _join_agreeing(self, identifier: Identifier, clusters: Sequence[Cluster], conflict: Obstacle) -> None:
        """Merge those holders of a contested identifier on whom something else agrees."""
        # A cluster that fits two persons must not go to the one that happens to come first: it waits.
        undecided = ambiguous(clusters, self._clusters)
        # A judgement is about two records; it casts no doubt on the identifier of the others.
        is_doubtful = conflict is not Obstacle.JUDGEMENT
        groups = self._related([c for c in clusters if c not in undecided], agreeing=is_doubtful)
        placed = [cluster for group in groups for cluster in self._merge_compatible(group)]
        if undecided:
            self._resolve_ambiguity(identifier, sorted(undecided, key=lambda cluster: cluster.sort_key), placed)

    def _related(self, clusters: Iterable[Cluster], *, agreeing: bool) -> list[list[Cluster]]:
        """The clusters in groups, connected by pairs that nothing separates and, if `agreeing`, whose names agree."""
        groups: list[list[Cluster]] = []
        for cluster in clusters:
            near = [
                group
                for group in groups
                if any(
                    self._clusters.obstacle(cluster, other) is None
                    and (not agreeing or cluster.traits.agree(other.traits))
                    for other in group
                )
            ]
            groups = [group for group in groups if group not in near] + [[cluster, *chain.from_iterable(near)]]
        return groups

    def _merge_compatible(self, clusters: Sequence[Cluster]) -> Sequence[Cluster]:
        """Merge the clusters if they can all be one person; returns the clusters that are left."""
        return clusters if self._clusters.conflict(clusters) else [self._clusters.merge_all(clusters)]

    def _resolve_ambiguity(self, identifier: Identifier, undecided: list[Cluster], placed: list[Cluster]) -> None:
        """Merge the undecided clusters into those to which the identifier clearly belongs: its holder at the time where
        it was given up or where values of its type are reissued, its majority holder otherwise."""
        chosen: dict[Cluster, list[Cluster]] = defaultdict(list)
        for cluster in undecided:
            candidates = [other for other in placed if self._clusters.obstacle(cluster, other) is None]
            if choice := self._clear_holder(identifier, cluster, candidates):
                chosen[choice].append(cluster)
        # All choices are made before the first merge, so that none depends on another.
        for choice, clusters in chosen.items():
            self._merge_compatible([choice, *clusters])

    def _clear_holder(self, identifier: Identifier, cluster: Cluster, candidates: list[Cluster]) -> Cluster | None:
        holders = self.holders.of(identifier)
        if self._is_given_up(identifier) and (choice := holder_at_the_time(cluster, candidates, identifier, holders)):
            return choice
        if self._rules.type_rule(identifier.type).reissued:
            return holder_in_turn(cluster, candidates, identifier, holders)
        return majority_holder(candidates, holders)

    def _is_given_up(self, identifier: Identifier) -> bool:
        """Whether a record that held it no longer states it."""
        return any(identifier in holder.former for holder in self.holders.of(identifier))

    def _ended_by_record(self, identifier: Identifier) -> Iterator[tuple[str, str]]:
        """The holders (record keys) whose claim somebody else's ended, each with the time at which it ended."""
        is_reissued = self._rules.type_rule(identifier.type).reissued
        if is_reissued or self._is_given_up(identifier):
            yield from ended_claims(identifier, self.holders.of(identifier), self._clusters, reissued=is_reissued)

    def _ended_claims(
        self, ended: Mapping[Identifier, Mapping[str, str]]
    ) -> Iterator[tuple[tuple[str, Identifier], str]]:
        """The same for every spelling: claims (record key, identifier), each with the time at which it ended."""
        for identifier, times in ended.items():
            for key, since in times.items():
                for spelling in self._clusters.identifiers(key).intersection(self.holders.spellings(identifier)):
                    yield (key, spelling), since
