"""Moving an identifier from one record to another, and back."""

from collections import Counter
from collections.abc import Mapping, Sequence

from profile_service.domain.resolution.canonical_form import canonical, with_canonical
from profile_service.domain.resolution.claims import Claim, moved_note
from profile_service.domain.resolution.rules import CANONICAL, Rules
from profile_service.domain.stewardship.claim_statements import ClaimMoves
from profile_service.domain.stewardship.decisions import ClaimMove, ClaimStatement
from profile_service.domain.values.errors import Conflict, InvalidInput, NotFound
from profile_service.domain.values.identifiers import Identifier
from profile_service.service.resolution.rules_in_force import rules_in_force
from profile_service.service.stewardship.command_execution import CommandExecution, refuse_locked
from profile_service.store.resolution import claims, memberships
from profile_service.store.sources import records
from profile_service.store.stewardship import decisions
from profile_service.store.stewardship.decisions import RecordStatements

_Claims = Mapping[Identifier, Claim]


async def move(execution: CommandExecution, identifier: Identifier, source: str, target: str | None) -> Sequence[str]:
    """Take the identifier from the source record, and let the target hold it, if there is one. A record that is its
    own target gets back what was taken from it. The identifier's canonical form goes along."""
    if identifier.type.endswith(CANONICAL):
        raise InvalidInput("this identifier is derived from another one; move that, and it goes along")
    held = await _held(execution, {source, target or source})
    if identifier not in held[source]:
        raise NotFound("the record does not hold this identifier; look at its claims again")
    rules = await rules_in_force(execution.tx)
    moves = ClaimMoves()
    if source != target:
        _take(moves, identifier, held[source], rules)
    if target:
        moved = held[source][identifier]
        given = Claim(target, identifier, moved.first_seen, moved.last_seen, given_by=execution.command.actor)
        _give(moves, given, held[target], rules)
    # A claim that is deleted leads no more to the others who hold the identifier.
    others = await claims.holders(execution.tx, with_canonical([identifier], rules), rules.hub_cap + 1)
    await write_moves(execution, moves)
    await _state(execution, held, identifier, (source, target))
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


def _take(moves: ClaimMoves, identifier: Identifier, held: _Claims, rules: Rules) -> None:
    claim = held[identifier]
    if claim.is_disowned:
        raise Conflict("the identifier was taken from this record already; look at its claims again")
    moves.take(claim)
    still = {canonical(i, rules) for i, other in held.items() if i != identifier and not other.is_disowned}
    derived = canonical(identifier, rules)
    if derived and derived not in still and derived in held and not held[derived].is_disowned:
        moves.take(held[derived])


def _give(moves: ClaimMoves, claim: Claim, held: _Claims, rules: Rules) -> None:
    moves.give(claim, held)
    if derived := canonical(claim.identifier, rules):
        moves.give(claim._replace(identifier=derived), held)


async def _state(
    execution: CommandExecution, held: Mapping[str, _Claims], identifier: Identifier, ends: tuple[str, str | None]
) -> None:
    """Keep what was stated of the two records, so that it can be undone."""
    source, target = ends
    moved = held[source][identifier]
    taken = ClaimMove.TAKEN if moved.given_by is None else ClaimMove.WITHDRAWN
    moves = [(source, taken)] if source != target else []
    moves += [(target, ClaimMove.GIVEN)] if target else []
    by = execution.command.actor, execution.now
    stated = {
        record: ClaimStatement(execution.decision, identifier, move, moved.first_seen, moved.last_seen, *by)
        for record, move in moves
    }
    await decisions.add_statements(
        execution.tx, {record: RecordStatements(claims=[statement]) for record, statement in stated.items()}
    )
    execution.stated.update(stated)


async def write_moves(execution: CommandExecution, moves: ClaimMoves) -> None:
    """Write the claims, and count the identifiers' holders."""
    more = Counter(claim.identifier for claim in moves.created)
    more.subtract(claim.identifier for claim in moves.deleted)
    await records.keep_identifiers(execution.tx, more)
    await claims.disown(execution.tx, moves.disowned, execution.now, execution.command.actor)
    await claims.disown(execution.tx, moves.returned, None, None)
    await claims.delete(execution.tx, moves.deleted)
    await claims.create(execution.tx, moves.created)
