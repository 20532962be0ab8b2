"""The candidates for a golden value, ranked by the criteria of a rule of survivorship."""

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import NamedTuple, TypeAlias

from profile_service.domain.profile.name_forms import is_proper_case, words_in_full
from profile_service.domain.resolution.birth_dates import birth_date_readings
from profile_service.domain.resolution.rules import Criterion, SurvivorshipRule
from profile_service.domain.sources.records import REMOVED

_MOST_RECENT = SurvivorshipRule()
_ORIGIN_CRITERIA: frozenset[Criterion] = frozenset({"most_recent", "source_priority"})
_Score: TypeAlias = int | str | tuple[int, int]


class Candidate(NamedTuple):
    """A value with the source, record (key) and time (fixed-width UTC text) that it came from.

    `verified`: looked up only where the rule asks for it. `ended`: an identifier that is somebody else's by now;
    `former`: one that the customer had before.
    A tuple, because a profile that is read makes a hundred of them.
    """

    value: str
    source: str
    record: str
    observed_at: str | None
    verified: bool = False
    ended: bool = False
    former: bool = False


@dataclass(frozen=True, slots=True)
class GoldenValue:
    """The winner, and the best candidate of each value that differs from it by more than case, spacing or notation."""

    winner: Candidate
    conflicting: tuple[Candidate, ...]


def newest_first(candidates: Iterable[Candidate]) -> list[Candidate]:
    by_origin = sorted(candidates, key=attrgetter("source", "record", "value"))
    return sorted(by_origin, key=_time, reverse=True)


def golden_value(
    newest_first: Iterable[Candidate], rule: SurvivorshipRule = _MOST_RECENT, *, are_dates: bool = False
) -> GoldenValue | None:
    """The golden value; None where no candidate has a value, or where it was removed.

    A removal has no text to compare, so only its source and its time count: it takes away every value that is
    older or, where the rule goes by source first, that comes from a source behind its own.
    `are_dates`: the values are days, and two notations of one day are one value.
    """
    full = [candidate for candidate in newest_first if candidate.value and not candidate.value.isspace()]
    values = {candidate.value for candidate in full}
    forms = _comparable_forms(values, are_dates=are_dates) if len(values) > 1 else {}
    ranked = _ranking(full, rule, forms)
    if REMOVED in values:
        untouched = _before_removal(full, rule, forms)
        if not untouched:
            return None
        removed = [candidate for candidate in ranked if candidate not in untouched and candidate.value != REMOVED]
        ranked = [candidate for candidate in ranked if candidate in untouched] + removed
    if len(values) < 2:
        return GoldenValue(ranked[0], ()) if ranked else None
    distinct: dict[str, Candidate] = {}
    for candidate in ranked:
        distinct.setdefault(forms[candidate.value], candidate)
    return GoldenValue(ranked[0], tuple(distinct.values())[1:])


def _ranking(newest_first: list[Candidate], rule: SurvivorshipRule, forms: Mapping[str, str]) -> list[Candidate]:
    """Best first. Sorting is stable: where an earlier criterion finds them equal, the later ones' order stays."""
    ranked = newest_first
    if rule.by != _MOST_RECENT.by:
        for criterion in reversed(rule.by):
            ranked = sorted(ranked, key=_score_function(criterion, rule, newest_first, forms), reverse=True)
    # Nearly none is; sorting all the same would take as long as the rest.
    if any(candidate.ended or candidate.former for candidate in ranked):
        return sorted(ranked, key=attrgetter("ended", "former"))
    return ranked


def _before_removal(newest_first: list[Candidate], rule: SurvivorshipRule, forms: Mapping[str, str]) -> set[Candidate]:
    """The candidates that no removal takes away, by source and time alone."""
    by_origin = tuple(criterion for criterion in rule.by if criterion in _ORIGIN_CRITERIA)
    ranked = _ranking(newest_first, replace(rule, by=by_origin), forms)
    return set(ranked[: [candidate.value for candidate in ranked].index(REMOVED)])


def _score_function(
    criterion: Criterion, rule: SurvivorshipRule, candidates: Sequence[Candidate], forms: Mapping[str, str]
) -> Callable[[Candidate], _Score]:
    """The score of a candidate by one criterion; more is better."""
    if criterion == "source_priority":
        places = {source: -place for place, source in enumerate(rule.sources)}
        return lambda candidate: _place(candidate.source, places)
    if criterion == "most_frequent":
        holders = {(forms.get(candidate.value, ""), candidate.record) for candidate in candidates}
        counts = Counter(form for form, _ in holders)
        return lambda candidate: counts[forms.get(candidate.value, "")]
    return _SCORES[criterion]


def _time(candidate: Candidate) -> str:
    return candidate.observed_at or ""


def _completeness(candidate: Candidate) -> tuple[int, int]:
    """Words, then characters."""
    words = candidate.value.split()
    return len(words), sum(map(len, words))


_SCORES: dict[Criterion, Callable[[Candidate], _Score]] = {
    "most_recent": _time,
    "most_complete": _completeness,
    "verified": attrgetter("verified"),
    "spelled_out": lambda candidate: words_in_full(candidate.value),
    "proper_case": lambda candidate: is_proper_case(candidate.value),
}


def _comparable_forms(values: Iterable[str], *, are_dates: bool) -> dict[str, str]:
    """Value → a form that is equal for values that are one: those that differ by case or spacing and, for dates, by
    notation. Of two days that a date may be, the one that another value states counts."""
    texts = {value: " ".join(unicodedata.normalize("NFKC", value).casefold().split()) for value in values}
    if not are_dates:
        return texts
    readings = {value: birth_date_readings(text) for value, text in texts.items()}
    forms: dict[str, str] = {}
    for value in sorted(texts, key=lambda value: (len(readings[value]), texts[value])):
        days = readings[value]
        same = (form for other, form in forms.items() if days & readings[other])
        forms[value] = next(same, texts[value])
    return forms


def _place(source: str, places: Mapping[str, int]) -> int:
    """The place of a source; an instance that is not named itself has that of its source: `shopify-eu` of `shopify`."""
    while source not in places and "-" in source:
        source = source.rpartition("-")[0]
    return places.get(source, -len(places))
