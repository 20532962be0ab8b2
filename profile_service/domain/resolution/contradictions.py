"""Contradictions: attributes and identifiers of two records that cannot belong to one person."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum
from functools import lru_cache
from itertools import product

from rapidfuzz.distance import Levenshtein

from profile_service.domain.resolution.birth_dates import birth_date
from profile_service.domain.resolution.canonical_form import distinct_value
from profile_service.domain.resolution.comparable_records import ComparableRecord
from profile_service.domain.resolution.given_names import ComparableName, are_alike, comparable_name, may_be_one
from profile_service.domain.resolution.rules import Rules
from profile_service.domain.values.quantities import counted

# By the distance of Levenshtein (1966), in which two digits exchanged are two edits.
_MAX_EDITS = 2


@dataclass(frozen=True, slots=True)
class Traits:
    """The distinct traits that one or more records state of their person, as far as the rules compare them.

    `generations`: 1 for a senior, 2 for a junior and so on. `birth_dates`: as digits. `values`: identifier type → the
    values that one record holds, for the types of which a person has one value.
    """

    names: frozenset[ComparableName] = frozenset()
    generations: frozenset[int] = frozenset()
    birth_dates: frozenset[str] = frozenset()
    values: frozenset[tuple[str, frozenset[str]]] = frozenset()

    def __or__(self, other: "Traits") -> "Traits":
        """The traits of both together. They contradict a third where either of them does."""
        if self == other:
            return self
        return Traits(
            self.names | other.names,
            self.generations | other.generations,
            self.birth_dates | other.birth_dates,
            self.values | other.values,
        )

    def contradict(self, other: "Traits") -> bool:
        """Whether one of these traits and one of the other cannot be the same person's."""
        return (
            _given_names_contradict(self, other)
            or _birth_dates_contradict(self, other)
            or _generations_contradict(self, other)
            or bool(self.values and other.values and _contradicting_types(self, other))
        )

    def agree(self, other: "Traits") -> bool:
        """Whether both state a name, and it is the same one as far as it is stated."""
        return any(are_alike(*sorted((x, y))) for x in self.names for y in other.names)


def traits(record: ComparableRecord, rules: Rules) -> Traits:
    """The traits of a record that the rules compare."""
    stated = _stated_traits(record.given_name, record.family_name, record.birth_date)
    if rules.names_contradict and rules.birth_dates_contradict and not rules.single_valued_types:
        return stated
    return Traits(
        stated.names if rules.names_contradict else frozenset(),
        stated.generations if rules.names_contradict else frozenset(),
        stated.birth_dates if rules.birth_dates_contradict else frozenset(),
        _single_values(record, rules) if rules.single_valued_types else frozenset(),
    )


def contradict(a: ComparableRecord, b: ComparableRecord, rules: Rules) -> bool:
    """Whether the two records cannot belong to one person."""
    return traits(a, rules).contradict(traits(b, rules))


class ContradictionKind(Enum):
    """What two records state that cannot be one person's."""

    GIVEN_NAMES = "given-names"
    GENERATIONS = "generations"  # one is called senior and the other junior, or another generation
    BIRTH_DATES = "birth-dates"
    IDENTIFIERS = "identifiers"  # of a type of which a person has one value


CLAUSES = {
    ContradictionKind.GIVEN_NAMES: "their given names differ",
    ContradictionKind.GENERATIONS: "one is called senior and the other junior, or another generation",
    ContradictionKind.BIRTH_DATES: "their birth dates differ",
    ContradictionKind.IDENTIFIERS: "they hold different values of an identifier that a person has once",
}
"""Each kind as a clause, without personal data."""


@dataclass(frozen=True, slots=True)
class Contradiction:
    """One kind of contradiction between two records (keys), with the value of each. `more`: how many further pairs of
    records contradict each other in the same way."""

    kind: ContradictionKind
    left: str
    right: str
    left_value: str
    right_value: str
    more: int = 0


def contradictions_between(
    left: Iterable[ComparableRecord], right: Iterable[ComparableRecord], rules: Rules
) -> list[Contradiction]:
    """The contradictions between two groups of records: of each kind the first pair of records, by their keys, and how
    many more there are."""
    first: dict[ContradictionKind, Contradiction] = {}
    pairs: Counter[ContradictionKind] = Counter()
    ordered = [sorted(records, key=lambda record: record.key) for records in (left, right)]
    for a, b in product(*ordered):
        for kind, values in _contradicting_values(a, b, rules).items():
            first.setdefault(kind, Contradiction(kind, a.key, b.key, *values))
            pairs[kind] += 1
    return [replace(first[kind], more=pairs[kind] - 1) for kind in ContradictionKind if kind in first]


def further_pairs(number: int) -> str:
    """What a sentence about one pair of records says of more such pairs; empty where there are none."""
    return f"; and so it is of {counted(number, 'more pair', 'more pairs')} of records" if number else ""


def _contradicting_values(
    a: ComparableRecord, b: ComparableRecord, rules: Rules
) -> dict[ContradictionKind, tuple[str, str]]:
    """Kind → the value of each record."""
    x, y = traits(a, rules), traits(b, rules)
    names = f"{a.given_name} {a.family_name}".strip(), f"{b.given_name} {b.family_name}".strip()
    types = sorted(_contradicting_types(x, y))
    held = (", ".join(sorted(i.value for i in r.identifiers if i.type in types[:1])) for r in (a, b))
    values = {
        ContradictionKind.GIVEN_NAMES: names if _given_names_contradict(x, y) else None,
        ContradictionKind.GENERATIONS: names if _generations_contradict(x, y) else None,
        ContradictionKind.BIRTH_DATES: (a.birth_date, b.birth_date) if _birth_dates_contradict(x, y) else None,
        ContradictionKind.IDENTIFIERS: (next(held), next(held)) if types else None,
    }
    return {kind: pair for kind, pair in values.items() if pair}


def contradiction_reasons(a: ComparableRecord, b: ComparableRecord, rules: Rules) -> tuple[str, ...]:
    """The reasons why two records cannot belong to one person, as clauses without personal data; empty where they
    can."""
    traits_a, traits_b = traits(a, rules), traits(b, rules)
    reasons = {
        CLAUSES[ContradictionKind.GIVEN_NAMES]: _given_names_contradict(traits_a, traits_b),
        CLAUSES[ContradictionKind.GENERATIONS]: _generations_contradict(traits_a, traits_b),
        CLAUSES[ContradictionKind.BIRTH_DATES]: _birth_dates_contradict(traits_a, traits_b),
    }
    types = [f"they hold different values of {type}" for type in sorted(_contradicting_types(traits_a, traits_b))]
    return (*(reason for reason, holds in reasons.items() if holds), *types)


@lru_cache(maxsize=32_768)
def _stated_traits(given: str, family: str, born: str) -> Traits:
    """The traits of names and birth date alone; cached, for many records state the same."""
    name, generation = comparable_name(given, family)
    date = birth_date(born)
    return Traits(
        frozenset({name} if name.given else ()),
        frozenset({generation} if generation else ()),
        frozenset({date} if date else ()),
    )


def _single_values(record: ComparableRecord, rules: Rules) -> frozenset[tuple[str, frozenset[str]]]:
    by_type: dict[str, set[str]] = defaultdict(set)
    for identifier in record.identifiers:
        if identifier.type in rules.single_valued_types and not rules.is_junk(identifier):
            by_type[identifier.type].add(distinct_value(identifier, rules))
    return frozenset((type, frozenset(values)) for type, values in by_type.items())


def _given_names_contradict(a: Traits, b: Traits) -> bool:
    return any(x != y and not may_be_one(*sorted((x, y))) for x in a.names for y in b.names)


def _generations_contradict(a: Traits, b: Traits) -> bool:
    return bool(a.generations and b.generations) and len(a.generations | b.generations) > 1


def _birth_dates_contradict(a: Traits, b: Traits) -> bool:
    return any(x != y and _are_two_dates(*sorted((x, y))) for x in a.birth_dates for y in b.birth_dates)


def _contradicting_types(a: Traits, b: Traits) -> set[str]:
    """The identifier types of which a record on each side holds values, and the two share none."""
    return {type for type, x in a.values for other, y in b.values if type == other and x.isdisjoint(y)}


@lru_cache(maxsize=32_768)
def _are_two_dates(a: str, b: str) -> bool:
    """Whether two birth dates (digits) differ by more than a slip: by over two edits, and not by day and month
    exchanged. Where one of them has no century, that of the other is ignored."""
    size = min(len(a), len(b))
    a, b = a[-size:], b[-size:]
    exchanged = b[:-4] + b[-2:] + b[-4:-2]
    return a != exchanged and Levenshtein.distance(a, b, score_cutoff=_MAX_EDITS) > _MAX_EDITS
