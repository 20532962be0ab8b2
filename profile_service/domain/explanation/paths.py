"""Reasons: the evidence between two records of a profile, what keeps two profiles apart, how one grew. Pure."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import reduce
from heapq import heappop, heappush
from itertools import combinations

from profile_service.domain.explanation.evidence import IdentityEvidence, Side, Step, StepKind
from profile_service.domain.resolution.claims import Claim
from profile_service.domain.resolution.clusters import Clusters
from profile_service.domain.resolution.comparable_records import ComparableRecord, Obstacle
from profile_service.domain.resolution.contradictions import Traits, contradiction_reasons, traits


def path(known: IdentityEvidence, a: Collection[str], b: Collection[str]) -> list[Step]:
    """The shortest way over evidence from a record of `a` to one of `b`; of several the one whose weakest step is the
    strongest. A lock is a step only where nothing else leads there; empty where nothing does at all."""
    return _path(known.evidence, a, b) or _path([*known.evidence, *_locks(known)], a, b)


def apart(known: IdentityEvidence, a: Side, b: Side) -> list[Step]:
    """What keeps two profiles apart, what people decided first; told by the records that were asked for if possible."""
    left, right = _of(known, a), _of(known, b)
    judged = list(known.between(left, right))
    shared = sorted(_shared(known, left, right), key=lambda step: step.kind is StepKind.POWERLESS)
    steps = [*judged, *_contradictions(known, left, right), *shared, *_locked(known, a, b)]
    if judged or any(step.kind is not StepKind.POWERLESS for step in shared):
        return steps
    return [*steps, Step(StepKind.NOTHING, left[0], right[0])]


def growth(known: IdentityEvidence) -> list[Step]:
    """The records in the order in which they were first loaded, each with the identifiers that joined it to those
    before it: one, the strongest, for every part that it was joined to."""
    neighbours = _neighbours(step for step in known.evidence if step.kind is StepKind.IDENTIFIER)
    part: dict[str, set[str]] = {}
    steps: list[Step] = []
    for key, record in sorted(known.records.items(), key=lambda item: (item[1].created_at, item[0])):
        part[key] = {key}
        steps.append(Step(StepKind.LOADED, left=key, at=record.created_at))
        for _, other, step in neighbours[key]:
            if other in part and other not in part[key]:
                steps.append(replace(step.read_from(key), at=record.created_at))
                part[key] |= part[other]
                part.update(dict.fromkeys(part[key], part[key]))
    return steps


def _neighbours(evidence: Iterable[Step]) -> Mapping[str, list[tuple[int, str, Step]]]:
    """Record key → rank, other record and step, the strongest first."""
    neighbours: dict[str, list[tuple[int, str, Step]]] = defaultdict(list)
    for rank, step in enumerate(evidence):
        left, right = str(step.left), str(step.right)
        neighbours[left].append((rank, right, step))
        neighbours[right].append((rank, left, step))
    return neighbours


def _path(evidence: Iterable[Step], start: Collection[str], goal: Collection[str]) -> list[Step]:
    neighbours = _neighbours(evidence)
    # By number of steps, then by the rank of the weakest one; the rest makes it the same every time.
    open: list[tuple[int, int, str, str, int, Step | None]] = []
    for key in sorted(start):
        heappush(open, (0, -1, key, "", -1, None))
    came: dict[str, tuple[str, Step | None]] = {}
    while open:
        length, weakest, key, before, _, by = heappop(open)
        if key in came:
            continue
        came[key] = before, by
        if key in goal:
            return _walked(came, key)
        for rank, other, step in neighbours[key]:
            if other not in came:
                heappush(open, (length + 1, max(weakest, rank), other, key, rank, step))
    return []


def _walked(came: Mapping[str, tuple[str, Step | None]], key: str) -> list[Step]:
    steps = []
    before, by = came[key]
    while by is not None:
        steps.append(by.read_from(before))
        before, by = came[before]
    return steps[::-1]


def _locks(known: IdentityEvidence) -> Iterator[Step]:
    locked: dict[str, list[str]] = defaultdict(list)
    for key, record in sorted(known.records.items()):
        if record.lock is not None:
            locked[record.lock].append(key)
    for keys in locked.values():
        for a, b in combinations(keys, 2):
            yield _lock(known, known.records[a].profile, a, b)


def _lock(known: IdentityEvidence, profile: str, left: str | None = None, right: str | None = None) -> Step:
    actor, at = known.locks.get(profile, ("", None))
    return Step(StepKind.LOCK, left, right, actor=actor, at=at, profile=profile)


def _of(known: IdentityEvidence, side: Side) -> list[str]:
    """The records of a side's profile, those that were asked for first."""
    keys = [key for key, record in known.records.items() if record.profile == side.profile]
    return sorted(keys, key=lambda key: (key not in side.records, key))


def _contradictions(known: IdentityEvidence, left: Sequence[str], right: Sequence[str]) -> Iterator[Step]:
    """Each way in which records of both contradict each other once."""
    told: set[str] = set()
    for a in _speakers(known, left):
        for b in _speakers(known, right):
            for reason in contradiction_reasons(a, b, known.rules):
                if reason not in told:
                    told.add(reason)
                    yield Step(StepKind.CONTRADICTION, a.key, b.key, detail=reason)


def _speakers(known: IdentityEvidence, keys: Iterable[str]) -> list[ComparableRecord]:
    """Of those who say the same the first."""
    speakers: dict[Traits, ComparableRecord] = {}
    for key in keys:
        person = known.records[key].comparable
        speakers.setdefault(traits(person, known.rules), person)
    return list(speakers.values())


def _shared(known: IdentityEvidence, left: Sequence[str], right: Sequence[str]) -> Iterator[Step]:
    """The identifiers that both hold, and why they do not join them."""
    obstacle = _obstacle(known, left, right)
    for identifier in sorted(known.holders, key=lambda i: (known.rules.type_rule(i.type).priority, i)):
        holdings = known.holders[identifier]
        rank = _usable_first(known, holdings)
        a = min((key for key in left if key in holdings), key=rank, default=None)
        b = min((key for key in right if key in holdings), key=rank, default=None)
        if a is not None and b is not None:
            yield _stopped(known, (a, holdings[a]), (b, holdings[b]), obstacle)


def _usable_first(known: IdentityEvidence, holdings: Mapping[str, Claim]) -> Callable[[str], bool]:
    return lambda key: bool(known.why_not_joining(holdings[key]))


def _stopped(known: IdentityEvidence, a: tuple[str, Claim], b: tuple[str, Claim], obstacle: Obstacle) -> Step:
    (left, mine), (right, yours) = a, b
    step = Step(StepKind.CONTESTED, left, right, mine.identifier, detail=obstacle.value)
    if disowned := [key for key, holding in (a, b) if holding.is_disowned]:
        return replace(step.read_from(disowned[0]), kind=StepKind.POWERLESS, detail="disowned")
    if powerless := known.why_not_joining(mine):
        return replace(step, kind=StepKind.POWERLESS, detail=powerless)
    if mine.ended_at or yours.ended_at:
        ended = left if mine.ended_at else right
        return replace(step.read_from(ended), kind=StepKind.ENDED, at=mine.ended_at or yours.ended_at)
    return step


def _obstacle(known: IdentityEvidence, left: Iterable[str], right: Iterable[str]) -> Obstacle:
    """What keeps identifiers from joining the two groups; where nothing does, it fits others as well."""
    people = {key: record.comparable for key, record in known.records.items()}
    joining = {i for i, holdings in known.holders.items() if not all(map(known.why_not_joining, holdings.values()))}
    groups = Clusters(people, known.rules, joining.__contains__, known.judged_different)
    a, b = (reduce(groups.join, map(groups.of, keys)) for keys in (left, right))
    return groups.obstacle(a, b) or Obstacle.AMBIGUOUS


def _locked(known: IdentityEvidence, a: Side, b: Side) -> Iterator[Step]:
    locked = {record.profile for record in known.records.values() if record.lock is not None}
    for side in (a, b):
        if side.profile in locked:
            yield _lock(known, side.profile)
