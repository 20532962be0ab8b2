"""Other profiles that may be the same customer, with the evidence and with what keeps them apart."""

from typing import Annotated

import strawberry

from profile_service.api.types.values.enums import describe_enum
from profile_service.domain.profile import possible_matches as domain
from profile_service.domain.profile.possible_matches import SEPARATION_CLAUSES, MatchKind, Separation
from profile_service.service.profile import possible_matches as service

describe_enum(
    MatchKind,
    "Kinds of evidence that two profiles are one customer.",
    JUDGEMENT="Somebody judged that records of the two may be the same person.",
    IDENTIFIER="Both hold the same identifier, and it did not join them.",
    NAME_AND_POSTAL_CODE="Records of both have the same name at the same postal code.",
)
describe_enum(
    Separation,
    "Why two profiles that may be one customer are two.",
    GIVEN_NAMES="Their given names differ.",
    GENERATIONS="One is called senior and the other junior, or another generation.",
    BIRTH_DATES="Their birth dates differ.",
    IDENTIFIERS="They hold different values of an identifier that a person has once.",
    CONTRADICTION="Their records contradict each other in what the view does not show.",
    LOCK="One of them is locked.",
    LIMIT="One person would hold too many values of one type of identifier.",
    AMBIGUOUS="What they share is also held by others, who cannot all be one person.",
    UNDECIDED="Somebody judged that they may be one, and nobody has decided yet.",
    WEAK_EVIDENCE="Nothing but weak evidence speaks for it.",
)
# Named by its module, which names this one.
_PROFILE = Annotated["Profile", strawberry.lazy("profile_service.api.types.profile.profile")]  # type: ignore[name-defined]  # noqa: F821


@strawberry.type(description="A piece of evidence that two profiles are one customer.")
class MatchEvidence:
    kind: MatchKind = strawberry.field(description="What speaks for it: a judgement, an identifier, a name.")
    type: str | None = strawberry.field(
        description="Type of the shared identifier, such as `phone`; null where the evidence is none."
    )
    value: str | None = strawberry.field(
        description="Its value, as this customer holds it; null where the evidence is no identifier."
    )
    reason: str | None = strawberry.field(
        description="Reason of the judgement, in the actor's words; null where there is none, or the view shows none."
    )
    score: float | None = strawberry.field(
        description="How certain the judgement is, from 0 to 1; null where the evidence is none."
    )

    @classmethod
    def of(cls, evidence: domain.MatchEvidence) -> "MatchEvidence":
        identifier = evidence.identifier
        return cls(
            kind=evidence.kind,
            type=identifier.type if identifier else None,
            value=identifier.value if identifier else None,
            reason=evidence.reason,
            score=evidence.score,
        )


@strawberry.type(description="Another profile that may be the same customer.")
class PossibleMatch:
    profile: _PROFILE = strawberry.field(description="The other profile, in the same view.")
    evidence: list[MatchEvidence] = strawberry.field(description="Evidence for it, the strongest first.")
    kept_apart_by: list[Separation] = strawberry.field(description="Why the two are not one profile; never empty.")
    explanation: str = strawberry.field(
        description="The same in a sentence, without personal data: `Their birth dates differ.`"
    )

    @classmethod
    def of(cls, match: service.PossibleMatch, profile: _PROFILE) -> "PossibleMatch":
        clauses = " and ".join(SEPARATION_CLAUSES[reason] for reason in match.kept_apart_by)
        return cls(
            profile=profile,
            evidence=[MatchEvidence.of(evidence) for evidence in match.evidence],
            kept_apart_by=list(match.kept_apart_by),
            explanation=f"{clauses[0].upper()}{clauses[1:]}.",
        )
