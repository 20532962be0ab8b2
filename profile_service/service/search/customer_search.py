"""A search: what was typed first, what else it may mean where that finds too little, and words with one slip last."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from profile_service.domain.search.email_readings import email_words, near_email_lookups
from profile_service.domain.search.hits import SearchHit, ranked_hits
from profile_service.domain.search.lookups import NAMES_ONE
from profile_service.domain.search.name_readings import name_lookups, near_lookups, wider_lookups
from profile_service.domain.search.number_readings import PhoneCountries, number_lookups, whole_text_lookups
from profile_service.domain.search.spellings import is_spelled, near_words, slips
from profile_service.domain.search.typed_text import TypedText, typed_text
from profile_service.store.engine.store import Store
from profile_service.store.search.matches import find_matches

_ENOUGH = 3
"""Profiles that match all words as they were typed, from which on nothing wider is looked up."""


@dataclass(frozen=True, slots=True)
class FoundHits:
    """`has_more`: a look-up found more matches than one search looks at."""

    hits: list[SearchHit]
    has_more: bool


async def find_hits(store: Store, text: str, countries: PhoneCountries) -> FoundHits:
    """The profiles that match the text, the best first. Takes one statement, or two where the first finds too little.
    Raises InvalidInput where the text is blank or too long."""
    typed = typed_text(text)
    spelled = _spelled(typed)
    exact = [*whole_text_lookups(typed), *number_lookups(typed, countries), *name_lookups(typed)]
    asked = {*spelled.values(), *_email_words(typed)}
    first = await find_matches(store, typed, exact, [slip for word in asked for slip in slips(word)])
    hits = ranked_hits(typed, first.matches)
    if _is_enough(hits):
        return FoundHits(hits, first.has_more)
    corrections = {places: near_words(word, first.words) for places, word in spelled.items()}
    emails = {word: near_words(word, first.words) for word in _email_words(typed)}
    wider = [*wider_lookups(typed), *near_lookups(typed, corrections), *near_email_lookups(typed, emails)]
    second = await find_matches(store, typed, wider)
    return FoundHits(ranked_hits(typed, [*first.matches, *second.matches]), first.has_more or second.has_more)


def _is_enough(hits: Sequence[SearchHit]) -> bool:
    """Whether nothing wider need be looked up: enough profiles match all words, or one by what names one thing."""
    whole = [hit for hit in hits if hit.is_whole]
    return len(whole) >= _ENOUGH or any(hit.match in NAMES_ONE for hit in whole)


def _spelled(typed: TypedText) -> dict[tuple[int, ...], str]:
    """Places → the word there, or the two words beside each other that may be a city, which may have a slip."""
    places = typed.places("name")
    runs = [(place,) for place in places] + [pair for pair in pairwise(places) if pair[1] == pair[0] + 1]
    words = {run: " ".join(typed.words[place].form for place in run) for run in runs}
    return {run: word for run, word in words.items() if is_spelled(word)}


def _email_words(typed: TypedText) -> list[str]:
    return [word for place in typed.places("email") for word in email_words(typed.words[place].form)]
