"""Paths of evidence: between two records, between two profiles that are separate, and of a profile as it grew."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import reduce
from heapq import heappop, heappush
from itertools import combinations

from profile_service.domain.explanation.evidence import IdentityEvidence, Side, Step, StepKind
from profile_service.domain.resolution.claims import Claim
from profile_service.domain.resolution.clusters import Clusters
from profile_service.domain.resolution.comparable_records import ComparableRecord
from profile_service.domain.resolution.contradictions import Traits, contradiction_reasons, traits
from profile_service.domain.resolution.partition import Obstacle


def path(evidence: IdentityEvidence, a: Collection[str], b: Collection[str]) -> list[Step]:
    """The shortest path of evidence from a record of `a` to one of `b` (keys); of several the one whose weakest step is
    the strongest. Contested identifiers are steps only where nothing else leads there, and then locks. Empty where no
    evidence does."""
    settled = [step for step in evidence.joining if not evidence.is_contested(step.identifier)]
    return _path(settled, a, b) or _path(evidence.joining, a, b) or _path([*evidence.joining, *_locks(evidence)], a, b)


def separation(evidence: IdentityEvidence, a: Side, b: Side) -> list[Step]:
    """The reasons why two profiles are not one, judgements first; of the records that were asked about where possible.
    Never empty: a step of the kind NOTHING says that no judgement and no usable identifier connects them."""
    left, right = _records_of(evidence, a), _records_of(evidence, b)
    judged = list(evidence.between(left, right))
    shared = sorted(_shared(evidence, left, right), key=lambda step: step.kind is StepKind.POWERLESS)
    steps = [*judged, *_contradictions(evidence, left, right), *shared, *_locked(evidence, a, b)]
    if judged or any(step.kind is not StepKind.POWERLESS for step in shared):
        return steps
    return [*steps, Step(StepKind.NOTHING, left[0], right[0])]


def joining_steps(evidence: IdentityEvidence) -> list[Step]:
    """The records in the order in which they were first loaded, each followed by the identifiers that joined it to the
    earlier ones: the strongest one for each part of them that was not connected with another yet."""
    neighbours = _neighbours(step for step in evidence.joining if step.kind is StepKind.IDENTIFIER)
    part: dict[str, set[str]] = {}
    steps: list[Step] = []
    for key, record in sorted(evidence.records.items(), key=lambda item: (item[1].created_at, item[0])):
        part[key] = {key}
        steps.append(Step(StepKind.LOADED, left=key, at=record.created_at))
        for _, other, step in neighbours[key]:
            if other in part and other not in part[key]:
                steps.append(replace(step.read_from(key), at=record.created_at))
                part[key] |= part[other]
                part.update(dict.fromkeys(part[key], part[key]))
    return steps


def _neighbours(evidence: Iterable[Step]) -> Mapping[str, list[tuple[int, str, Step]]]:
    """Record key → its steps as (rank, other record, step), the strongest first."""
    neighbours: dict[str, list[tuple[int, str, Step]]] = defaultdict(list)
    for rank, step in enumerate(evidence):
        left, right = str(step.left), str(step.right)
        neighbours[left].append((rank, right, step))
        neighbours[right].append((rank, left, step))
    return neighbours


def _path(evidence: Iterable[Step], start: Collection[str], goal: Collection[str]) -> list[Step]:
    neighbours = _neighbours(evidence)
    # Dijkstra's algorithm: a path costs its number of steps, then the rank of its weakest step. Record keys settle the
    # choice between equal paths, so that it is the same every time.
    queue: list[tuple[int, int, str, str, int, Step | None]] = []
    for key in sorted(start):
        heappush(queue, (0, -1, key, "", -1, None))
    reached: dict[str, tuple[str, Step | None]] = {}
    while queue:
        length, weakest, key, previous, _, last_step = heappop(queue)
        if key in reached:
            continue
        reached[key] = previous, last_step
        if key in goal:
            return _steps_to(reached, key)
        for rank, other, step in neighbours[key]:
            if other not in reached:
                heappush(queue, (length + 1, max(weakest, rank), other, key, rank, step))
    return []


def _steps_to(reached: Mapping[str, tuple[str, Step | None]], key: str) -> list[Step]:
    """The steps of the path to a record. `reached`: record key → the record before it and the step between them."""
    steps = []
    previous, step = reached[key]
    while step is not None:
        steps.append(step.read_from(previous))
        previous, step = reached[previous]
    return steps[::-1]


def _locks(evidence: IdentityEvidence) -> Iterator[Step]:
    locked: dict[str, list[str]] = defaultdict(list)
    for key, record in sorted(evidence.records.items()):
        if record.lock is not None:
            locked[record.lock].append(key)
    for keys in locked.values():
        for a, b in combinations(keys, 2):
            yield _lock(evidence, evidence.records[a].profile, a, b)


def _lock(evidence: IdentityEvidence, profile: str, left: str | None = None, right: str | None = None) -> Step:
    actor, at = evidence.locks.get(profile, ("", None))
    return Step(StepKind.LOCK, left, right, actor=actor, at=at, profile=profile)


def _records_of(evidence: IdentityEvidence, side: Side) -> list[str]:
    """The records of a side's profile (keys), those that were asked about first."""
    keys = [key for key, record in evidence.records.items() if record.profile == side.profile]
    return sorted(keys, key=lambda key: (key not in side.records, key))


def _contradictions(evidence: IdentityEvidence, left: Sequence[str], right: Sequence[str]) -> Iterator[Step]:
    """Each reason why a record of one side contradicts one of the other, once, with how many more pairs that state
    something else it holds for."""
    pairs: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for a in _distinct_records(evidence, left):
        for b in _distinct_records(evidence, right):
            for reason in contradiction_reasons(a, b, evidence.rules):
                pairs[reason].append((a.key, b.key))
    for reason, contradicting in pairs.items():
        yield Step(StepKind.CONTRADICTION, *contradicting[0], detail=reason, more=len(contradicting) - 1)


def _distinct_records(evidence: IdentityEvidence, keys: Iterable[str]) -> list[ComparableRecord]:
    """The records without those whose traits equal an earlier one's."""
    by_traits: dict[Traits, ComparableRecord] = {}
    for key in keys:
        record = evidence.records[key].comparable
        by_traits.setdefault(traits(record, evidence.rules), record)
    return list(by_traits.values())


def _shared(evidence: IdentityEvidence, left: Sequence[str], right: Sequence[str]) -> Iterator[Step]:
    """The identifiers that both sides hold, each with the reason why it does not join them."""
    obstacle = _obstacle(evidence, left, right)
    for identifier in sorted(evidence.holders, key=lambda i: (evidence.rules.type_rule(i.type).priority, i)):
        claims = evidence.holders[identifier]
        rank = _usable_first(evidence, claims)
        a = min((key for key in left if key in claims), key=rank, default=None)
        b = min((key for key in right if key in claims), key=rank, default=None)
        if a is not None and b is not None:
            yield _obstructed(evidence, (a, claims[a]), (b, claims[b]), obstacle)


def _usable_first(evidence: IdentityEvidence, claims: Mapping[str, Claim]) -> Callable[[str], bool]:
    return lambda key: bool(evidence.why_not_joining(claims[key]))


def _obstructed(
    evidence: IdentityEvidence, a: tuple[str, Claim], b: tuple[str, Claim], obstacle: Obstacle | None
) -> Step:
    (left, left_claim), (right, right_claim) = a, b
    # Where nothing separates the two, the reason is what the holders of the identifier are as a whole.
    reason = obstacle.value if obstacle else left_claim.obstacle or Obstacle.AMBIGUOUS.value
    step = Step(StepKind.CONTESTED, left, right, left_claim.identifier, detail=reason)
    if disowned := [key for key, claim in (a, b) if claim.is_disowned]:
        return replace(step.read_from(disowned[0]), kind=StepKind.POWERLESS, detail="disowned")
    if why := evidence.why_not_joining(left_claim):
        return replace(step, kind=StepKind.POWERLESS, detail=why)
    if left_claim.ended_at or right_claim.ended_at:
        ended = left if left_claim.ended_at else right
        return replace(step.read_from(ended), kind=StepKind.ENDED, at=left_claim.ended_at or right_claim.ended_at)
    return step


def _obstacle(evidence: IdentityEvidence, left: Iterable[str], right: Iterable[str]) -> Obstacle | None:
    """The obstacle between the two sides; None where they could be one person."""
    comparable = {key: record.comparable for key, record in evidence.records.items()}
    joining = {i for i, claims in evidence.holders.items() if not all(map(evidence.why_not_joining, claims.values()))}
    clusters = Clusters(comparable, evidence.rules, joining.__contains__, evidence.judged_different)
    a, b = (reduce(clusters.merge, map(clusters.of, keys)) for keys in (left, right))
    return clusters.obstacle(a, b)


def _locked(evidence: IdentityEvidence, a: Side, b: Side) -> Iterator[Step]:
    locked = {record.profile for record in evidence.records.values() if record.lock is not None}
    for side in (a, b):
        if side.profile in locked:
            yield _lock(evidence, side.profile)
