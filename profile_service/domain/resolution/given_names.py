"""Given names: whether two of them may be one person's."""

from collections import defaultdict
from functools import cache, lru_cache
from typing import NamedTuple

from nicknames import name_triplets
from rapidfuzz.distance import JaroWinkler

from profile_service.domain.sources.records import lookup_form

_TYPO = 0.86
_SHORTEST = 3
# Of each generation in a family. Who is the second is called either.
_GENERATIONS = {
    "sr": 1, "snr": 1, "senior": 1, "jr": 2, "jnr": 2, "junior": 2, "ii": 2, "2nd": 2, "iii": 3, "3rd": 3, "iv": 4,
}  # fmt: skip
# They stand beside given names and name nobody.
_TITLES = frozenset("mr mrs ms miss mx dr prof herr frau mme mlle sig sra".split())
_PARTICLES = frozenset("de del della da do dos das di du la le los las van von der y e and und".split())


class ComparableName(NamedTuple):
    """Lower-case ASCII words."""

    given: tuple[str, ...]
    family: tuple[str, ...]


@lru_cache(maxsize=32_768)
def comparable_name(given: str, family: str) -> tuple[ComparableName, int]:
    """The name without titles and suffixes, and the generation that a suffix (Jr, III) tells; 0 without one."""
    first, one = _words(given)
    last, other = _words(family)
    return ComparableName(tuple(w for w in first if w not in _TITLES | _PARTICLES) or first, last), other or one


@lru_cache(maxsize=65_536)
def alike(a: ComparableName, b: ComparableName) -> bool:
    """Whether one person may go by both: any given name of the one is, shortens, abbreviates or misspells one of the
    other, or somebody wrote the given name and the family name in each other's place."""
    return _same(a.given, b.given) or _exchanged(a, b) or _exchanged(b, a)


def _words(text: str) -> tuple[tuple[str, ...], int]:
    words = lookup_form(text).split()
    generation = _GENERATIONS.get(words[-1], 0) if len(words) > 1 else 0
    return tuple(words[:-1] if generation else words), generation


def _same(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    if _initial(a, b) or _initial(b, a) or _close("".join(a), "".join(b)):
        return True
    return any(_related(x, y) for x in a for y in b if len(x) > 1 and len(y) > 1)


def _initial(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """Whether `a` begins with an initial of `b`; the second initial of the one is often the first of another."""
    return len(a[0]) == 1 and any(form.startswith(a[0]) for word in b for form in _forms(word))


def _exchanged(a: ComparableName, b: ComparableName) -> bool:
    """Whether `b` has the family name of `a` for a given name, and its given name, as far as is known, for a family
    name."""
    return bool(a.family) and _close("".join(a.family), "".join(b.given)) and (not b.family or _same(a.given, b.family))


def _related(a: str, b: str) -> bool:
    return a == b or _begins(a, b) or any(_close(x, y) for x in _long_forms(a) for y in _long_forms(b))


def _begins(a: str, b: str) -> bool:
    """Whether the one is how the other begins."""
    return min(len(a), len(b)) >= _SHORTEST and (a.startswith(b) or b.startswith(a))


def _close(a: str, b: str) -> bool:
    return JaroWinkler.similarity(a, b, score_cutoff=_TYPO) > 0


def _long_forms(name: str) -> frozenset[str]:
    """The name and what it is short for: two short forms of one name may be one person's."""
    return _nicknames()[0].get(name, frozenset()) | {name}


def _forms(name: str) -> frozenset[str]:
    """The name, what it is short for, and what is short for it."""
    return _long_forms(name) | _nicknames()[1].get(name, frozenset())


@cache
def _nicknames() -> tuple[dict[str, frozenset[str]], dict[str, frozenset[str]]]:
    """Short form → long forms, and the other way round."""
    long: dict[str, set[str]] = defaultdict(set)
    short: dict[str, set[str]] = defaultdict(set)
    for triplet in name_triplets():
        long[triplet.name2].add(triplet.name1)
        short[triplet.name1].add(triplet.name2)
    return {name: frozenset(of) for name, of in long.items()}, {name: frozenset(of) for name, of in short.items()}
