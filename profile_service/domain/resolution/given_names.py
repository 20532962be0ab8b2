"""Given names: whether two of them may be one person's. English nicknames come from the `nicknames` package."""

from collections import defaultdict
from collections.abc import Iterator
from functools import cache, lru_cache, partial
from itertools import chain
from typing import NamedTuple

from nicknames import name_triplets
from rapidfuzz.distance import JaroWinkler

from profile_service.domain.sources.records import lookup_form
from profile_service.domain.values.given_name_sexes import are_of_two_sexes
from profile_service.domain.values.scripts import LATIN, is_alphabetic, script
from profile_service.domain.values.short_given_names import NO_SHORT_FORMS, short_forms

# The Jaro-Winkler similarity (Winkler 1990) from which on two names may be one with a typo: chosen on simulated
# customers, of which `python -m tests.bench.quality` measures precision and recall.
_MIN_SIMILARITY = 0.86
# Shorter beginnings are common to too many names.
_MIN_BEGINNING = 3
# Suffix → generation in a family.
_GENERATIONS = {
    "sr": 1, "snr": 1, "senior": 1, "jr": 2, "jnr": 2, "junior": 2, "ii": 2, "2nd": 2, "iii": 3, "3rd": 3, "iv": 4,
}  # fmt: skip
TITLES = frozenset(
    "mr mrs ms miss mx mister dr doctor prof professor ing dipl mag rev hon sir madam dame lady lord herr frau frl mme"
    " mlle sra srta sig signor signora senor senora dhr mevr mevrouw fru".split()
)
"""Words beside names that are no names, in look-up form."""
PARTICLES = frozenset("de del della da do dos das di du la le los las van von der den ter y e and und".split())
"""Words with which family names begin, and those that join given names."""
_VOWELS = frozenset("aeiouy")
_MAX_INITIALS = 3


class ComparableName(NamedTuple):
    """A name as lower-case ASCII words. `script`: the one in which the given name is written, such as `CYRILLIC`."""

    given: tuple[str, ...]
    family: tuple[str, ...]
    script: str = LATIN


@lru_cache(maxsize=32_768)
def comparable_name(given: str, family: str) -> tuple[ComparableName, int]:
    """The name without titles and suffixes, and the generation by its suffix (Jr, III); 0 without one."""
    given_words, given_generation = _words_and_generation(given)
    family_words, family_generation = _words_and_generation(family)
    named = tuple(word for word in given_words if word not in TITLES)
    name = ComparableName(_without_particles(named), _without_particles(family_words), script(given))
    return name, family_generation or given_generation


@lru_cache(maxsize=65_536)
def may_be_one(a: ComparableName, b: ComparableName) -> bool:
    """Whether one person may go by both names: they are written in different scripts, or are the same. Symmetric.

    Scripts say too little about each other: an Arabic or Hebrew name leaves its vowels out, and how a Chinese or
    Japanese one sounds cannot be read from it.
    """
    return a.script != b.script or _are_same(a, b)


def are_alike(a: ComparableName, b: ComparableName) -> bool:
    """Whether two names state the same: given names of one person, and one family name where both state one. Names in
    two scripts are compared by their transliteration. Symmetric."""
    return _are_same(a, b) and (not (a.family and b.family) or _any_close(a.family, b.family))


@lru_cache(maxsize=8_192)
def given_name_forms(name: str) -> tuple[str, ...]:
    """The other forms of a given name (look-up form), the likeliest first: its long forms, its short ones, then other
    short forms of the same long ones: `bob` → `robert`…, `rob`…"""
    long = _long_forms(name) - {name}
    short = _forms(name) - long - {name}
    siblings = {form for other in long for form in _forms(other)} - long - short - {name}
    return tuple(form for group in (long, short, siblings) for form in sorted(group, key=partial(_unlikeness, name)))


def _unlikeness(name: str, form: str) -> tuple[bool, bool, int, str]:
    is_english = (name, form) in _english_pairs() or (form, name) in _english_pairs()
    return not is_english, form[:1] != name[:1], len(form), form


def _words_and_generation(text: str) -> tuple[tuple[str, ...], int]:
    # Initials stand apart, with a blank or without: `J.R.` is `J R`.
    words = [_letters(word) for word in _lookup_words(text.replace(".", " "))]
    generation = _GENERATIONS.get(words[-1], 0) if len(words) > 1 else 0
    return tuple(words[:-1] if generation else words), generation


def _lookup_words(text: str) -> Iterator[tuple[str, str]]:
    """The words of a name, each with its look-up form."""
    for word in text.replace("-", " ").split():
        if form := lookup_form(word).replace(" ", ""):
            yield word, form


def _letters(word: tuple[str, str]) -> str:
    """The look-up form of a word; of one letter that needs two in ASCII, such as `Ю`, the first."""
    text, form = word
    return form[0] if len(text) == 1 and is_alphabetic(text) else form


def _without_particles(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word for word in words if word not in PARTICLES) or words


def _are_same(a: ComparableName, b: ComparableName) -> bool:
    """Whether a given name of the one is equal to one of the other, or its nickname, initial, beginning or typo; or
    given and family name are exchanged, or one is the other's middle name."""
    return (
        _any_alike(a.given, b.given)
        or _are_exchanged(a, b)
        or _are_exchanged(b, a)
        or _is_middle(a, b)
        or _is_middle(b, a)
    )


def _any_alike(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    if _are_two_doubles(a, b):
        return _is_part(a, b) or _is_part(b, a)
    if _is_initial(a, b) or _is_initial(b, a) or _are_spellings("".join(a), "".join(b)):
        return True
    if _are_initials(a, b) or _are_initials(b, a):
        return True
    return any(_are_related(x, y) for x in a for y in b if len(x) > 1 and len(y) > 1)


def _are_two_doubles(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """Whether both are double names, such as Jean-Claude and Jean-Pierre, of which one part in common says nothing."""
    return min(sum(len(word) > 1 for word in name) for name in (a, b)) > 1


def _is_part(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """Whether every word of `a` is one of `b`, or the initial of one."""
    return all(
        any(_are_related(x, y) if min(len(x), len(y)) > 1 else _is_initial((x,), (y,)) or x[0] == y[0] for y in b)
        for x in a
    )


def _are_initials(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """Whether `a` is the initials of `b`, written as one word: `JR` of John Robert. Where it has no vowel it is no
    name, so that the first initial suffices: `JR` of John."""
    if len(a) != 1 or not 1 < len(a[0]) <= _MAX_INITIALS:
        return False
    return a[0] == "".join(word[0] for word in b) or (_VOWELS.isdisjoint(a[0]) and _is_initial((a[0][0],), b))


def _is_middle(a: ComparableName, b: ComparableName) -> bool:
    """Whether `b` goes by a middle name of `a`, which stands before the family name: `Ann Marie Smith`."""
    return bool(b.family) and any(
        _any_alike((word,), b.given) and _are_close(a.family[-1], b.family[-1])
        for word in a.family[:-1]
        if len(word) > 1
    )


def _is_initial(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """Whether `a` begins with the initial of any word of `b`: of two given names one source may abbreviate the first
    and another the second."""
    return len(a[0]) == 1 and any(form.startswith(a[0]) for word in b for form in _forms(word))


def _are_exchanged(a: ComparableName, b: ComparableName) -> bool:
    """Whether `b` states the family name of `a` as its given name, and the given name, where it is stated, as its
    family name."""
    if not a.family or not b.given:
        return False
    stated = "".join(b.given)
    is_given = _are_close("".join(a.family), stated) or _are_close(a.family[-1], stated)
    return is_given and (not b.family or _any_alike(a.given, b.family))


def _any_close(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    return _are_close("".join(a), "".join(b)) or any(_are_close(x, y) for x in a for y in b)


def _are_related(a: str, b: str) -> bool:
    if a == b or not _long_forms(a).isdisjoint(_long_forms(b)):
        return True
    if are_of_two_sexes(a, b):
        return min(len(a), len(b)) == _MIN_BEGINNING and _is_beginning(a, b)  # Dan of Daniela, and not Paul of Paula
    return _is_beginning(a, b) or any(_are_spellings(x, y) for x in _long_forms(a) for y in _long_forms(b))


def _is_beginning(a: str, b: str) -> bool:
    """Whether one of them is the beginning of the other."""
    return min(len(a), len(b)) >= _MIN_BEGINNING and (a.startswith(b) or b.startswith(a))


def _are_spellings(a: str, b: str) -> bool:
    """Whether two names may be one, once with a typing error."""
    return _are_close(a, b) and not are_of_two_sexes(a, b)


def _are_close(a: str, b: str) -> bool:
    return JaroWinkler.similarity(a, b, score_cutoff=_MIN_SIMILARITY) > 0


def _long_forms(name: str) -> frozenset[str]:
    """The name and its long forms: two short forms of one name may be one person's."""
    return _nicknames()[0].get(name, frozenset()) | {name}


def _forms(name: str) -> frozenset[str]:
    """The name with its long and its short forms."""
    return _long_forms(name) | _nicknames()[1].get(name, frozenset())


@cache
def _english_pairs() -> frozenset[tuple[str, str]]:
    """Long form, short form."""
    return frozenset((triplet.name1, triplet.name2) for triplet in name_triplets()) - NO_SHORT_FORMS


@cache
def _nicknames() -> tuple[dict[str, frozenset[str]], dict[str, frozenset[str]]]:
    """Short form → long forms, and the other way round."""
    long: dict[str, set[str]] = defaultdict(set)
    short: dict[str, set[str]] = defaultdict(set)
    for name, form in chain(_english_pairs(), short_forms()):
        long[form].add(name)
        short[name].add(form)
    return {name: frozenset(forms) for name, forms in long.items()}, {
        name: frozenset(forms) for name, forms in short.items()
    }
