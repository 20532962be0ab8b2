"""Readings of a given name with a city, a street or a postal code beside it: `Birgit from Hamburg`.

The keys have the family name behind the place, so that a given name there begins none of them. What begins with the
place is looked through for the name, and what begins with the name for the place: the one finds few where the city is
small, the other where the name is rare.
"""

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from profile_service.domain.search.lookups import Index, Lookup, MatchKind
from profile_service.domain.search.search_keys import postal_key, street_name, street_phrase
from profile_service.domain.search.spellings import is_spelled
from profile_service.domain.search.typed_text import TypedText

_CITY_WORDS = 2
_STREET_WORDS = 3
_LEAST_GIVEN = 2
_MOST_NAMES = 3
_MOST_WORDS = 6
# Between a name and a place they say where from; within a name they are a part of it.
_PARTICLES = frozenset("de da do di du del della des la le von vom van der den im bei y i".split())


class NameAtPlace(NamedTuple):
    """Typed words as a name and a place: `places` are those of the place's words, with the little ones before it."""

    places: tuple[int, ...]
    place: tuple[str, ...]
    name: tuple[str, ...]


def names_at_places(places: Sequence[int], names: Sequence[str], longest: int = _CITY_WORDS) -> Iterator[NameAtPlace]:
    """The typed names as a place of up to `longest` words behind a name, or before it. `places`: where they stand in
    the text."""
    for length in range(1, min(longest, len(names) - 1) + 1):
        behind, before = len(names) - length, length
        name_end, place_start = behind, behind
        while name_end > 1 and names[name_end - 1] in _PARTICLES:
            name_end -= 1
        while place_start < len(names) - 1 and names[place_start] in _PARTICLES:
            place_start += 1
        yield NameAtPlace(tuple(places[name_end:]), tuple(names[place_start:]), tuple(names[:name_end]))
        yield NameAtPlace(tuple(places[:before]), tuple(names[:before]), tuple(names[before:]))


def place_lookups(places: Sequence[int], names: Sequence[str]) -> Iterator[Lookup]:
    """What begins with a city or a street, looked through for the name."""
    for typed in names_at_places(places, names, _STREET_WORDS):
        for _, phrase, kind in _phrases(typed):
            index: Index = "in_city" if kind == "city" else "in_street"
            yield _within(index, phrase, kind, typed.places, " ".join(typed.name))


def place_words(typed: TypedText) -> list[str]:
    """The words of the dictionary that say whether a place that may be typed is one."""
    words = [_word(phrase, kind) for each in _typed_places(typed) for _, phrase, kind in _phrases(each)]
    return list(filter(is_spelled, dict.fromkeys(words)))


def given_name_lookups(typed: TypedText, stored: Collection[str]) -> Iterator[Lookup]:
    """What begins with the name, looked through for a city or a street, unless the dictionary's words (`stored`) lack
    that; and for a postal code, both ways."""
    names = [typed.words[place].form for place in typed.places("name")]
    for each in _typed_places(typed):
        if len(name := " ".join(each.name)) < _LEAST_GIVEN:
            continue
        for index, phrase, kind in _phrases(each):
            if (word := _word(phrase, kind)) in stored or not is_spelled(word):
                yield _within(index, name, kind, each.places, phrase)
    for place in typed.places("number", "phone"):
        if code := postal_key(typed.words[place].text):
            for name in names[:_MOST_NAMES]:
                yield _within("in_postal", f"{code} ", "postal_code", (place,), name)
                if len(name) >= _LEAST_GIVEN:
                    yield _within("given_postal", name, "postal_code", (place,), f"{code} ")


def _typed_places(typed: TypedText) -> Iterator[NameAtPlace]:
    places = typed.places("name")[:_MOST_WORDS]
    return names_at_places(places, [typed.words[place].form for place in places], _STREET_WORDS)


def _phrases(typed: NameAtPlace) -> Iterator[tuple[Index, str, MatchKind]]:
    if len(typed.place) <= _CITY_WORDS:
        yield "given_city", f"{' '.join(typed.place)} ", "city"
    yield "given_street", f"{street_phrase(typed.place)} ", "street"


def _word(phrase: str, kind: MatchKind) -> str:
    return street_name(phrase) if kind == "street" else phrase.rstrip()


def _within(index: Index, sought: str, kind: MatchKind, places: Sequence[int], within: str) -> Lookup:
    return Lookup(index, sought, kind, frozenset(places), within=within)
