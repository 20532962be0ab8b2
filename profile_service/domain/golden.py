"""Golden values: of what the records of a profile say, the value to show, with where it came from.

The most recent record wins, by the source's own time. A record without a time loses against one with a time; among
equals the order of source, record and value decides, so that the answer never depends on the order of loading.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from profile_service.domain.profiles import ProfileRecord


@dataclass(frozen=True, slots=True)
class Candidate:
    """A value with the source, record (key) and time (fixed-width UTC text) that it came from."""

    value: str
    source: str
    record: str
    observed_at: str | None


@dataclass(frozen=True, slots=True)
class GoldenValue:
    """The winner, and the best candidate of each value that differs from it by more than case or spacing."""

    winner: Candidate
    conflicting: tuple[Candidate, ...]


def golden(candidates: Iterable[Candidate]) -> GoldenValue | None:
    """The golden value; None where no candidate says anything."""
    ranked = _ranked([c for c in candidates if c.value and not c.value.isspace()])
    if not ranked:
        return None
    winner = ranked[0]
    if all(c.value == winner.value for c in ranked):
        return GoldenValue(winner, ())
    distinct: dict[str, Candidate] = {}
    for candidate in ranked:
        distinct.setdefault(_comparable(candidate.value), candidate)
    return GoldenValue(winner, tuple(distinct.values())[1:])


def golden_name(records: Iterable[ProfileRecord]) -> GoldenValue | None:
    return golden(Candidate(r.name, r.source, r.key, r.observed_at) for r in records)


def golden_identifier(records: Iterable[ProfileRecord], type: str) -> GoldenValue | None:
    """The value of an identifier type to show; junk values are never shown as the customer's own."""
    return golden(
        Candidate(claim.identifier.value, r.source, r.key, r.observed_at)
        for r in records
        for claim in r.claims
        if claim.identifier.type == type and not claim.identifier.blocked
    )


def golden_attribute(records: Iterable[ProfileRecord], name: str) -> GoldenValue | None:
    return golden(Candidate(r.attributes.get(name, ""), r.source, r.key, r.observed_at) for r in records)


def golden_attributes(records: Iterable[ProfileRecord]) -> dict[str, GoldenValue]:
    """Every attribute that any record has, sorted by name."""
    candidates: dict[str, list[Candidate]] = defaultdict(list)
    for r in records:
        for name, value in r.attributes.items():
            candidates[name].append(Candidate(value, r.source, r.key, r.observed_at))
    values = {name: golden(candidates[name]) for name in sorted(candidates)}
    return {name: value for name, value in values.items() if value}


def _ranked(candidates: list[Candidate]) -> list[Candidate]:
    by_origin = sorted(candidates, key=lambda c: (c.source, c.record, c.value))
    return sorted(by_origin, key=lambda c: c.observed_at or "", reverse=True)


def _comparable(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
