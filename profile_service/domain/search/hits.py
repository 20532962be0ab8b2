"""The hits of a search: how well a record matches what was typed, and which profile comes first."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from profile_service.domain.resolution.given_names import given_name_forms
from profile_service.domain.search.lookups import RANK, MatchKind
from profile_service.domain.search.name_particles import together
from profile_service.domain.search.spellings import is_near
from profile_service.domain.search.typed_text import TypedText
from profile_service.domain.values.cursors import read_cursor, write_cursor
from profile_service.domain.values.errors import InvalidInput

_SEPARATOR = "\x1f"
_NUMBERS = 6
"""How many parts of a sort key say nothing of what was matched."""
_MOST_MATCHES = 999


@dataclass(frozen=True, slots=True)
class SearchMatch:
    """One way in which a record (key) of a profile matches. `text`: what matched: an identifier's key, a number, a
    name; `words`: the places of the typed words that it covers; `begun`: of these those that only begin a word;
    `sought`: of these those that were looked up, where the record's name may have the others.
    `near`: but for one letter; `former`: by what somebody had before, or of a deleted record."""

    profile: str
    record: str
    kind: MatchKind
    text: str
    words: frozenset[int] = frozenset()
    begun: frozenset[int] = frozenset()
    near: bool = False
    former: bool = False
    sought: frozenset[int] = frozenset()

    @property
    def source(self) -> str:
        return self.record.partition(":")[0]

    @property
    def quality(self) -> tuple[int, int, bool, int, bool, str, str]:
        """Smaller is better: words that it does not cover count first."""
        covered, whole = len(self.words), len(self.words - self.begun)
        return -covered, -whole, self.near, RANK.index(self.kind), self.former, self.text, self.record


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A profile and its matches, the best first. `missing`: how many typed words none of them covers."""

    profile: str
    matches: tuple[SearchMatch, ...]
    missing: int = 0
    begun: int = 0
    near: bool = False

    @property
    def match(self) -> MatchKind:
        """What the best match is called."""
        return self.matches[0].kind

    @property
    def is_whole(self) -> bool:
        """Whether it matches all typed words, as they were typed."""
        return not (self.missing or self.begun or self.near)

    @property
    def cursor(self) -> str:
        """The place of the hit, without what it matched: that may be masked for whoever holds the cursor."""
        return write_cursor(_SEPARATOR.join(map(str, (*self.sort_key[:_NUMBERS], self.profile))))

    @property
    def sort_key(self) -> tuple[int, int, int, int, int, int, str, str]:
        """Smaller is better: all words before some, exact before near, what names one thing before what may name many,
        current before former, many records that match before few."""
        best, fewer = self.matches[0], _MOST_MATCHES - min(len(self.matches), _MOST_MATCHES)
        rank = RANK.index(best.kind)
        return self.missing, int(self.near), self.begun, rank, int(best.former), fewer, best.text, self.profile


class CoveredWords(NamedTuple):
    """The places of the typed words that a record's name has. `whole`: those that are one of its words or, as far as
    they are among the `nicknames`, another form of one; `begun`: that begin one, or are the capitals `JB` of a Jean
    Baptiste; `near`: that are one but for a letter."""

    whole: frozenset[int]
    nicknames: frozenset[int]
    begun: frozenset[int]
    near: frozenset[int]


def coverage(typed: TypedText, name: str) -> CoveredWords:
    """How far a name (look-up form) covers the typed words."""
    words = name.split()
    forms = {place: typed.words[place].form for place in typed.places("name")}
    plain = {place for place, form in forms.items() if form in words} | _by_particles(forms, words)
    nicknames = {p for p in forms.keys() - plain if any(other in words for other in given_name_forms(forms[p]))}
    initials = {words[0][0] + words[1][0]} if len(words) > 2 else set()
    abbreviated = {p for p, form in forms.items() if form in initials and typed.words[p].text.isupper()}
    begun = {p for p in forms.keys() - plain - nicknames if any(word.startswith(forms[p]) for word in words)}
    begun |= abbreviated - plain - nicknames
    rest = forms.keys() - plain - nicknames - begun
    near = {p for p in rest if any(is_near(forms[p], word) for word in words)}
    return CoveredWords(frozenset(plain | nicknames), frozenset(nicknames), frozenset(begun), frozenset(near))


def _by_particles(forms: Mapping[int, str], words: Sequence[str]) -> set[int]:
    """The places of typed words that a name has with a particle together where they are apart, or the other way."""
    stored = {run.word for run in together(words)}
    covered = {place for place, form in forms.items() if form in stored}
    places = list(forms)
    for run in together(list(forms.values())):
        if run.word in words:
            covered |= set(places[run.start : run.end])
    return covered


def ranked_hits(typed: TypedText, matches: Iterable[SearchMatch]) -> list[SearchHit]:
    """The profiles with their matches, the best first."""
    of_profile: dict[str, list[SearchMatch]] = defaultdict(list)
    for match in matches:
        of_profile[match.profile].append(match)
    hits = (_hit(profile, list(dict.fromkeys(found)), len(typed.words)) for profile, found in of_profile.items())
    return sorted(hits, key=lambda hit: hit.sort_key)


def hits_after(hits: Sequence[SearchHit], cursor: str) -> Sequence[SearchHit]:
    """The hits after a cursor. Raises InvalidInput where it is no cursor of a search."""
    *numbers, profile = read_cursor(cursor).split(_SEPARATOR)
    if len(numbers) != _NUMBERS or not all(part.isascii() and part.isdecimal() and len(part) < 4 for part in numbers):
        raise InvalidInput("the cursor is not one of a search; take endCursor of the page before")
    place = next((place for place, hit in enumerate(hits) if hit.profile == profile), None)
    if place is not None:
        return hits[place + 1 :]
    # Its profile has gone since: some may come a second time, and none is left out.
    return [hit for hit in hits if hit.sort_key[:_NUMBERS] >= tuple(map(int, numbers))]


def _hit(profile: str, matches: list[SearchMatch], typed_words: int) -> SearchHit:
    """The hit by its exact matches, or by all of them where these cover more of the typed words."""
    exact = [match for match in matches if not match.near]
    near = len(_words(exact)) < len(_words(matches)) or not exact
    counted = matches if near else exact
    words = _words(counted)
    whole = frozenset[int]().union(*(match.words - match.begun for match in counted))
    best: dict[tuple[str, str], SearchMatch] = {}
    for match in sorted(matches, key=lambda match: match.quality):
        best.setdefault((match.text, match.record), match)
    return SearchHit(profile, tuple(best.values()), typed_words - len(words), len(words - whole), near)


def _words(matches: Iterable[SearchMatch]) -> frozenset[int]:
    return frozenset[int]().union(*(match.words for match in matches))
