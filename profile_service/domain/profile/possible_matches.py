"""Profiles that may be the same customer as another: the evidence for it, and what keeps the two apart."""

from collections.abc import Collection, Iterable, Iterator
from enum import Enum
from typing import NamedTuple

from profile_service.domain.profile.profiles import Profile
from profile_service.domain.profile.views import View
from profile_service.domain.resolution.comparable_records import ComparableRecord, comparable_record
from profile_service.domain.resolution.contradictions import CLAUSES, ContradictionKind, contradictions_between
from profile_service.domain.resolution.partition import Obstacle
from profile_service.domain.resolution.rules import Rules
from profile_service.domain.values.identifiers import Identifier


class MatchKind(Enum):
    """Kinds of evidence that two profiles are one customer, the strongest first."""

    JUDGEMENT = "judgement"  # somebody judged that they may be one
    IDENTIFIER = "identifier"  # both hold it, and it did not join them
    NAME_AND_POSTAL_CODE = "name and postal code"


class MatchEvidence(NamedTuple):
    """One piece of evidence. `identifier` and `obstacle`: the shared identifier, as the customer holds it, and why it
    did not join all of its holders, where a steward may decide that; `reason` and `score`: those of a judgement. None
    where the kind has none."""

    kind: MatchKind
    identifier: Identifier | None = None
    obstacle: Obstacle | None = None
    reason: str | None = None
    score: float | None = None


class Separation(Enum):
    """Reasons why two profiles that may be one customer are two."""

    GIVEN_NAMES = "given names"
    GENERATIONS = "generations"
    BIRTH_DATES = "birth dates"
    IDENTIFIERS = "identifiers"
    CONTRADICTION = "contradiction"  # of a kind that the view does not show
    LOCK = "lock"
    LIMIT = "limit"
    AMBIGUOUS = "ambiguous"
    UNDECIDED = "undecided"
    WEAK_EVIDENCE = "weak evidence"


SEPARATION_CLAUSES = {
    Separation.GIVEN_NAMES: CLAUSES[ContradictionKind.GIVEN_NAMES],
    Separation.GENERATIONS: CLAUSES[ContradictionKind.GENERATIONS],
    Separation.BIRTH_DATES: CLAUSES[ContradictionKind.BIRTH_DATES],
    Separation.IDENTIFIERS: CLAUSES[ContradictionKind.IDENTIFIERS],
    Separation.CONTRADICTION: "their records contradict each other in what this view does not show",
    Separation.LOCK: "one of them is locked",
    Separation.LIMIT: "one person would hold too many values of one type of identifier",
    Separation.AMBIGUOUS: "what they share is also held by others, who cannot all be one person",
    Separation.UNDECIDED: "somebody judged that they may be one, and nobody has decided yet",
    Separation.WEAK_EVIDENCE: "nothing but weak evidence speaks for it",
}
"""Each reason as a clause, without personal data."""
_SEPARATION_OF = {
    ContradictionKind.GIVEN_NAMES: Separation.GIVEN_NAMES,
    ContradictionKind.GENERATIONS: Separation.GENERATIONS,
    ContradictionKind.BIRTH_DATES: Separation.BIRTH_DATES,
    ContradictionKind.IDENTIFIERS: Separation.IDENTIFIERS,
}
_ATTRIBUTE_OF = {
    Separation.GIVEN_NAMES: "name",
    Separation.GENERATIONS: "name",
    Separation.BIRTH_DATES: "birth_date",
}
_WEAKEST = 1_000_000


def by_strength(evidence: Iterable[MatchEvidence], rules: Rules) -> list[MatchEvidence]:
    """The evidence, each piece once, the strongest first: the surest judgement, then identifiers by the priority of
    their type, then the rest."""
    return sorted(
        set(evidence), key=lambda piece: (*_strength(piece, rules), piece.identifier or (), piece.reason or "")
    )


def match_order(evidence: Iterable[MatchEvidence], rules: Rules) -> list[tuple[float, ...]]:
    """Sorts the profile with the strongest evidence first; of two with the same, the one that has more besides."""
    return [*(_strength(piece, rules) for piece in evidence), (_WEAKEST,)]


def _strength(piece: MatchEvidence, rules: Rules) -> tuple[float, ...]:
    if piece.kind is MatchKind.JUDGEMENT:
        return (0, -(piece.score or 0.0))
    return (1, rules.type_rule(piece.identifier.type).priority) if piece.identifier else (2, 0)


def separations(
    one: Profile, other: Profile, evidence: Collection[MatchEvidence], view: View, rules: Rules
) -> list[Separation]:
    """What keeps two whole profiles apart, at least one reason; contradictions are named as far as the view shows what
    they are about."""
    reasons = set(_contradictions(one, other, view, rules))
    if one.locked_at or other.locked_at:
        reasons.add(Separation.LOCK)
    if not reasons:
        reasons = {_between_others(piece.obstacle) for piece in evidence if piece.identifier}
    if not reasons:
        is_judged = any(piece.kind is MatchKind.JUDGEMENT for piece in evidence)
        reasons = {Separation.UNDECIDED if is_judged else Separation.WEAK_EVIDENCE}
    return [reason for reason in Separation if reason in reasons]


def _contradictions(one: Profile, other: Profile, view: View, rules: Rules) -> Iterator[Separation]:
    for contradiction in contradictions_between(_comparable(one), _comparable(other), rules):
        reason = _SEPARATION_OF[contradiction.kind]
        attribute = _ATTRIBUTE_OF.get(reason)
        is_shown = view.shows_attribute(attribute) if attribute else view.identifiers is None
        yield reason if is_shown else Separation.CONTRADICTION


def _between_others(obstacle: Obstacle | None) -> Separation:
    """The reason where nothing separates the two themselves."""
    return Separation.LIMIT if obstacle is Obstacle.LIMIT else Separation.AMBIGUOUS


def _comparable(profile: Profile) -> list[ComparableRecord]:
    return [
        comparable_record(r.key, [claim.identifier for claim in r.claims], r.attributes, r.observed_at)
        for r in profile.records
    ]
