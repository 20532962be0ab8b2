"""Golden values: of what the records of a profile say, the value to show, with where it came from.

Each attribute and each type of identifier has its rule: criteria, of which the first that tells two values apart
decides. What they leave equal is decided by the source's own time, the newest first and those without a time last,
then by the order of source, record and value, so that the answer never depends on the order of loading.
"""

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Any, NamedTuple

from profile_service.domain.profile.profiles import ProfileRecord
from profile_service.domain.resolution.rules import Criterion, Rules, SurvivorshipRule
from profile_service.domain.sources.records import REMOVED
from profile_service.domain.values.identifiers import Identifier

_RECENT = SurvivorshipRule()
_ORIGIN: frozenset[Criterion] = frozenset({"most_recent", "source_priority"})
_TRUE = {"true", "yes", "1"}


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


def golden_value(candidates: Iterable[Candidate], rule: SurvivorshipRule = _RECENT) -> GoldenValue | None:
    """The golden value; None where no candidate says anything, or where what was said is removed.

    A removal has no text to compare, so only where and when it was said count: it takes away every value that is
    older or, where the rule goes by source first, that comes from a source behind its own.
    """
    return _best(_in_order(candidates), rule)


def golden_name(records: Sequence[ProfileRecord], rules: Rules) -> GoldenValue | None:
    said = [(r, _name(r)) for r in _newest_first(records)]
    return _chosen([Candidate(name, r.source, r.key, r.observed_at) for r, name in said], records, "name", rules)


def golden_identifier(records: Sequence[ProfileRecord], type: str, rules: Rules) -> GoldenValue | None:
    """The value of an identifier type to show; junk is never shown as the customer's own, and one that somebody
    else has by now only where there is no other."""
    candidates = [
        Candidate(claim.identifier.value, r.source, r.key, r.observed_at, ended=claim.ended_at is not None)
        for r in records
        for claim in r.claims
        if claim.identifier.type == type
    ]
    junk = {value for value in {c.value for c in candidates} if rules.is_junk(Identifier(type, value))}
    fit = [c for c in candidates if c.value not in junk] if junk else candidates
    fit += [Candidate(REMOVED, r.source, r.key, r.observed_at) for r in records if r.attributes.get(type) == REMOVED]
    return _chosen(_in_order(fit), records, type, rules)


def golden_attribute(records: Sequence[ProfileRecord], name: str, rules: Rules) -> GoldenValue | None:
    said = [r for r in _newest_first(records) if name in r.attributes]
    return _chosen([Candidate(r.attributes[name], r.source, r.key, r.observed_at) for r in said], said, name, rules)


def golden_attributes(records: Sequence[ProfileRecord], rules: Rules) -> dict[str, GoldenValue]:
    """Every attribute that any record has, sorted by name."""
    candidates: dict[str, list[Candidate]] = defaultdict(list)
    for r in _newest_first(records):
        for name, value in r.attributes.items():
            candidates[name].append(Candidate(value, r.source, r.key, r.observed_at))
    values = {name: _chosen(candidates[name], records, name, rules) for name in sorted(candidates)}
    return {name: value for name, value in values.items() if value}


def _newest_first(records: Iterable[ProfileRecord]) -> list[ProfileRecord]:
    by_origin = sorted(records, key=attrgetter("source", "key"))
    return sorted(by_origin, key=lambda r: r.observed_at or "", reverse=True)


def _in_order(candidates: Iterable[Candidate]) -> list[Candidate]:
    by_origin = sorted(candidates, key=attrgetter("source", "record", "value"))
    return sorted(by_origin, key=_time, reverse=True)


def _name(record: ProfileRecord) -> str:
    """The record's name; REMOVED where it has none because its source removed it or a part of it."""
    if record.name:
        return record.name
    parts = (record.attributes.get(part) for part in ("name", "given_name", "family_name"))
    return REMOVED if REMOVED in parts else ""


def _chosen(
    newest_first: list[Candidate], records: Iterable[ProfileRecord], name: str, rules: Rules
) -> GoldenValue | None:
    rule = rules.survivorship_rule(name)
    if "verified" in rule.by:
        by_record = {r.key: r.attributes.get(f"{name}_verified", "").strip().casefold() in _TRUE for r in records}
        newest_first = [c._replace(verified=by_record[c.record]) for c in newest_first]
    return _best(newest_first, rule)


def _best(newest_first: Iterable[Candidate], rule: SurvivorshipRule) -> GoldenValue | None:
    told = [c for c in newest_first if c.value and not c.value.isspace()]
    values = {c.value for c in told}
    ranked = _ranked(told, rule)
    if REMOVED in values:
        standing = _standing(told, rule)
        if not standing:
            return None
        taken = [c for c in ranked if c not in standing and c.value != REMOVED]
        ranked = [c for c in ranked if c in standing] + taken
    if len(values) < 2:
        return GoldenValue(ranked[0], ()) if ranked else None
    distinct: dict[str, Candidate] = {}
    for candidate in ranked:
        distinct.setdefault(_comparable(candidate.value), candidate)
    return GoldenValue(ranked[0], tuple(distinct.values())[1:])


def _ranked(newest_first: list[Candidate], rule: SurvivorshipRule) -> list[Candidate]:
    """Best first. Sorting is stable: where an earlier criterion finds them equal, the later ones' order stays."""
    ranked = newest_first
    if rule.by != _RECENT.by:
        for criterion in reversed(rule.by):
            ranked = sorted(ranked, key=_measure(criterion, rule, newest_first), reverse=True)
    return sorted(ranked, key=attrgetter("ended"))


def _standing(newest_first: list[Candidate], rule: SurvivorshipRule) -> set[Candidate]:
    """What no removal takes away."""
    ranked = _ranked(newest_first, replace(rule, by=tuple(by for by in rule.by if by in _ORIGIN)))
    return set(ranked[: [c.value for c in ranked].index(REMOVED)])


def _measure(
    criterion: Criterion, rule: SurvivorshipRule, candidates: Iterable[Candidate]
) -> Callable[[Candidate], Any]:
    """How good a candidate is by one criterion; more is better."""
    if criterion == "source_priority":
        places = {source: -place for place, source in enumerate(rule.sources)}
        return lambda c: places.get(c.source, -len(places))
    if criterion == "most_frequent":
        said = Counter(value for value, _ in {(_comparable(c.value), c.record) for c in candidates})
        return lambda c: said[_comparable(c.value)]
    if criterion == "most_complete":
        return _completeness
    if criterion == "verified":
        return attrgetter("verified")
    return _time


def _time(candidate: Candidate) -> str:
    return candidate.observed_at or ""


def _completeness(candidate: Candidate) -> tuple[int, int]:
    """By words, then by characters."""
    words = candidate.value.split()
    return len(words), sum(map(len, words))


def _comparable(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
