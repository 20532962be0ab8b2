"""Contradictions: attributes and identifiers of two records that cannot be one person's."""

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from rapidfuzz.distance import Levenshtein

from profile_service.domain.resolution.birth_dates import birth_date
from profile_service.domain.resolution.canonical_form import distinct_value
from profile_service.domain.resolution.comparable_records import ComparableRecord
from profile_service.domain.resolution.given_names import ComparableName, comparable_name, may_be_one
from profile_service.domain.resolution.rules import Rules

_MOST_EDITS = 2


@dataclass(frozen=True, slots=True)
class Traits:
    """The different traits that one or more records state of their person, as far as the rules compare them.

    `generations`: 1 of a senior, 2 of a junior and so on. `births`: dates as digits. `values`: identifier type → the
    values that one record holds together.
    """

    names: frozenset[ComparableName] = frozenset()
    generations: frozenset[int] = frozenset()
    births: frozenset[str] = frozenset()
    values: frozenset[tuple[str, frozenset[str]]] = frozenset()

    def __or__(self, other: "Traits") -> "Traits":
        """The traits of both, which contradict those of a third one where either of them does."""
        if self == other:
            return self
        return Traits(
            self.names | other.names,
            self.generations | other.generations,
            self.births | other.births,
            self.values | other.values,
        )

    def contradict(self, other: "Traits") -> bool:
        """Whether any of these and any of the other traits cannot be one person's."""
        return (
            _given_names_differ(self, other)
            or _births_differ(self, other)
            or _generations_differ(self, other)
            or bool(self.values and other.values and _differing_types(self, other))
        )


def traits(record: ComparableRecord, rules: Rules) -> Traits:
    """The traits of a record that the rules compare."""
    stated = _stated_traits(record.given_name, record.family_name, record.birth_date)
    if rules.names_differ and rules.birth_dates_differ and not rules.differ:
        return stated
    return Traits(
        stated.names if rules.names_differ else frozenset(),
        stated.generations if rules.names_differ else frozenset(),
        stated.births if rules.birth_dates_differ else frozenset(),
        _values(record, rules) if rules.differ else frozenset(),
    )


def contradict(a: ComparableRecord, b: ComparableRecord, rules: Rules) -> bool:
    """Whether the two records cannot be one person's."""
    return traits(a, rules).contradict(traits(b, rules))


def contradiction_reasons(a: ComparableRecord, b: ComparableRecord, rules: Rules) -> tuple[str, ...]:
    """The reasons why two records cannot be one person's, as clauses without their values; empty where they can."""
    traits_a, traits_b = traits(a, rules), traits(b, rules)
    reasons = {
        "their given names differ": _given_names_differ(traits_a, traits_b),
        "one is called senior and the other junior, or another generation": _generations_differ(traits_a, traits_b),
        "their birth dates differ": _births_differ(traits_a, traits_b),
    }
    types = [f"they hold different values of {type}" for type in sorted(_differing_types(traits_a, traits_b))]
    return (*(reason for reason, holds in reasons.items() if holds), *types)


@lru_cache(maxsize=32_768)
def _stated_traits(given: str, family: str, born: str) -> Traits:
    full, generation = comparable_name(given, family)
    day = birth_date(born)
    return Traits(
        frozenset({full} if full.given else ()),
        frozenset({generation} if generation else ()),
        frozenset({day} if day else ()),
    )


def _values(record: ComparableRecord, rules: Rules) -> frozenset[tuple[str, frozenset[str]]]:
    by_type: dict[str, set[str]] = defaultdict(set)
    for identifier in record.identifiers:
        if identifier.type in rules.differ and not rules.is_junk(identifier):
            by_type[identifier.type].add(distinct_value(identifier, rules))
    return frozenset((type, frozenset(values)) for type, values in by_type.items())


def _given_names_differ(a: Traits, b: Traits) -> bool:
    return any(x != y and not may_be_one(*sorted((x, y))) for x, y in product(a.names, b.names))


def _generations_differ(a: Traits, b: Traits) -> bool:
    return bool(a.generations and b.generations) and len(a.generations | b.generations) > 1


def _births_differ(a: Traits, b: Traits) -> bool:
    return any(x != y and _differ(*sorted((x, y))) for x, y in product(a.births, b.births))


def _differing_types(a: Traits, b: Traits) -> set[str]:
    """The identifier types of which a record of each holds values and shares none with the other."""
    return {type for (type, x), (other, y) in product(a.values, b.values) if type == other and x.isdisjoint(y)}


@lru_cache(maxsize=32_768)
def _differ(a: str, b: str) -> bool:
    """Whether two birth dates (digits) differ by more than a slip: by over two edits (Levenshtein), and not by day and
    month exchanged. The century is left out where one of them has none."""
    size = min(len(a), len(b))
    a, b = a[-size:], b[-size:]
    exchanged = b[:-4] + b[-2:] + b[-4:-2]
    return a != exchanged and Levenshtein.distance(a, b, score_cutoff=_MOST_EDITS) > _MOST_EDITS
