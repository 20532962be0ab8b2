"""Given names: whether two of them may be one person's. Nicknames come from the `nicknames` package."""

from collections import defaultdict
from functools import cache, lru_cache
from typing import NamedTuple

from nicknames import name_triplets
from rapidfuzz.distance import JaroWinkler

from profile_service.domain.sources.records import lookup_form

# The Jaro-Winkler similarity (Winkler 1990) from which on two names may be one with a typo: chosen on simulated
# customers, of which `python -m tests.bench.quality` measures precision and recall.
_MIN_SIMILARITY = 0.86
# Shorter beginnings are common to too many names.
_MIN_BEGINNING = 3
# Suffix → generation in a family.
_GENERATIONS = {
    "sr": 1, "snr": 1, "senior": 1, "jr": 2, "jnr": 2, "junior": 2, "ii": 2, "2nd": 2, "iii": 3, "3rd": 3, "iv": 4,
}  # fmt: skip
# Words beside given names that are no names.
_TITLES = frozenset("mr mrs ms miss mx dr prof herr frau mme mlle sig sra".split())
_PARTICLES = frozenset("de del della da do dos das di du la le los las van von der y e and und".split())


class ComparableName(NamedTuple):
    """A name as lower-case ASCII words."""

    given: tuple[str, ...]
    family: tuple[str, ...]


@lru_cache(maxsize=32_768)
def comparable_name(given: str, family: str) -> tuple[ComparableName, int]:
    """The name without titles and suffixes, and the generation by its suffix (Jr, III); 0 without one."""
    given_words, given_generation = _words_and_generation(given)
    family_words, family_generation = _words_and_generation(family)
    names = tuple(word for word in given_words if word not in _TITLES | _PARTICLES) or given_words
    return ComparableName(names, family_words), family_generation or given_generation


@lru_cache(maxsize=65_536)
def may_be_one(a: ComparableName, b: ComparableName) -> bool:
    """Whether one person may go by both names: a given name of the one is equal to one of the other, or its nickname,
    initial, beginning or typo, or given and family name are exchanged. Symmetric."""
    return _any_alike(a.given, b.given) or _are_exchanged(a, b) or _are_exchanged(b, a)


def are_alike(a: ComparableName, b: ComparableName) -> bool:
    """Whether two names state the same: given names of one person, and one family name where both state one.
    Symmetric."""
    families = "".join(a.family), "".join(b.family)
    return may_be_one(a, b) and (not all(families) or _are_close(*families))


def _words_and_generation(text: str) -> tuple[tuple[str, ...], int]:
    words = lookup_form(text).split()
    generation = _GENERATIONS.get(words[-1], 0) if len(words) > 1 else 0
    return tuple(words[:-1] if generation else words), generation


def _any_alike(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    if _is_initial(a, b) or _is_initial(b, a) or _are_close("".join(a), "".join(b)):
        return True
    return any(_are_related(x, y) for x in a for y in b if len(x) > 1 and len(y) > 1)


def _is_initial(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """Whether `a` begins with the initial of any word of `b`: of two given names one source may abbreviate the first
    and another the second."""
    return len(a[0]) == 1 and any(form.startswith(a[0]) for word in b for form in _forms(word))


def _are_exchanged(a: ComparableName, b: ComparableName) -> bool:
    """Whether `b` states the family name of `a` as its given name, and the given name, where it is stated, as its
    family name."""
    return (
        bool(a.family)
        and _are_close("".join(a.family), "".join(b.given))
        and (not b.family or _any_alike(a.given, b.family))
    )


def _are_related(a: str, b: str) -> bool:
    return a == b or _is_beginning(a, b) or any(_are_close(x, y) for x in _long_forms(a) for y in _long_forms(b))


def _is_beginning(a: str, b: str) -> bool:
    """Whether one of them is the beginning of the other."""
    return min(len(a), len(b)) >= _MIN_BEGINNING and (a.startswith(b) or b.startswith(a))


def _are_close(a: str, b: str) -> bool:
    return JaroWinkler.similarity(a, b, score_cutoff=_MIN_SIMILARITY) > 0


def _long_forms(name: str) -> frozenset[str]:
    """The name and its long forms: two short forms of one name may be one person's."""
    return _nicknames()[0].get(name, frozenset()) | {name}


def _forms(name: str) -> frozenset[str]:
    """The name with its long and its short forms."""
    return _long_forms(name) | _nicknames()[1].get(name, frozenset())


@cache
def _nicknames() -> tuple[dict[str, frozenset[str]], dict[str, frozenset[str]]]:
    """Short form → long forms, and the other way round."""
    long: dict[str, set[str]] = defaultdict(set)
    short: dict[str, set[str]] = defaultdict(set)
    for triplet in name_triplets():
        long[triplet.name2].add(triplet.name1)
        short[triplet.name1].add(triplet.name2)
    return {name: frozenset(forms) for name, forms in long.items()}, {
        name: frozenset(forms) for name, forms in short.items()
    }
