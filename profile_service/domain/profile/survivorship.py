"""Survivorship: of the values that the records of a profile have, the golden one to show, with where it came from.

Each attribute and each type of identifier has its rule: criteria, of which the first that tells two values apart
decides. What they leave equal is decided by the source's own time, the newest first and those without a time last,
then by the order of source, record and value, so that the answer never depends on the order of loading.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from operator import attrgetter

from profile_service.domain.profile.candidates import Candidate, GoldenValue, golden_value, newest_first
from profile_service.domain.profile.profiles import ProfileRecord, former_identifiers
from profile_service.domain.resolution.claims import Claim
from profile_service.domain.resolution.rules import Rules
from profile_service.domain.sources.records import REMOVED
from profile_service.domain.values.identifiers import Identifier

_TRUE_WORDS = {"true", "yes", "1"}


def golden_name(records: Sequence[ProfileRecord], rules: Rules) -> GoldenValue | None:
    candidates = [_candidate(record, _name(record)) for record in _newest_records_first(records)]
    return _golden(candidates, records, "name", rules)


def golden_identifier(records: Sequence[ProfileRecord], type: str, rules: Rules) -> GoldenValue | None:
    """The value of an identifier type to show; junk is never shown as the customer's own, and a former one, or one that
    somebody else has by now, only where there is no other."""
    former = former_identifiers(records)
    candidates = [
        _claimed(record, claim, former=claim.identifier in former)
        for record in records
        for claim in record.claims
        if claim.identifier.type == type
    ]
    values = {candidate.value for candidate in candidates}
    junk = {value for value in values if rules.is_junk(Identifier(type, value))}
    valid = [candidate for candidate in candidates if candidate.value not in junk]
    removals = [_candidate(record, REMOVED) for record in records if record.attributes.get(type) == REMOVED]
    return _golden(newest_first([*valid, *removals]), records, type, rules)


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


def _candidate(record: ProfileRecord, value: str) -> Candidate:
    return Candidate(value, record.source, record.key, record.observed_at)


def _claimed(record: ProfileRecord, claim: Claim, *, former: bool) -> Candidate:
    at = claim.stated_until or None if claim.is_former else record.observed_at
    ended = claim.ended_at is not None
    return Candidate(claim.identifier.value, record.source, record.key, at, ended=ended, former=former)


def _newest_records_first(records: Iterable[ProfileRecord]) -> list[ProfileRecord]:
    by_origin = sorted(records, key=attrgetter("source", "key"))
    return sorted(by_origin, key=lambda record: record.observed_at or "", reverse=True)


def _name(record: ProfileRecord) -> str:
    """The record's name; REMOVED where it has none because its source removed it or a part of it."""
    if record.name:
        return record.name
    parts = (record.attributes.get(part) for part in ("name", "given_name", "family_name"))
    return REMOVED if REMOVED in parts else ""


def _golden(
    candidates: list[Candidate], records: Iterable[ProfileRecord], name: str, rules: Rules
) -> GoldenValue | None:
    """The golden value of an attribute or identifier type, by its rule; the candidates come newest first."""
    rule = rules.survivorship_rule(name)
    verified = {record.key for record in records if _is_verified(record, name)} if "verified" in rule.by else None
    if verified:
        candidates = [candidate._replace(verified=candidate.record in verified) for candidate in candidates]
    return golden_value(candidates, rule, are_dates=name == "birth_date")


def _is_verified(record: ProfileRecord, name: str) -> bool:
    stated = record.attributes.get(f"{name}_verified")
    return stated is not None and stated.strip().casefold() in _TRUE_WORDS
