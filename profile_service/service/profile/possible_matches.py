"""Profiles that may be the same customer as the one at hand."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from profile_service.domain.profile.possible_matches import (
    MatchEvidence,
    MatchKind,
    Separation,
    by_strength,
    match_order,
    separations,
)
from profile_service.domain.profile.profiles import Profile, ProfileRecord
from profile_service.domain.profile.views import View
from profile_service.domain.resolution.canonical_form import canonical
from profile_service.domain.resolution.claims import Claim
from profile_service.domain.resolution.judgements import Verdict
from profile_service.domain.resolution.partition import Obstacle
from profile_service.domain.resolution.rules import Rules
from profile_service.domain.resolution.shared_identifiers import is_shared
from profile_service.domain.search.search_keys import search_keys
from profile_service.domain.sources.records import SourceRecord
from profile_service.domain.values.cursors import check_first
from profile_service.domain.values.identifiers import Identifier
from profile_service.service.profile.customer import Customer
from profile_service.store.profile.possible_matches import Clue, ClueKeys


@dataclass(frozen=True, slots=True)
class PossibleMatch:
    """Another customer who may be the same one, in the same view. `evidence`: the strongest first."""

    customer: Customer
    evidence: Sequence[MatchEvidence]
    kept_apart_by: Sequence[Separation]


class MatchSearch:
    """Where to look for profiles that may be the same customer as a whole `profile`, and what the clues say. Only what
    the view shows is looked at: its identifiers, and names at postal codes where it shows both."""

    def __init__(self, profile: Profile, view: View, rules: Rules) -> None:
        self._profile, self._view, self._rules = profile, view, rules
        self._spellings = dict(self._shared_identifiers())
        judged = tuple(sorted(record.key for record in profile.records if record.judged))
        self.keys = ClueKeys(tuple(sorted(self._spellings)), judged, self._names(), rules.hub_cap)

    def candidates(self, clues: Iterable[Clue]) -> Mapping[str, list[MatchEvidence]]:
        """Profile id → its evidence, the strongest profile first; without those that somebody judged to be others."""
        evidence: dict[str, list[MatchEvidence]] = defaultdict(list)
        judged_different = {self._profile.id}
        for clue in clues:
            if clue.verdict is Verdict.NOT_SAME:
                judged_different.add(clue.profile)
            else:
                evidence[clue.profile].append(self._evidence(clue))
        sorted_evidence = {
            id: by_strength(pieces, self._rules) for id, pieces in evidence.items() if id not in judged_different
        }
        order = sorted(sorted_evidence, key=lambda id: (match_order(sorted_evidence[id], self._rules), id))
        return {id: sorted_evidence[id] for id in order}

    def separations(self, other: Profile, evidence: Sequence[MatchEvidence]) -> list[Separation]:
        """What keeps the other profile, whole, apart from this one."""
        return separations(self._profile, other, evidence, self._view, self._rules)

    def _evidence(self, clue: Clue) -> MatchEvidence:
        if clue.verdict:
            return MatchEvidence(MatchKind.JUDGEMENT, reason=clue.detail or None, score=clue.score)
        if identifier := self._spellings.get(clue.key):
            return MatchEvidence(MatchKind.IDENTIFIER, identifier, Obstacle(clue.detail) if clue.detail else None)
        return MatchEvidence(MatchKind.NAME_AND_POSTAL_CODE)

    def _shared_identifiers(self) -> Iterable[tuple[str, Identifier]]:
        """Key of an identifier that others may hold → the identifier as the customer has it. Junk, weak identifiers and
        those over the hub cap join nobody, and a claim that has ended says nothing of the customer any more, unless
        nobody can tell whose the identifier is by now: a call from that number may be theirs."""
        own: dict[Identifier, list[Claim]] = defaultdict(list)
        for claim in (claim for record in self._profile.records for claim in record.claims):
            own[claim.identifier].append(claim)
        for identifier, claims in sorted(own.items(), reverse=True):
            if self._view.shows_identifier(identifier.type) and self._may_join(identifier, claims):
                if claims[0].holders > len(claims):
                    yield identifier.key, identifier
                if form := canonical(identifier, self._rules):
                    yield form.key, identifier

    def _may_join(self, identifier: Identifier, claims: Sequence[Claim]) -> bool:
        is_held = any(claim.ended_at is None or claim.obstacle == Obstacle.AMBIGUOUS.value for claim in claims)
        return is_held and not is_shared(claims[0].holders, self._rules) and self._rules.joins(identifier)

    def _names(self) -> tuple[str, ...]:
        if not (self._view.shows_attribute("name") and self._view.shows_attribute("postal_code")):
            return ()
        return tuple(sorted(set(filter(None, map(_postal_name, self._profile.records)))))


async def possible_matches(customer: Customer, first: int) -> list[PossibleMatch]:
    """Up to `first` profiles that may be the customer, too, the strongest evidence first. Takes a statement, where the
    customer has anything that leads elsewhere, and another one for the profiles themselves."""
    check_first(first)
    search = MatchSearch(customer.whole, customer.view, customer.rules)
    candidates = search.candidates(await customer.clues(search.keys))
    others = await customer.others(list(candidates)[: customer.page(first)])
    return [
        PossibleMatch(other, _as_seen(candidates[id], customer), search.separations(other.whole, candidates[id]))
        for id, other in others.items()
    ]


def _as_seen(evidence: Iterable[MatchEvidence], customer: Customer) -> list[MatchEvidence]:
    """The evidence with the values as the caller sees them."""
    return [
        piece._replace(
            identifier=customer.masked_identifier(piece.identifier) if piece.identifier else None,
            reason=piece.reason if customer.shows_words else None,
        )
        for piece in evidence
    ]


def _postal_name(record: ProfileRecord) -> str | None:
    return search_keys(SourceRecord(record.source, record.record_id, record.attributes)).postal_name
