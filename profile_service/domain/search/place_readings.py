"""Readings of a given name with a city, a street or a postal code beside it: `Birgit from Hamburg`.

They are sought by keys with the first word of the place and then the name as it is written, for the other keys have the
family name behind the place.
"""

from collections.abc import Container, Iterator, Sequence
from typing import NamedTuple

from profile_service.domain.search.lookups import Index, Lookup, MatchKind, lookup
from profile_service.domain.search.search_keys import first_word, postal_key, street_name, street_phrase
from profile_service.domain.search.spellings import is_spelled, may_be_stored
from profile_service.domain.search.typed_text import TypedText

_CITY_WORDS = 2
_STREET_WORDS = 3
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


def given_name_lookups(
    places: Sequence[int], names: Sequence[str], stored: Container[str] | None = None
) -> Iterator[Lookup]:
    """What begins with a city or a street and the name, where the dictionary's words (`stored`) have either: the name
    may be the beginning of one, and the place that of a longer one."""
    for typed in names_at_places(places, names, _STREET_WORDS):
        for index, phrase, kind in _phrases(typed):
            if not (may_be_stored(typed.name[0], stored) or may_be_stored(_word(phrase, kind), stored)):
                continue
            sought = f"{first_word(phrase)} {' '.join(typed.name)}"
            yield Lookup(index, sought, kind, frozenset(typed.places), within=f"{phrase} ")


def postal_lookups(typed: TypedText) -> Iterator[Lookup]:
    """What begins with a postal code and one of the names."""
    names = [typed.words[place].form for place in typed.places("name")]
    for place in typed.places("number", "phone"):
        if code := postal_key(typed.words[place].text):
            yield from (lookup("postal_given", f"{code} {name}", "postal_code", place) for name in names[:_MOST_NAMES])


def words_to_ask(typed: TypedText) -> list[str]:
    """The typed words and places, as the dictionary has those that are stored."""
    names = [typed.words[place].form for place in typed.places("name")][:_MOST_WORDS]
    at_places = names_at_places(range(len(names)), names, _STREET_WORDS)
    words = [*names, *(_word(phrase, kind) for each in at_places for _, phrase, kind in _phrases(each))]
    return list(filter(is_spelled, dict.fromkeys(words)))


def _word(phrase: str, kind: MatchKind) -> str:
    return street_name(phrase) if kind == "street" else phrase


def _phrases(typed: NameAtPlace) -> Iterator[tuple[Index, str, MatchKind]]:
    if len(typed.place) <= _CITY_WORDS:
        yield "city_given", " ".join(typed.place), "city"
    yield "street_given", street_phrase(typed.place), "street"
