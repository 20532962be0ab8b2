"""Survivorship: of the values that the records of a profile have, the golden one to show, with where it came from.

Each attribute and each type of identifier has its rule: criteria, of which the first that tells two values apart
decides. What they leave equal is decided by the source's own time, the newest first and those without a time last,
then by the order of source, record and value, so that the answer never depends on the order of loading.
"""

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import NamedTuple, TypeAlias

from profile_service.domain.profile.profiles import ProfileRecord
from profile_service.domain.resolution.rules import Criterion, Rules, SurvivorshipRule
from profile_service.domain.sources.records import REMOVED
from profile_service.domain.values.identifiers import Identifier

_MOST_RECENT = SurvivorshipRule()
_ORIGIN_CRITERIA: frozenset[Criterion] = frozenset({"most_recent", "source_priority"})
_TRUE_WORDS = {"true", "yes", "1"}
_Score: TypeAlias = int | str | tuple[int, int]


class Candidate(NamedTuple):
    """A value with the source, record (key) and time (fixed-width UTC text) that it came from.

    `verified`: looked up only where the rule asks for it. `ended`: an identifier that is somebody else's by now.
    A tuple, because a profile that is read makes a hundred of them.
    """

    value: str
    source: str
    record: str
    observed_at: str | None
    verified: bool = False
    ended: bool = False


@dataclass(frozen=True, slots=True)
class GoldenValue:
    """The winner, and the best candidate of each value that differs from it by more than case or spacing."""

    winner: Candidate
    conflicting: tuple[Candidate, ...]


def golden_value(candidates: Iterable[Candidate], rule: SurvivorshipRule = _MOST_RECENT) -> GoldenValue | None:
    """The golden value; None where no candidate has a value, or where it was removed.

    A removal has no text to compare, so only its source and its time count: it takes away every value that is
    older or, where the rule goes by source first, that comes from a source behind its own.
    """
    return _best(_newest_candidates_first(candidates), rule)


def golden_name(records: Sequence[ProfileRecord], rules: Rules) -> GoldenValue | None:
    newest_first = [_candidate(record, _name(record)) for record in _newest_records_first(records)]
    return _golden(newest_first, records, "name", rules)


def golden_identifier(records: Sequence[ProfileRecord], type: str, rules: Rules) -> GoldenValue | None:
    """The value of an identifier type to show; junk is never shown as the customer's own, and one that somebody
    else has by now only where there is no other."""
    candidates = [
        _candidate(record, claim.identifier.value, ended=claim.ended_at is not None)
        for record in records
        for claim in record.claims
        if claim.identifier.type == type
    ]
    values = {candidate.value for candidate in candidates}
    junk = {value for value in values if rules.is_junk(Identifier(type, value))}
    valid = [candidate for candidate in candidates if candidate.value not in junk]
    removals = [_candidate(record, REMOVED) for record in records if record.attributes.get(type) == REMOVED]
    return _golden(_newest_candidates_first([*valid, *removals]), records, type, rules)


def golden_attribute(records: Sequence[ProfileRecord], name: str, rules: Rules) -> GoldenValue | None:
    holders = [record for record in _newest_records_first(records) if name in record.attributes]
    return _golden([_candidate(record, record.attributes[name]) for record in holders], holders, name, rules)


def golden_attributes(records: Sequence[ProfileRecord], rules: Rules) -> dict[str, GoldenValue]:
    """The golden value of every attribute that any record has, sorted by name."""
    candidates: dict[str, list[Candidate]] = defaultdict(list)
    for record in _newest_records_first(records):
        for name, value in record.attributes.items():
            candidates[name].append(_candidate(record, value))
    values = {name: _golden(candidates[name], records, name, rules) for name in sorted(candidates)}
    return {name: value for name, value in values.items() if value}


def _candidate(record: ProfileRecord, value: str, *, ended: bool = False) -> Candidate:
    return Candidate(value, record.source, record.key, record.observed_at, ended=ended)


def _newest_records_first(records: Iterable[ProfileRecord]) -> list[ProfileRecord]:
    by_origin = sorted(records, key=attrgetter("source", "key"))
    return sorted(by_origin, key=lambda record: record.observed_at or "", reverse=True)


def _newest_candidates_first(candidates: Iterable[Candidate]) -> list[Candidate]:
    by_origin = sorted(candidates, key=attrgetter("source", "record", "value"))
    return sorted(by_origin, key=_time, reverse=True)


def _name(record: ProfileRecord) -> str:
    """The record's name; REMOVED where it has none because its source removed it or a part of it."""
    if record.name:
        return record.name
    parts = (record.attributes.get(part) for part in ("name", "given_name", "family_name"))
    return REMOVED if REMOVED in parts else ""


def _golden(
    newest_first: list[Candidate], records: Iterable[ProfileRecord], name: str, rules: Rules
) -> GoldenValue | None:
    """The golden value of an attribute or identifier type, by its rule."""
    rule = rules.survivorship_rule(name)
    if "verified" in rule.by:
        verified = {record.key: _is_verified(record, name) for record in records}
        newest_first = [candidate._replace(verified=verified[candidate.record]) for candidate in newest_first]
    return _best(newest_first, rule)


def _is_verified(record: ProfileRecord, name: str) -> bool:
    return record.attributes.get(f"{name}_verified", "").strip().casefold() in _TRUE_WORDS


def _best(newest_first: Iterable[Candidate], rule: SurvivorshipRule) -> GoldenValue | None:
    full = [candidate for candidate in newest_first if candidate.value and not candidate.value.isspace()]
    values = {candidate.value for candidate in full}
    ranked = _ranking(full, rule)
    if REMOVED in values:
        untouched = _before_removal(full, rule)
        if not untouched:
            return None
        removed = [candidate for candidate in ranked if candidate not in untouched and candidate.value != REMOVED]
        ranked = [candidate for candidate in ranked if candidate in untouched] + removed
    if len(values) < 2:
        return GoldenValue(ranked[0], ()) if ranked else None
    distinct: dict[str, Candidate] = {}
    for candidate in ranked:
        distinct.setdefault(_comparable(candidate.value), candidate)
    return GoldenValue(ranked[0], tuple(distinct.values())[1:])


def _ranking(newest_first: list[Candidate], rule: SurvivorshipRule) -> list[Candidate]:
    """Best first. Sorting is stable: where an earlier criterion finds them equal, the later ones' order stays."""
    ranked = newest_first
    if rule.by != _MOST_RECENT.by:
        for criterion in reversed(rule.by):
            ranked = sorted(ranked, key=_score_function(criterion, rule, newest_first), reverse=True)
    return sorted(ranked, key=attrgetter("ended"))


def _before_removal(newest_first: list[Candidate], rule: SurvivorshipRule) -> set[Candidate]:
    """The candidates that no removal takes away, by source and time alone."""
    by_origin = tuple(criterion for criterion in rule.by if criterion in _ORIGIN_CRITERIA)
    ranked = _ranking(newest_first, replace(rule, by=by_origin))
    return set(ranked[: [candidate.value for candidate in ranked].index(REMOVED)])


def _score_function(
    criterion: Criterion, rule: SurvivorshipRule, candidates: Iterable[Candidate]
) -> Callable[[Candidate], _Score]:
    """The score of a candidate by one criterion; more is better."""
    if criterion == "source_priority":
        places = {source: -place for place, source in enumerate(rule.sources)}
        return lambda candidate: places.get(candidate.source, -len(places))
    if criterion == "most_frequent":
        counts = Counter(value for value, _ in {(_comparable(each.value), each.record) for each in candidates})
        return lambda candidate: counts[_comparable(candidate.value)]
    if criterion == "most_complete":
        return _completeness
    if criterion == "verified":
        return attrgetter("verified")
    return _time


def _time(candidate: Candidate) -> str:
    return candidate.observed_at or ""


def _completeness(candidate: Candidate) -> tuple[int, int]:
    """Words, then characters."""
    words = candidate.value.split()
    return len(words), sum(map(len, words))


def _comparable(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
