"""A search: what was typed first, what else it may mean where that finds too little, and words with one slip last."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from profile_service.domain.search.email_readings import email_words, near_email_lookups, slipped_emails
from profile_service.domain.search.hits import SearchHit, ranked_hits
from profile_service.domain.search.lookups import NAMES_ONE
from profile_service.domain.search.name_readings import (
    family_words,
    name_lookups,
    near_lookups,
    street_runs,
    wider_lookups,
)
from profile_service.domain.search.number_readings import (
    PhoneCountries,
    former_lookups,
    number_lookups,
    record_lookups,
    ticket_lookups,
    whole_text_lookups,
)
from profile_service.domain.search.phone_parts import part_lookups
from profile_service.domain.search.place_readings import words_to_ask
from profile_service.domain.search.search_keys import street_phrase, usual_street_words
from profile_service.domain.search.spellings import is_spelled, near_words, slips
from profile_service.domain.search.typed_text import TypedText, typed_text
from profile_service.domain.sources.kinds import Family
from profile_service.service.declared.touchpoints import touchpoints
from profile_service.store.engine.store import Store
from profile_service.store.search.branches import Asides
from profile_service.store.search.matches import AsSeen, find_matches

_STREET_WORDS = 3
_ENOUGH = 3
"""Profiles that match all words as they were typed, from which on nothing wider is looked up."""


@dataclass(frozen=True, slots=True)
class FoundHits:
    """`has_more`: a look-up found more matches than one search looks at."""

    hits: list[SearchHit]
    has_more: bool


async def find_hits(
    store: Store,
    text: str,
    countries: PhoneCountries,
    sources: Sequence[str] = (),
    as_seen: AsSeen = lambda match: match,
) -> FoundHits:
    """The profiles that match the text, the best first. `sources`: those in which a number may be the own id of a
    record or a ticket; `as_seen`: what the caller may know of a match, by which alone hits are found and ordered.
    Takes one statement, or two where the first finds too little. Raises InvalidInput where the text is blank or too
    long."""
    typed = typed_text(text)
    spelled = _spelled(typed)
    numbers = [*number_lookups(typed, countries), *record_lookups(typed, sources)]
    exact = [*whole_text_lookups(typed), *numbers, *name_lookups(typed)]
    asked = {*(word for _, word in spelled), *_email_words(typed)}
    asked_slips = {slip for word in asked for slip in slips(word)}
    words = list(dict.fromkeys([*words_to_ask(typed), *family_words(typed)]))
    asides = Asides(sorted(asked_slips), words, list(dict.fromkeys(slipped_emails(typed))))
    first = await find_matches(store, typed, exact, asides, as_seen)
    hits = ranked_hits(typed, first.matches)
    if _is_enough(hits):
        return FoundHits(hits, first.has_more)
    corrections: dict[tuple[int, ...], list[str]] = defaultdict(list)
    for places, word in spelled:
        corrections[places] += near_words(word, _candidates(typed, word, first.words))
    emails = {word: near_words(word, first.words) for word in _email_words(typed)}
    near = [*near_lookups(typed, corrections), *near_email_lookups(typed, emails, first.shared)]
    tickets = ticket_lookups(typed, sources, _ticket_kinds())
    wider = [*former_lookups(typed), *tickets, *wider_lookups(typed, first.words), *near]
    if not any(hit.is_whole for hit in hits):
        wider += part_lookups(typed)
    second = await find_matches(store, typed, wider, as_seen=as_seen)
    return FoundHits(ranked_hits(typed, [*first.matches, *second.matches]), first.has_more or second.has_more)


@cache
def _ticket_kinds() -> tuple[str, ...]:
    """The words by which sources call tickets, the declared ones and those that stand for them."""
    kinds = touchpoints().kinds
    words = [*kinds.families, *kinds.aliases]
    return tuple(word for word in words if kinds.family(word) is Family.TICKET)


def _is_enough(hits: Sequence[SearchHit]) -> bool:
    """Whether nothing wider need be looked up: enough profiles match all words, or one by what names one thing."""
    whole = [hit for hit in hits if hit.is_whole]
    return len(whole) >= _ENOUGH or any(hit.match in NAMES_ONE for hit in whole)


def _spelled(typed: TypedText) -> list[tuple[tuple[int, ...], str]]:
    """The typed words that may have a slip, with their places: each alone, two beside each other, which may be a city,
    and those beside a number, which may be a street."""
    forms = {place: typed.words[place].form for place in typed.places("name")}
    runs: list[tuple[int, ...]] = [(place,) for place in forms]
    runs += [pair for pair in pairwise(forms) if pair[1] == pair[0] + 1]
    spelled = [(run, " ".join(forms[place] for place in run)) for run in runs]
    for number in typed.places("number"):
        for run, _ in street_runs(typed, number):
            streets = [tuple(sorted(run[:length])) for length in range(1, min(len(run), _STREET_WORDS) + 1)]
            spelled += [(places, street_phrase(forms[place] for place in places)) for places in streets]
    return [(run, word) for run, word in dict.fromkeys(spelled) if is_spelled(word)]


def _candidates(typed: TypedText, word: str, stored: Collection[str]) -> Collection[str]:
    """The words that it may be meant for: those of the dictionary, and beside a number the usual words of streets."""
    return [*stored, *usual_street_words(word)] if typed.places("number") else stored


def _email_words(typed: TypedText) -> list[str]:
    return [word for place in typed.places("email") for word in email_words(typed.words[place].form)]
