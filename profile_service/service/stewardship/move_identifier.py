"""Moving an identifier's claim from one record to another, and back."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from profile_service.domain.resolution.canonical_form import canonical
from profile_service.domain.resolution.rules import CANONICAL, Rules
from profile_service.domain.values.errors import Conflict, InvalidInput, NotFound
from profile_service.domain.values.identifiers import Identifier
from profile_service.service.resolution.resolve import with_folded
from profile_service.service.resolution.rules_in_force import rules_in_force
from profile_service.service.stewardship.command_execution import CommandExecution, refuse_locked
from profile_service.store.resolution import claims, memberships
from profile_service.store.resolution.claims import StoredClaim
from profile_service.store.sources import records

_Held = Mapping[Identifier, StoredClaim]


@dataclass
class _ClaimMoves:
    """What to write. A claim that a steward had given is deleted when it is taken; the source's own is only marked."""

    disowned: list[StoredClaim] = field(default_factory=list)
    dropped: list[StoredClaim] = field(default_factory=list)
    returned: list[StoredClaim] = field(default_factory=list)
    given: list[StoredClaim] = field(default_factory=list)

    def take(self, claim: StoredClaim) -> None:
        (self.dropped if claim.given else self.disowned).append(claim)

    def hand(self, claim: StoredClaim, held: _Held) -> None:
        """To a record that holds these already, maybe the same among them."""
        own = held.get(claim.identifier)
        if own is None:
            self.given.append(claim)
        elif own.disowned:
            self.returned.append(own)


async def move(act: CommandExecution, identifier: Identifier, source: str, target: str | None) -> Sequence[str]:
    """Take the identifier from the source record, and let the target hold it, if there is one. A record that is its
    own target gets back what was taken from it. What folding derives goes along."""
    if identifier.type.endswith(CANONICAL):
        raise InvalidInput("this identifier is derived from another one; move that, and it goes along")
    held = await _held(act, {source, target or source})
    if identifier not in held[source]:
        raise NotFound("the record does not hold this identifier; look at its claims again")
    rules = await rules_in_force(act.tx)
    moves = _ClaimMoves()
    if source != target:
        _take(moves, identifier, held[source], rules)
    if target:
        _hand(moves, replace(held[source][identifier], record=target), held[target], rules)
    # A claim that is deleted leads no more to the others who hold the identifier.
    others = await claims.holders(act.tx, with_folded([identifier], rules), rules.hub_cap + 1)
    await _write(act, moves)
    await act.judged(held.keys(), f"claim {identifier.type}", beside=others)
    return []


async def _held(act: CommandExecution, keys: set[str]) -> dict[str, dict[Identifier, StoredClaim]]:
    """What the records hold. Raises NotFound where one of them is not stored, Conflict where one is locked."""
    placed = await memberships.of_records(act.tx, keys)
    if len(placed) < len(keys):
        raise NotFound("there is no source record with one of these keys; a key is source:record_id")
    refuse_locked(placed)
    held: dict[str, dict[Identifier, StoredClaim]] = {key: {} for key in keys}
    for claim in await claims.of(act.tx, keys):
        held[claim.record][claim.identifier] = claim
    return held


def _take(moves: _ClaimMoves, identifier: Identifier, held: _Held, rules: Rules) -> None:
    claim = held[identifier]
    if claim.disowned:
        raise Conflict("the identifier was taken from this record already; look at its claims again")
    moves.take(claim)
    still = {canonical(i, rules) for i, other in held.items() if i != identifier and not other.disowned}
    derived = canonical(identifier, rules)
    if derived and derived not in still and derived in held and not held[derived].disowned:
        moves.take(held[derived])


def _hand(moves: _ClaimMoves, claim: StoredClaim, held: _Held, rules: Rules) -> None:
    moves.hand(claim, held)
    if derived := canonical(claim.identifier, rules):
        moves.hand(replace(claim, identifier=derived), held)


async def _write(act: CommandExecution, moves: _ClaimMoves) -> None:
    more = Counter(claim.identifier for claim in moves.given)
    more.subtract(claim.identifier for claim in moves.dropped)
    await records.keep_identifiers(act.tx, more)
    await claims.disown(act.tx, moves.disowned, act.now, act.command.actor)
    await claims.disown(act.tx, moves.returned, None, None)
    await claims.drop(act.tx, [(claim.record, claim.identifier) for claim in moves.dropped])
    await claims.give(act.tx, moves.given, act.command.actor)
