"""`python -m tests.bench.quality`: how well records become persons where the truth is known."""

import gc
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import combinations

from profile_service.domain.resolution.comparable_records import ComparableRecord
from profile_service.domain.resolution.resolution import partition
from profile_service.domain.resolution.rules import Rules
from profile_service.domain.values.identifiers import Identifier
from profile_service.service.declared.identity_rules import packaged_rules
from profile_service.service.ingestion.read_ahead import GARBAGE_THRESHOLD
from tests.bench.figures import Figures
from tests.bench.truths import known
from tests.rig.populations import Known

_FLOOR, _OURS = "plain components", "with contradictions"
_WORDS = {"precision": "precision", "recall": "recall", "f1": "F1 of pairs", "b_f1": "F1 of B-cubed"}
_HEAD = "| records | joined by | precision | recall | F1 | B³ precision | B³ recall | B³ F1 | largest | false pairs |"

Groups = Iterable[Iterable[str]]


@dataclass(frozen=True)
class Score:
    """Shares in percent: of pairs, and (B-cubed) of records. `largest`: records of the largest person found."""

    precision: float
    recall: float
    b_precision: float
    b_recall: float
    largest: int
    false_pairs: Counter[str]

    @property
    def f1(self) -> float:
        return _f1(self.precision, self.recall)

    @property
    def b_f1(self) -> float:
        return _f1(self.b_precision, self.b_recall)


def score(groups: Groups, of: Known) -> Score:
    parts = [Counter(of.owner[key] for key in group) for group in groups]
    sizes = Counter(of.owner.values())
    made, right = sum(_pairs(p.total()) for p in parts), sum(_pairs(n) for p in parts for n in p.values())
    false = Counter[str]()
    for part in parts:
        for (a, n), (b, m) in combinations(sorted(part.items()), 2):
            false[of.relation(a, b)] += n * m
    return Score(
        precision=100 * right / made if made else 100.0,
        recall=100 * right / sum(map(_pairs, sizes.values())),
        b_precision=100 * sum(n * n / p.total() for p in parts for n in p.values()) / sizes.total(),
        b_recall=100 * sum(n * n / sizes[owner] for p in parts for owner, n in p.items()) / sizes.total(),
        largest=max(part.total() for part in parts),
        false_pairs=false,
    )


def _pairs(n: int) -> int:
    return n * (n - 1) // 2


def _f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def components(records: Mapping[str, Iterable[Identifier]]) -> list[frozenset[str]]:
    """Plain connected components: whoever shares an identifier is one person. Sorted by smallest key."""
    parent = {key: key for key in records}

    def root(key: str) -> str:
        while parent[key] != key:
            parent[key] = key = parent[parent[key]]
        return key

    holders: dict[Identifier, str] = {}
    for key, identifiers in records.items():
        for identifier in identifiers:
            low, high = sorted((root(key), root(holders.setdefault(identifier, key))))
            parent[high] = low
    members: dict[str, list[str]] = defaultdict(list)
    for key in parent:
        members[root(key)].append(key)
    return [frozenset(members[key]) for key in sorted(members)]


def joining(people: Iterable[ComparableRecord], rules: Rules) -> dict[str, list[Identifier]]:
    """What may join people when nothing else is asked: neither weak nor junk, and on no more records than the cap."""
    counts = Counter(i for person in people for i in person.identifiers)
    counting = {i for i, n in counts.items() if n <= rules.hub_cap and rules.joins(i)}
    return {person.key: sorted(person.identifiers & counting) for person in people}


def ways(of: Known, rules: Rules) -> dict[str, Callable[[], Groups]]:
    """Name → how to group the records."""
    lenient = replace(rules, names_contradict=False, birth_dates_contradict=False, single_valued_types=())
    people = of.people
    return {
        "plain components, junk and hubs too": lambda: components({p.key: p.identifiers for p in people}),
        _FLOOR: lambda: components(joining(people, rules)),
        "without contradictions": lambda: partition(people, (), lenient).clusters,
        _OURS: lambda: partition(people, (), rules).clusters,
    }


def measure(figures: Figures) -> None:
    """Print how each set comes out in each way, and keep the figures of ours beside those of plain components."""
    rules = packaged_rules()
    for of in known():
        rate = _rate(of, rules)  # first, while no name of theirs has been compared yet
        scores = {name: score(group(), of) for name, group in ways(of, rules).items()}
        print(_HEAD, "|---" * 10 + "|", *_rows(of, scores), sep="\n", flush=True)
        for what in ("precision", "recall", "f1", "b_f1"):
            values = [float(getattr(scores[name], what)) for name in (_OURS, _FLOOR)]
            figures.add(f"identity, {of.title}: {_WORDS[what]}", "none", values[0], "%", values[1])
        figures.add(f"identity, {of.title}: resolved", "none", rate, "records/s")


def _rate(of: Known, rules: Rules) -> float:
    """Records a second, with garbage looked for as seldom as while loading."""
    thresholds = gc.get_threshold()
    gc.collect()
    gc.set_threshold(GARBAGE_THRESHOLD)
    start = time.perf_counter()
    partition(of.people, (), rules)
    taken = time.perf_counter() - start
    gc.set_threshold(*thresholds)
    return len(of.people) / taken


def _rows(of: Known, scores: Mapping[str, Score]) -> Iterator[str]:
    for name, s in scores.items():
        shares = (s.precision, s.recall, s.f1, s.b_precision, s.b_recall, s.b_f1)
        false = ", ".join(f"{count:,} {kin}" for kin, count in s.false_pairs.most_common())
        yield f"| {of.title} | {name} | {' | '.join(f'{x:.1f}' for x in shares)} | {s.largest:,} | {false or 'none'} |"


if __name__ == "__main__":
    measure(Figures())
