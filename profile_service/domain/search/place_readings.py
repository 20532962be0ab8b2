"""Readings of a given name with a city, a street or a postal code beside it: `Birgit from Hamburg`.

They are sought by keys with the first word of the place and then the name as it is written, for the other keys have the
family name behind the place.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from profile_service.domain.search.lookups import Index, Lookup, MatchKind, lookup
from profile_service.domain.search.search_keys import first_word, postal_key, street_phrase
from profile_service.domain.search.typed_text import TypedText

_CITY_WORDS = 2
_STREET_WORDS = 3
_MOST_NAMES = 3
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


def given_name_lookups(places: Sequence[int], names: Sequence[str]) -> Iterator[Lookup]:
    """What begins with a city or a street and the name."""
    for typed in names_at_places(places, names, _STREET_WORDS):
        for index, phrase, kind in _phrases(typed):
            sought = f"{first_word(phrase)} {' '.join(typed.name)}"
            yield Lookup(index, sought, kind, frozenset(typed.places), within=f"{phrase} ")


def postal_lookups(typed: TypedText) -> Iterator[Lookup]:
    """What begins with a postal code and one of the names."""
    names = [typed.words[place].form for place in typed.places("name")]
    for place in typed.places("number", "phone"):
        if code := postal_key(typed.words[place].text):
            yield from (lookup("postal_given", f"{code} {name}", "postal_code", place) for name in names[:_MOST_NAMES])


def _phrases(typed: NameAtPlace) -> Iterator[tuple[Index, str, MatchKind]]:
    if len(typed.place) <= _CITY_WORDS:
        yield "city_given", " ".join(typed.place), "city"
    yield "street_given", street_phrase(typed.place), "street"
