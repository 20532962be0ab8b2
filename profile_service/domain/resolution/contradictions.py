"""Contradictions: what two records say that cannot be true of one person."""

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from rapidfuzz.distance import Levenshtein

from profile_service.domain.resolution.birth_dates import birth_date
from profile_service.domain.resolution.canonical_form import distinct_value
from profile_service.domain.resolution.comparable_records import ComparableRecord
from profile_service.domain.resolution.given_names import ComparableName, alike, comparable_name
from profile_service.domain.resolution.rules import Rules

_TOO_FAR = 2


@dataclass(frozen=True, slots=True)
class Traits:
    """The different things that one or more records say of their person, as far as the rules compare them.

    `generations`: 1 of a senior, 2 of a junior and so on. `births`: digits. `values`: type → the values that one record
    holds together.
    """

    names: frozenset[ComparableName] = frozenset()
    generations: frozenset[int] = frozenset()
    births: frozenset[str] = frozenset()
    values: frozenset[tuple[str, frozenset[str]]] = frozenset()

    def __or__(self, other: "Traits") -> "Traits":
        """Of both together. It contradicts a third one where either of them does."""
        if self == other:
            return self
        return Traits(
            self.names | other.names,
            self.generations | other.generations,
            self.births | other.births,
            self.values | other.values,
        )

    def contradict(self, other: "Traits") -> bool:
        """Whether any of the ones and any of the others cannot be of one person."""
        return (
            _given_names_differ(self, other)
            or _births_differ(self, other)
            or _generations_differ(self, other)
            or bool(self.values and other.values and _differing(self, other))
        )


def traits(person: ComparableRecord, rules: Rules) -> Traits:
    """What the rules compare of a record."""
    read = _read(person.given_name, person.family_name, person.birth_date)
    if rules.names_differ and rules.birth_dates_differ and not rules.differ:
        return read
    return Traits(
        read.names if rules.names_differ else frozenset(),
        read.generations if rules.names_differ else frozenset(),
        read.births if rules.birth_dates_differ else frozenset(),
        _values(person, rules) if rules.differ else frozenset(),
    )


def contradict(a: ComparableRecord, b: ComparableRecord, rules: Rules) -> bool:
    """Whether the two records cannot be of one person."""
    return traits(a, rules).contradict(traits(b, rules))


def contradiction_reasons(a: ComparableRecord, b: ComparableRecord, rules: Rules) -> tuple[str, ...]:
    """Why they cannot be one person, as half sentences without their values; empty where they can."""
    mine, yours = traits(a, rules), traits(b, rules)
    reasons = {
        "their given names differ": _given_names_differ(mine, yours),
        "one is called senior and the other junior, or another generation": _generations_differ(mine, yours),
        "their birth dates differ": _births_differ(mine, yours),
    }
    types = [f"they hold different values of {type}" for type in sorted(_differing(mine, yours))]
    return (*(reason for reason, holds in reasons.items() if holds), *types)


@lru_cache(maxsize=32_768)
def _read(given: str, family: str, born: str) -> Traits:
    full, generation = comparable_name(given, family)
    day = birth_date(born)
    return Traits(
        frozenset({full} if full.given else ()),
        frozenset({generation} if generation else ()),
        frozenset({day} if day else ()),
    )


def _values(person: ComparableRecord, rules: Rules) -> frozenset[tuple[str, frozenset[str]]]:
    held: dict[str, set[str]] = defaultdict(set)
    for identifier in person.identifiers:
        if identifier.type in rules.differ and not rules.is_junk(identifier):
            held[identifier.type].add(distinct_value(identifier, rules))
    return frozenset((type, frozenset(values)) for type, values in held.items())


def _given_names_differ(a: Traits, b: Traits) -> bool:
    return any(x != y and not alike(*sorted((x, y))) for x, y in product(a.names, b.names))


def _generations_differ(a: Traits, b: Traits) -> bool:
    return bool(a.generations and b.generations) and len(a.generations | b.generations) > 1


def _births_differ(a: Traits, b: Traits) -> bool:
    return any(x != y and _apart(*sorted((x, y))) for x, y in product(a.births, b.births))


def _differing(a: Traits, b: Traits) -> set[str]:
    """The types of which a record of each holds values and they share none."""
    return {type for (type, x), (other, y) in product(a.values, b.values) if type == other and x.isdisjoint(y)}


@lru_cache(maxsize=32_768)
def _apart(a: str, b: str) -> bool:
    """More than a slip: over two digits, and not day and month exchanged. Without the century where one has none."""
    size = min(len(a), len(b))
    a, b = a[-size:], b[-size:]
    exchanged = b[:-4] + b[-2:] + b[-4:-2]
    return a != exchanged and Levenshtein.distance(a, b, score_cutoff=_TOO_FAR) > _TOO_FAR
