"""Undoing a decision as a whole: what it stated counts as never made (docs/decisions/undo.md)."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from profile_service.domain.resolution.canonical_form import with_canonical
from profile_service.domain.resolution.judgements import Judgement, judgements_in_effect
from profile_service.domain.stewardship.changes import Change, ChangeKind
from profile_service.domain.stewardship.claim_statements import ClaimMoves, StatedClaims
from profile_service.domain.stewardship.decisions import UNDO_NOTE, Decision, DecisionKind, last_statement
from profile_service.domain.values.errors import Conflict, NotFound
from profile_service.service.resolution.rules_in_force import rules_in_force
from profile_service.service.stewardship.command_execution import CommandExecution, refuse_locked
from profile_service.service.stewardship.move_event import turn_event
from profile_service.service.stewardship.move_identifier import write_moves
from profile_service.service.stewardship.undo_rules import undo_rules
from profile_service.store.resolution import claims, contested, judgements, memberships
from profile_service.store.resolution.memberships import Membership
from profile_service.store.stewardship import decisions
from profile_service.store.stewardship.decisions import RecordStatements

_LOCKING = {DecisionKind.LOCK: ChangeKind.LOCKED, DecisionKind.UNLOCK: ChangeKind.UNLOCKED}
_OPPOSITE = {ChangeKind.LOCKED: ChangeKind.UNLOCKED, ChangeKind.UNLOCKED: ChangeKind.LOCKED}
_ELSEWHERE = {
    DecisionKind.NOTE: "a note is not undone but withdrawn",
    DecisionKind.CORRECT_NOTE: "a note is not undone but corrected again",
    DecisionKind.REVEAL: "what somebody was shown cannot be taken back",
    DecisionKind.WITHDRAW_NOTE: "what was withdrawn is not undone but recorded again",
}


@dataclass(frozen=True)
class _Turn:
    """A decision that is undone, or made to hold again, and the statuses of decisions afterwards. `records`: those that
    it is about and that are still stored."""

    decision: Decision
    undone: frozenset[str]
    records: Mapping[str, Membership]
    statements: Mapping[str, RecordStatements]

    @property
    def is_undone(self) -> bool:
        return self.decision.id in self.undone


async def undo(execution: CommandExecution, id: str) -> Sequence[str]:
    """Undo the decision, or make one hold again by undoing its undo; the ids of the judgements that hold no more, or
    again. Does nothing where it was undone already. Raises NotFound where there is none, and Conflict where a record
    that it is about is locked or, to make it hold again, gone. Raises TooLarge for a change of rules where one
    transaction cannot resolve all records."""
    decision = await _decision(execution, id)
    if not decision.is_turned_by_undoing(id):
        return []
    execution.turned.append(decision.id)
    if decision.kind is DecisionKind.RULES:
        await undo_rules(execution, decision, id)
        return []
    execution.stated.update(decision.records)
    records = await memberships.of_records(execution.tx, decision.records)
    if decision.kind not in _LOCKING:
        refuse_locked(records)
    if decision.is_undone and len(records) < len(decision.records):
        raise Conflict("a record that this decision was about is gone; decide anew about those that are left")
    await decisions.add_undo(execution.tx, decision, execution.decision)
    about = await judgements.judgements_of(execution.tx.run, records)
    turn = await _turn(execution, decision, records, about)
    changed = await _turn_judgements(execution, turn, about)
    beside = await _turn_claims(execution, turn)
    await _turn_locks(execution, turn)
    await turn_event(execution, decision)
    pairs = {key for judgement in changed for key in (judgement.left, judgement.right)}
    await _resolve(execution, turn, {*records, *pairs, *beside}, UNDO_NOTE + id)
    return sorted(judgement.id for judgement in changed)


async def _decision(execution: CommandExecution, id: str) -> Decision:
    """The decision that undoing `id` turns: itself, or the one that it undid or made to hold again."""
    named = await decisions.one(execution.tx.run, id)
    root = await decisions.one(execution.tx.run, named.root) if named and named.root else named
    if root is None:
        raise NotFound("there is no decision with this id; the history of a profile and the change feed name them")
    if reason := _ELSEWHERE.get(root.kind):
        raise Conflict(reason)
    return root


async def _turn(
    execution: CommandExecution, decision: Decision, records: Mapping[str, Membership], about: Iterable[Judgement]
) -> _Turn:
    statements = await decisions.statements(execution.tx, records)
    named = {id for j in about for id in (j.decision, *j.stands_on, *j.retracted_in) if id}
    named = named.union(*(of_record.decisions for of_record in statements.values())) - {decision.id}
    undone = await decisions.undone(execution.tx, named)
    turned = undone if decision.is_undone else undone | {decision.id}
    return _Turn(decision, frozenset(turned), records, statements)


async def _turn_judgements(execution: CommandExecution, turn: _Turn, about: Iterable[Judgement]) -> list[Judgement]:
    """Write which judgements hold, of the pairs of which the decision stated something; those that changed."""
    listed = list(about)
    id = turn.decision.id
    pairs = {(j.left, j.right) for j in listed if id in (j.decision, *j.stands_on, *j.retracted_in)}
    concerned = [judgement for judgement in listed if (judgement.left, judgement.right) in pairs]
    in_effect = judgements_in_effect(concerned, turn.undone)
    turned = [(j, _turned(execution, turn, j, holds=j.id in in_effect)) for j in concerned]
    await judgements.set_effect(execution.tx, [after for before, after in turned if after != before])
    return [after for before, after in turned if after.active != before.active]


def _turned(execution: CommandExecution, turn: _Turn, judgement: Judgement, *, holds: bool) -> Judgement:
    undone = not judgement.is_stated(turn.undone)
    if holds:
        return replace(judgement, retracted_at=None, retracted_by=None, undone=undone)
    if judgement.active:
        return replace(judgement, retracted_at=execution.now, retracted_by=execution.command.actor, undone=undone)
    return replace(judgement, undone=undone)


async def _turn_claims(execution: CommandExecution, turn: _Turn) -> list[str]:
    """Write the claims of which the decision stated something; keys of the records that hold the identifiers too."""
    by_record = {
        key: {statement.identifier for statement in of_record.claims if statement.decision == turn.decision.id}
        for key, of_record in turn.statements.items()
    }
    moved = {key: identifiers for key, identifiers in by_record.items() if identifiers}
    if not moved:
        return []
    rules = await rules_in_force(execution.tx)
    stored = await claims.of_records(execution.tx, moved)
    moves = ClaimMoves()
    for key, identifiers in sorted(moved.items()):
        held = {claim.identifier: claim for claim in stored if claim.record == key}
        StatedClaims(key, held, turn.statements[key].claims).moves(identifiers, turn.undone, rules, moves)
    # A claim that is deleted leads no more to the others who hold the identifier.
    spellings = with_canonical({identifier for identifiers in moved.values() for identifier in identifiers}, rules)
    others = await claims.holders(execution.tx, spellings, rules.hub_cap + 1)
    await write_moves(execution, moves)
    return others


async def _turn_locks(execution: CommandExecution, turn: _Turn) -> None:
    """Write the locks of the records whose lock the decision set or took away."""
    by_lock: dict[str | None, list[str]] = defaultdict(list)
    for key, of_record in turn.statements.items():
        if any(statement.decision == turn.decision.id for statement in of_record.locks):
            last = last_statement(of_record.locks, turn.undone)
            by_lock[last.lock if last else None].append(key)
    for lock, keys in by_lock.items():
        await memberships.lock_records(execution.tx, keys, lock)


async def _resolve(execution: CommandExecution, turn: _Turn, revisited: Collection[str], note: str) -> None:
    """Resolve the records again; one change for each profile, with what was undone as its note."""
    await execution.resolve(revisited)
    await contested.keep_waiting_times(execution.tx, revisited, turn.decision.id, is_undone=turn.is_undone)
    placed = await memberships.of_records(execution.tx, turn.records)
    await _show_locks(execution, turn, placed)
    changes = [replace(change, note=note) for change in execution.tx.changes]
    told = {id for change in changes for id in (change.profile, *change.others)}
    others = {membership.profile for membership in placed.values()} - told
    kind = _kind(turn)
    execution.tx.changes[:] = [*changes, *(Change(id, kind, note=note) for id in sorted(others))]


async def _show_locks(execution: CommandExecution, turn: _Turn, placed: Mapping[str, Membership]) -> None:
    if turn.decision.kind not in _LOCKING:
        return
    for profile in sorted({membership.profile for membership in placed.values()}):
        stated = [
            last
            for key, membership in placed.items()
            if membership.profile == profile
            and key in turn.statements
            and (last := last_statement(turn.statements[key].locks, turn.undone))
            and last.lock
        ]
        by, at = (stated[0].actor, stated[0].at) if stated else (None, None)
        await memberships.show_profile_lock(execution.tx, profile, by, at)


def _kind(turn: _Turn) -> ChangeKind:
    if turn.decision.event:
        return ChangeKind.EVENTS
    locking = _LOCKING.get(turn.decision.kind)
    if locking is None:
        return ChangeKind.JUDGED
    return _OPPOSITE[locking] if turn.is_undone else locking
