"""Entity resolution: which records are one person. Pure, and decided by the set of inputs, never by their order."""

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
    """The clusters of records that are one person each: by locks first, then by judgements, then by identifiers, the
    strongest first.

    Record keys are unique. The result depends on the set of inputs alone, not on their order. NOT_SAME judgements
    always win; identifiers also stop at contradictions, locks and limits. An identifier joins nobody where more of
    these records hold it than the rules' hub cap, or where it is one of `shared`, those of which that is so in the
    whole graph. Records that share no evidence (joining identifiers, SAME judgements, locks) do not influence one
    another: resolving one connected component at a time gives the same clusters as resolving all together."""
    return _Resolution(records, judgements, rules, shared).result()


class _Resolution:
    """One run of `partition`: clusters are joined, never taken apart."""

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
        # A lock confirms a profile as it is, so it comes before anything that might change it.
        self._join_locked()
        # People know better than rules: what they judged is taken before any identifier.
        self._apply_judgements()
        # The strongest identifiers first, so that weaker ones meet clusters that are as complete as they can be.
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

    def _join_locked(self) -> None:
        """Join the records of each lock, but for those that were judged to be different."""
        locked: dict[str, list[str]] = defaultdict(list)
        for record in self._records.values():
            if record.lock is not None:
                locked[record.lock].append(record.key)
        for keys in locked.values():
            self._merge_compatible([self._clusters.of(key) for key in sorted(keys)], are_judged_different)

    def _apply_judgements(self) -> None:
        """Join the records that people judged to be the same, the surest judgement first."""
        for judgement in sorted(self._same, key=lambda j: (-j.score, j.at, j.id)):
            a, b = self._clusters.of(judgement.left), self._clusters.of(judgement.right)
            if not are_judged_different(a, b):
                self._clusters.join(a, b)

    def _join_by_identifiers(self, evidence: list[Identifier]) -> list[Identifier]:
        """Join by identifiers; returns those that could not join all their holders.

        It starts again as long as that joins anything: weaker evidence may show to whom a stronger identifier belongs.
        """
        joined = -1
        while joined != self._clusters.joined:
            joined = self._clusters.joined
            evidence = [identifier for identifier in evidence if not self._join_holders(identifier)]
        return evidence

    def _join_holders(self, identifier: Identifier) -> bool:
        """Join the holders of one identifier as far as they may be joined; whether these are all of them."""
        keys = [holder.key for holder in self._holders[identifier]]
        clusters = self._clusters.of_records(keys)
        if len(clusters) == 1:
            return True
        undecided = ambiguous(clusters, self._clusters)
        placed = self._merge_compatible([c for c in clusters if c not in undecided], self._cannot_merge)
        if undecided:
            self._resolve_ambiguity(identifier, sorted(undecided, key=lambda cluster: cluster.order), placed)
        return len(self._clusters.of_records(keys)) == 1

    def _merge_compatible(
        self, clusters: Iterable[Cluster], incompatible: Callable[[Cluster, Cluster], bool]
    ) -> list[Cluster]:
        """Join each cluster to the first of those before it with which it is compatible; returns the clusters left."""
        placed: list[Cluster] = []
        for cluster in clusters:
            place = next((n for n, other in enumerate(placed) if not incompatible(cluster, other)), None)
            if place is None:
                placed.append(cluster)
            else:
                placed[place] = self._clusters.join(placed[place], cluster)
        return placed

    def _resolve_ambiguity(self, identifier: Identifier, undecided: list[Cluster], placed: list[Cluster]) -> None:
        """Join ambiguous clusters where it is clear to whom the identifier belongs: by time for a type whose values are
        reissued, by how many records hold it for others."""
        holders, reissued = self._holders[identifier], self._rules.type_rule(identifier.type).reissued
        chosen: list[tuple[Cluster, str]] = []
        for cluster in undecided:
            candidates = [other for other in placed if not self._cannot_merge(cluster, other)]
            choice = latest_holder(cluster, candidates, holders) if reissued else majority_holder(candidates, holders)
            if choice:
                chosen.append((cluster, choice.least))
        for cluster, key in chosen:
            self._merge_compatible([self._clusters.of(key), cluster], self._cannot_merge)

    def _cannot_merge(self, a: Cluster, b: Cluster) -> bool:
        return self._clusters.obstacle(a, b) is not None

    def _ended_claims(self, contested: Iterable[Identifier]) -> Iterator[tuple[tuple[str, Identifier], str]]:
        """Claims (record key, identifier) on values that were reissued, with the time from which they do not hold."""
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
