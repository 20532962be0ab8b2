"""The claims of a record as its source and the stewards' statements that hold make them."""

from collections.abc import Collection, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from profile_service.domain.resolution.canonical_form import canonical, canonical_claims_of
from profile_service.domain.resolution.claims import Claim
from profile_service.domain.resolution.rules import Rules
from profile_service.domain.stewardship.decisions import ClaimMove, ClaimStatement, last_statement
from profile_service.domain.values.identifiers import Identifier


@dataclass
class ClaimMoves:
    """The claims to write. One that a steward had given is deleted when it is taken; the source's own is disowned."""

    disowned: list[Claim] = field(default_factory=list)
    deleted: list[Claim] = field(default_factory=list)
    returned: list[Claim] = field(default_factory=list)
    created: list[Claim] = field(default_factory=list)

    def take(self, claim: Claim) -> None:
        (self.disowned if claim.given_by is None else self.deleted).append(claim)

    def give(self, claim: Claim, held: Mapping[Identifier, Claim]) -> None:
        """To a record that holds these already, maybe the same among them."""
        own = held.get(claim.identifier)
        if own is None:
            self.created.append(claim)
        elif own.is_disowned:
            self.returned.append(own)

    def replace(self, before: Claim | None, after: Claim | None) -> None:
        """Make one claim of a record of another; None where it has none."""
        if before and after and before.given_by == after.given_by:
            if before.is_disowned != after.is_disowned:
                (self.disowned if after.is_disowned else self.returned).append(before)
            return
        self.deleted += [before] if before else []
        self.created += [after] if after else []


@dataclass(frozen=True)
class StatedClaims:
    """A record's claims (`held`) and what stewards stated of them, in the order of time."""

    record: str
    held: Mapping[Identifier, Claim]
    statements: Sequence[ClaimStatement]

    def moves(self, moved: Collection[Identifier], undone: Container[str], rules: Rules, moves: ClaimMoves) -> None:
        """Add to `moves` what makes the claims on these identifiers, and on their canonical forms, as the statements
        have them of which the decision is not `undone`."""
        wanted = {i: claim for i, claim in self.held.items() if not claim.is_canonical and i not in moved}
        wanted |= {i: claim for i in moved if (claim := self._stated(i, undone))}
        derived = {form: claim for (_, form), claim in canonical_claims_of(wanted.values(), rules).items()}
        forms = {form for identifier in moved if (form := canonical(identifier, rules))}
        for identifier in sorted({*moved, *forms}):
            moves.replace(self.held.get(identifier), (wanted | derived).get(identifier))

    def _stated(self, identifier: Identifier, undone: Container[str]) -> Claim | None:
        """The source's own claim, taken or not; where it makes none, the one that a steward gave."""
        last = last_statement(_about(identifier, self.statements), undone)
        claim = self.held.get(identifier)
        if claim and claim.given_by is None:
            is_taken = last is not None and last.move is ClaimMove.TAKEN
            return claim._replace(disowned_at=last.at if last and is_taken else None)
        if last is None or last.move is not ClaimMove.GIVEN:
            return None
        return claim or Claim(self.record, identifier, last.first_seen, last.last_seen, given_by=last.actor)


def _about(identifier: Identifier, statements: Iterable[ClaimStatement]) -> list[ClaimStatement]:
    return [statement for statement in statements if statement.identifier == identifier]
