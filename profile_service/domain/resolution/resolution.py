"""Entity resolution: the pure function from records, judgements and rules to the partition into persons."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator

from profile_service.domain.resolution.ambiguity import ambiguous, latest_holder, majority_holder
from profile_service.domain.resolution.clusters import Cluster, Clusters, are_judged_different
from profile_service.domain.resolution.comparable_records import ComparableRecord
from profile_service.domain.resolution.contested import contested_identifier, ended_claims, refused_judgements
from profile_service.domain.resolution.judgements import Judgement, Verdict, judged_different
from profile_service.domain.resolution.partition import Partition
from profile_service.domain.resolution.rules import Rules
from profile_service.domain.resolution.shared_identifiers import is_shared
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
    - Component-wise: records are connected by a common identifier that is evidence, a SAME judgement or a lock.
      Resolving each connected component alone, with the same `shared`, gives the same as resolving all together.
    """
    return _Resolution(records, judgements, rules, shared).result()


class _Resolution:
    """One run of `partition`. Clusters are merged and never split."""

    def __init__(
        self,
        records: Iterable[ComparableRecord],
        judgements: Iterable[Judgement],
        rules: Rules,
        shared: Collection[Identifier],
    ) -> None:
        self._records = {record.key: record for record in records}
        self._rules = rules
        self._shared = shared
        in_force = [j for j in judgements if j.active and {j.left, j.right} <= self._records.keys()]
        self._same = [judgement for judgement in in_force if judgement.verdict is Verdict.SAME]
        self._holders = _holders(self._records.values())
        self._clusters = Clusters(self._records, rules, self._joins, judged_different(in_force))

    def result(self) -> Partition:
        # A lock confirms a profile as it is, so it comes before all evidence that might change it.
        self._merge_locked()
        # People know better than rules, so their judgements come before any identifier.
        self._apply_judgements()
        # Strong identifiers come before weak ones, for no merge is taken back: the clusters that a weak one meets then
        # hold all that may contradict it.
        joining = [i for i, holders in self._holders.items() if len(holders) > 1 and self._joins(i)]
        contested = sorted(self._join_by_identifiers(sorted(joining, key=self._strength)))
        refused = refused_judgements(self._same, self._clusters)
        return Partition(
            tuple(self._clusters.all()),
            (*(contested_identifier(i, self._holders[i], self._clusters) for i in contested), *refused),
            dict(self._ended_claims(contested)),
        )

    def _joins(self, identifier: Identifier) -> bool:
        if identifier in self._shared or is_shared(len(self._holders[identifier]), self._rules):
            return False
        return self._rules.joins(identifier)

    def _strength(self, identifier: Identifier) -> tuple[int, Identifier]:
        return self._rules.type_rule(identifier.type).priority, identifier

    def _merge_locked(self) -> None:
        """Merge the records of each lock, except those that were judged different."""
        locked: dict[str, list[str]] = defaultdict(list)
        for record in self._records.values():
            if record.lock is not None:
                locked[record.lock].append(record.key)
        for keys in locked.values():
            self._merge_compatible([self._clusters.of(key) for key in sorted(keys)], are_judged_different)

    def _apply_judgements(self) -> None:
        """Merge the records judged SAME, the judgement with the highest score first; of one score the oldest first."""
        for judgement in sorted(self._same, key=lambda j: (-j.score, j.at, j.id)):
            a, b = self._clusters.of(judgement.left), self._clusters.of(judgement.right)
            if not are_judged_different(a, b):
                self._clusters.merge(a, b)

    def _join_by_identifiers(self, evidence: list[Identifier]) -> list[Identifier]:
        """Merge the holders of each identifier as far as they are compatible, strongest identifier first; returns the
        identifiers that could not join all their holders.

        Repeated until nothing merges any more: a weaker identifier may settle to whom a stronger one belongs.
        """
        merge_count = -1
        while merge_count != self._clusters.merge_count:
            merge_count = self._clusters.merge_count
            evidence = [identifier for identifier in evidence if not self._join_holders(identifier)]
        return evidence

    def _join_holders(self, identifier: Identifier) -> bool:
        """Merge the holders of one identifier as far as they are compatible; True where they are one cluster now."""
        keys = [holder.key for holder in self._holders[identifier]]
        clusters = self._clusters.of_records(keys)
        if len(clusters) == 1:
            return True
        # A cluster that fits two persons must not go to the one that happens to come first: it waits.
        undecided = ambiguous(clusters, self._clusters)
        placed = self._merge_compatible([c for c in clusters if c not in undecided], self._cannot_merge)
        if undecided:
            self._resolve_ambiguity(identifier, sorted(undecided, key=lambda cluster: cluster.sort_key), placed)
        return len(self._clusters.of_records(keys)) == 1

    def _merge_compatible(
        self, clusters: Iterable[Cluster], incompatible: Callable[[Cluster, Cluster], bool]
    ) -> list[Cluster]:
        """Merge each cluster into the first one before it that is compatible; returns the clusters that are left."""
        placed: list[Cluster] = []
        for cluster in clusters:
            place = next((n for n, other in enumerate(placed) if not incompatible(cluster, other)), None)
            if place is None:
                placed.append(cluster)
            else:
                placed[place] = self._clusters.merge(placed[place], cluster)
        return placed

    def _resolve_ambiguity(self, identifier: Identifier, undecided: list[Cluster], placed: list[Cluster]) -> None:
        """Merge the undecided clusters into those to which the identifier clearly belongs: its latest holder where
        values of its type are reissued, its majority holder otherwise."""
        holders, reissued = self._holders[identifier], self._rules.type_rule(identifier.type).reissued
        chosen: list[tuple[Cluster, str]] = []
        for cluster in undecided:
            candidates = [other for other in placed if not self._cannot_merge(cluster, other)]
            choice = latest_holder(cluster, candidates, holders) if reissued else majority_holder(candidates, holders)
            if choice:
                chosen.append((cluster, choice.smallest_key))
        # All choices are made before the first merge, so that none depends on another. A choice is kept as a record's
        # key, because its cluster may have been merged into another one meanwhile.
        for cluster, key in chosen:
            self._merge_compatible([self._clusters.of(key), cluster], self._cannot_merge)

    def _cannot_merge(self, a: Cluster, b: Cluster) -> bool:
        return self._clusters.obstacle(a, b) is not None

    def _ended_claims(self, contested: Iterable[Identifier]) -> Iterator[tuple[tuple[str, Identifier], str]]:
        """Claims (record key, identifier) on values that were reissued, each with the time at which it ended."""
        for identifier in contested:
            if self._rules.type_rule(identifier.type).reissued:
                for key, since in ended_claims(self._holders[identifier], self._clusters):
                    yield (key, identifier), since


def _holders(records: Iterable[ComparableRecord]) -> dict[Identifier, list[ComparableRecord]]:
    """Identifier → the records that hold it, sorted by key."""
    holders: dict[Identifier, list[ComparableRecord]] = defaultdict(list)
    for record in sorted(records, key=lambda record: record.key):
        for identifier in record.identifiers:
            holders[identifier].append(record)
    return holders
