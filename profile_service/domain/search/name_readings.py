"""Readings of typed names: in any order, with a city or a street beside them, by nicknames, with one letter changed.

Each gives the look-ups of one step: `name_lookups` what was typed; `wider_lookups` what else it may mean, for texts
that this does not find; `near_lookups` with words of the store's dictionary in place of a typed one.
"""

import re
from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from typing import TypeAlias

from profile_service.domain.resolution.given_names import given_name_forms
from profile_service.domain.search.lookups import Lookup, lookup
from profile_service.domain.search.name_particles import apart, together
from profile_service.domain.search.place_readings import given_name_lookups, names_at_places, postal_lookups
from profile_service.domain.search.search_keys import postal_key, street_words
from profile_service.domain.search.spellings import is_spelled, may_be_stored
from profile_service.domain.search.typed_text import TypedText
from profile_service.domain.sources.records import lookup_form

Corrections: TypeAlias = Mapping[tuple[int, ...], Sequence[str]]
"""Places of a typed word, or of some beside each other → the words of the dictionary that they may be meant for."""

_MOST_WORDS = 6
_MOST_FORMS = 8
_MOST_CORRECTIONS = 4
_LEAST_SURNAME = 3
_STREET_WORDS = 4
# Han, kana and Hangul, of as many signs as a name may have.
_IN_EAST_ASIAN_SIGNS = re.compile(r"[\u3005\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]{1,8}")


def name_lookups(typed: TypedText) -> Iterator[Lookup]:
    """The names as they were typed and with the last, or the first, word at the other end."""
    names = _names(typed)
    if not names:
        return
    if len(typed.words) == 1:
        # One word may be the beginning of an e-mail address.
        yield lookup("key_start", f"email:{typed.text.casefold()}", "email", 0)
    for order in dict.fromkeys(
        (_joined(names), _joined([*names[-1:], *names[:-1]]), _joined([*names[1:], *names[:1]]))
    ):
        yield lookup("forward", order, "name")
        yield lookup("backward", order, "name")


def wider_lookups(typed: TypedText, stored: Container[str] | None = None) -> Iterator[Lookup]:
    """Names with a city, nicknames, a street, and some of the words alone. `stored`: the typed words and places that
    the dictionary has; what needs others is left out. None: any may be stored."""
    names = _names(typed)
    yield from _unparted(typed)
    yield from _by_particles(names, stored)
    yield from _in_cities(typed.places("name")[:_MOST_WORDS], names, stored)
    yield from postal_lookups(typed)
    yield from _streets(typed, {place: typed.words[place].form for place in typed.places("name")})
    if len(names) > 1:
        yield from _by_nicknames(names, stored)
        yield from _some_words(names, stored)


def _unparted(typed: TypedText) -> Iterator[Lookup]:
    """A Chinese, Japanese or Korean name that is typed without the blank that parts it in the store, or with one that
    it lacks there."""
    places = typed.places("name")
    texts = [typed.words[place].text for place in places]
    if not texts or not all(map(_IN_EAST_ASIAN_SIGNS.fullmatch, texts)):
        return
    if len(texts) > 1:
        yield lookup("forward", lookup_form("".join(texts)), "name", *places)
        return
    for end in range(1, len(texts[0])):
        parted = lookup_form(f"{texts[0][:end]} {texts[0][end:]}")
        yield lookup("forward", parted, "name", *places)
        yield lookup("backward", parted, "name", *places)


def family_words(typed: TypedText) -> list[str]:
    """The last words of typed names with their particles written otherwise, as the dictionary has them."""
    return [words[-1] for _, _, words in _families(_names(typed)) if is_spelled(words[-1])]


def _families(names: Sequence[str]) -> Iterator[tuple[int, int, list[str]]]:
    """The places of a family name, from the first up to the last, and its words with the particle apart from the name
    behind it where it was typed together with that, or the other way."""
    yield from ((place, place + 1, words) for place, name in enumerate(names) for words in apart(name))
    yield from ((run.start, run.end, [run.word]) for run in together(names))


def _by_particles(names: Sequence[str], stored: Container[str] | None) -> Iterator[Lookup]:
    """Family names of which a particle stands in the store otherwise than it was typed: with the given names before
    them, and with their last word first."""
    for start, end, family in _families(names):
        if may_be_stored(family[-1], stored):
            others = [*names[:start], *names[end:]]
            yield lookup("forward", _joined([*others, *family]), "name")
            # Of a family name alone the particle stands behind given names that were not typed.
            backward = [*family[-1:], *others, *family[:-1]] if others else [*family[-1:], ""]
            yield lookup("backward", _joined(backward), "name")


def near_lookups(typed: TypedText, corrections: Corrections) -> Iterator[Lookup]:
    """The look-ups with one typed word, or some that are a city or a street, changed."""
    places = typed.places("name")[:_MOST_WORDS]
    for changed, words in corrections.items():
        if not set(changed) <= set(places):
            continue
        start = places.index(changed[0])
        for word in words[:_MOST_CORRECTIONS]:
            names = [typed.words[place].form for place in places]
            names[start : start + len(changed)] = word.split()
            if len(names) == len(places):
                yield from map(_as_near, _changed(typed, places, names, word))
                yield from map(_as_near, _streets(typed, dict(zip(places, names, strict=True)), changed))


def _changed(typed: TypedText, places: Sequence[int], names: Sequence[str], word: str) -> Iterator[Lookup]:
    for order in _orders(names):
        yield lookup("backward", order, "name")
    if len(names) < 3:
        yield lookup("forward", _joined(names), "name")
    if len(names) > 1 and " " not in word:
        yield lookup("backward", f"{word} ", "name")
    yield from _in_cities(places, names)
    for place in typed.places("number", "phone"):
        if code := postal_key(typed.words[place].text):
            yield lookup("postal", f"{code} {word}", "postal_code", place)


def _as_near(exact: Lookup) -> Lookup:
    return replace(exact, near=True)


def _names(typed: TypedText) -> list[str]:
    return [typed.words[place].form for place in typed.places("name")][:_MOST_WORDS]


def _orders(names: Sequence[str]) -> Iterable[str]:
    """The last word first, as `name_backward` has it, and as it was typed."""
    return dict.fromkeys((_joined([*names[-1:], *names[:-1]]), _joined(names)))


def _in_cities(places: Sequence[int], names: Sequence[str], stored: Container[str] | None = None) -> Iterator[Lookup]:
    """A city of one or two words, behind the name or before it; and a given name with a city or a street."""
    for typed in names_at_places(places, names):
        if may_be_stored(city := _joined(typed.place), stored):
            yield from (lookup("city", f"{city} {order}", "city", *typed.places) for order in _orders(typed.name))
    yield from given_name_lookups(places, names, stored)


def _streets(typed: TypedText, forms: Mapping[int, str], changed: Collection[int] = ()) -> Iterator[Lookup]:
    """A number with the names behind it (`12 Main Street`), or with those before it (`Hauptstraße 12`): those that have
    all the changed places. `forms`: place → the word there."""
    for place in typed.places("number"):
        for run, step in street_runs(typed, place):
            for length in range(1, len(run) + 1):
                if set(run[:length]) >= set(changed):
                    street = street_words([*(forms[n] for n in run[:length][::step]), typed.words[place].form])
                    yield lookup("street", street, "street", place, *run[:length])


def street_runs(typed: TypedText, place: int) -> list[tuple[list[int], int]]:
    """The places of the names behind a number, and of those before it, the nearest first; with the step by which they
    are read."""
    return [
        (_run(typed, range(place + 1, len(typed.words))), 1),
        (_run(typed, range(place - 1, -1, -1)), -1),
    ]


def _run(typed: TypedText, places: Iterable[int]) -> list[int]:
    run: list[int] = []
    for place in places:
        if typed.words[place].kind != "name" or len(run) == _STREET_WORDS:
            break
        run.append(place)
    return run


def _by_nicknames(names: Sequence[str], stored: Container[str] | None) -> Iterator[Lookup]:
    """Other forms of the first word before the last one's family, and the other way round."""
    first, last = names[0], names[-1]
    for given, family in ((first, last), (last, first)):
        if may_be_stored(family, stored):
            for form in given_name_forms(given)[:_MOST_FORMS]:
                yield lookup("backward", f"{family} {form}", "nickname")


def _some_words(names: Sequence[str], stored: Container[str] | None) -> Iterator[Lookup]:
    """Pairs of words, then family names alone."""
    pairs = list(combinations(names[:4], 2)) if len(names) > 2 else []
    for pair in pairs:
        for order in (pair[::-1], pair):
            if may_be_stored(order[0], stored):
                yield lookup("backward", _joined(order), "name")
    for name in dict.fromkeys(names[:4]):
        if len(name) >= _LEAST_SURNAME and may_be_stored(name, stored):
            yield lookup("backward", f"{name} ", "name")


def _joined(words: Sequence[str]) -> str:
    return " ".join(words)
