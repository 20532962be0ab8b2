"""Decisions: each command of a steward is one, with an id by which it is undone as a whole (docs/decisions/undo.md)."""

from collections.abc import Container, Iterable
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple, TypeVar

from profile_service.domain.values.identifiers import Identifier


class DecisionKind(Enum):
    JUDGE = "judge"
    PROPOSE = "propose"
    RETRACT = "retract"
    MERGE = "merge"
    SPLIT = "split"
    LOCK = "lock"
    UNLOCK = "unlock"
    MOVE_IDENTIFIER = "move identifier"
    MOVE_EVENT = "move event"
    ACCEPT = "accept"
    DECLINE = "decline"
    NOTE = "record"
    CORRECT_NOTE = "correct note"
    WITHDRAW_NOTE = "withdraw note"
    REVEAL = "reveal"
    RULES = "rules apply"
    UNDO = "undo"


class DecisionState(Enum):
    """Whether undoing a decision would change something: it holds, or it was undone."""

    HOLDS = "holds"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class Decision:
    """A steward's decision. `records`: keys of those that it is about. `undos`: the decisions (ids) that undid it and
    redid it in turn. `root`: of an undo the decision that it turned, None for others. `rules`: of a
    change of rules their digest. `event`: the key of the event that it moved."""

    id: str
    kind: DecisionKind
    actor: str
    reason: str
    at: str
    records: tuple[str, ...] = ()
    undos: tuple[str, ...] = ()
    root: str | None = None
    rules: str | None = None
    event: str | None = None

    @property
    def is_undone(self) -> bool:
        return len(self.undos) % 2 == 1

    def is_turned_by_undoing(self, id: str) -> bool:
        """Whether undoing `id`, this decision or one of its `undos`, undoes it or makes it hold again. Not where that
        was undone already."""
        if id == self.id:
            return not self.is_undone
        return self.undos[-1:] == (id,)


@dataclass(frozen=True, slots=True)
class ListedDecision:
    """A decision with what a list says of it. Its `records` are the first ones (keys) of `record_count`; `profiles`:
    ids of those that hold these records now. `undone_by`: the decision (id) that undid it, None while it holds."""

    decision: Decision
    record_count: int
    undone_by: str | None
    profiles: tuple[str, ...] = ()

    @property
    def state(self) -> DecisionState:
        return DecisionState.HOLDS if self.undone_by is None else DecisionState.UNDONE


class ClaimMove(Enum):
    """What a steward stated of a record's claim on an identifier."""

    TAKEN = "taken"  # a claim of the record's source
    WITHDRAWN = "withdrawn"  # a claim that a steward had given
    GIVEN = "given"


class ClaimStatement(NamedTuple):
    """A steward's decision (id) about a record's claim on an identifier. `first_seen` and `last_seen`: of a claim that
    was given; times are fixed-width UTC text."""

    decision: str
    identifier: Identifier
    move: ClaimMove
    first_seen: str
    last_seen: str
    actor: str
    at: str


class LockStatement(NamedTuple):
    """A steward's decision (id; empty where none is kept) about the lock of a record; `lock` None: it has none."""

    decision: str
    lock: str | None
    actor: str
    at: str


Statement = TypeVar("Statement", ClaimStatement, LockStatement)


def last_statement(statements: Iterable[Statement], undone: Container[str]) -> Statement | None:
    """The one that holds: the last, without those of decisions that are `undone`."""
    stated = [statement for statement in statements if statement.decision not in undone]
    return stated[-1] if stated else None


UNDO_NOTE = "undo "


def undone_decision(note: str) -> str | None:
    """The decision (id) that was undone by the change with this note; None where a change has another note."""
    return note.removeprefix(UNDO_NOTE) if note.startswith(UNDO_NOTE) else None
