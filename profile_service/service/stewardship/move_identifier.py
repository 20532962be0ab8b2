"""Moving an identifier from one record to another, and back."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from profile_service.domain.resolution.canonical_form import canonical, with_canonical
from profile_service.domain.resolution.claims import Claim, moved_note
from profile_service.domain.resolution.rules import CANONICAL, Rules
from profile_service.domain.values.errors import Conflict, InvalidInput, NotFound
from profile_service.domain.values.identifiers import Identifier
from profile_service.service.resolution.rules_in_force import rules_in_force
from profile_service.service.stewardship.command_execution import CommandExecution, refuse_locked
from profile_service.store.resolution import claims, memberships
from profile_service.store.sources import records

_Claims = Mapping[Identifier, Claim]


@dataclass
class _ClaimMoves:
    """The claims to write. One that a steward had given is deleted when it is taken; the source's own is disowned."""

    disowned: list[Claim] = field(default_factory=list)
    deleted: list[Claim] = field(default_factory=list)
    returned: list[Claim] = field(default_factory=list)
    created: list[Claim] = field(default_factory=list)

    def take(self, claim: Claim) -> None:
        (self.disowned if claim.given_by is None else self.deleted).append(claim)

    def give(self, claim: Claim, held: _Claims) -> None:
        """To a record that holds these already, maybe the same among them."""
        own = held.get(claim.identifier)
        if own is None:
            self.created.append(claim)
        elif own.is_disowned:
            self.returned.append(own)


async def move(execution: CommandExecution, identifier: Identifier, source: str, target: str | None) -> Sequence[str]:
    """Take the identifier from the source record, and let the target hold it, if there is one. A record that is its
    own target gets back what was taken from it. The identifier's canonical form goes along."""
    if identifier.type.endswith(CANONICAL):
        raise InvalidInput("this identifier is derived from another one; move that, and it goes along")
    held = await _held(execution, {source, target or source})
    if identifier not in held[source]:
        raise NotFound("the record does not hold this identifier; look at its claims again")
    rules = await rules_in_force(execution.tx)
    moves = _ClaimMoves()
    if source != target:
        _take(moves, identifier, held[source], rules)
    if target:
        moved = held[source][identifier]
        given = Claim(target, identifier, moved.first_seen, moved.last_seen, given_by=execution.command.actor)
        _give(moves, given, held[target], rules)
    # A claim that is deleted leads no more to the others who hold the identifier.
    others = await claims.holders(execution.tx, with_canonical([identifier], rules), rules.hub_cap + 1)
    await _write(execution, moves)
    await execution.resolve_judged(held.keys(), moved_note(identifier.type), beside=others)
    return []


async def _held(execution: CommandExecution, keys: set[str]) -> dict[str, dict[Identifier, Claim]]:
    """The claims of the records. Raises NotFound where one of them is not stored, Conflict where one is locked."""
    placed = await memberships.of_records(execution.tx, keys)
    if len(placed) < len(keys):
        raise NotFound("there is no source record with one of these keys; a key is source:record_id")
    refuse_locked(placed)
    held: dict[str, dict[Identifier, Claim]] = {key: {} for key in keys}
    for claim in await claims.of_records(execution.tx, keys):
        held[claim.record][claim.identifier] = claim
    return held


def _take(moves: _ClaimMoves, identifier: Identifier, held: _Claims, rules: Rules) -> None:
    claim = held[identifier]
    if claim.is_disowned:
        raise Conflict("the identifier was taken from this record already; look at its claims again")
    moves.take(claim)
    still = {canonical(i, rules) for i, other in held.items() if i != identifier and not other.is_disowned}
    derived = canonical(identifier, rules)
    if derived and derived not in still and derived in held and not held[derived].is_disowned:
        moves.take(held[derived])


def _give(moves: _ClaimMoves, claim: Claim, held: _Claims, rules: Rules) -> None:
    moves.give(claim, held)
    if derived := canonical(claim.identifier, rules):
        moves.give(claim._replace(identifier=derived), held)


async def _write(execution: CommandExecution, moves: _ClaimMoves) -> None:
    more = Counter(claim.identifier for claim in moves.created)
    more.subtract(claim.identifier for claim in moves.deleted)
    await records.keep_identifiers(execution.tx, more)
    await claims.disown(execution.tx, moves.disowned, execution.now, execution.command.actor)
    await claims.disown(execution.tx, moves.returned, None, None)
    await claims.delete(execution.tx, moves.deleted)
    await claims.create(execution.tx, moves.created)
