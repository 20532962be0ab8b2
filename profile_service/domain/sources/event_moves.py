"""Events that stewards moved to other records: what they stated of an event, and what of it holds."""

from collections.abc import Container
from dataclasses import dataclass, replace
from typing import NamedTuple

import orjson


class EventMove(NamedTuple):
    """A steward's decision (id) that an event belongs to a record (key); None: to the one that its source names. `at`
    is fixed-width UTC text."""

    decision: str
    record: str | None
    actor: str
    reason: str
    at: str


class MovedFrom(NamedTuple):
    """The key of the record that the source of a moved event names, and the move that holds: its decision (id), by
    whom, why, and when."""

    record: str
    decision: str
    actor: str
    reason: str
    at: str


@dataclass(frozen=True, slots=True)
class EventMoves:
    """`source_record`: the key of the record that the event's source names. `statements`: all moves of the event, the
    oldest first. `in_effect`: the decision (id) of the one that holds; None where none does."""

    source_record: str
    statements: tuple[EventMove, ...] = ()
    in_effect: str | None = None

    @property
    def move(self) -> EventMove | None:
        """The statement that holds."""
        return next((move for move in self.statements if move.decision == self.in_effect), None)

    @property
    def record(self) -> str:
        """The key of the record that the event belongs to."""
        return (self.move.record if self.move else None) or self.source_record

    @property
    def is_moved(self) -> bool:
        """Whether the event is elsewhere than where its source has it."""
        return self.record != self.source_record

    @property
    def moved_from(self) -> MovedFrom | None:
        """None where the event is where its source has it."""
        if self.move is None or not self.is_moved:
            return None
        return MovedFrom(self.source_record, self.move.decision, self.move.actor, self.move.reason, self.move.at)

    def after(self, move: EventMove) -> "EventMoves":
        """With one more statement, which holds."""
        return replace(self, statements=(*self.statements, move), in_effect=move.decision)

    def without(self, undone: Container[str]) -> "EventMoves":
        """The same where the decisions that are `undone` count as never made: the latest of the others holds."""
        holding = [move.decision for move in self.statements if move.decision not in undone]
        return replace(self, in_effect=holding[-1] if holding else None)

    def stated_of(self, source_record: str) -> "EventMoves":
        """The same where the event's source names this record (key) now."""
        return replace(self, source_record=source_record)

    @property
    def text(self) -> str | None:
        """As it is stored; None where nothing was stated."""
        if not self.statements:
            return None
        return orjson.dumps([self.source_record, self.in_effect, list(map(list, self.statements))]).decode()


def event_moves(text: str) -> EventMoves:
    """The moves that `EventMoves.text` wrote."""
    source_record, in_effect, statements = orjson.loads(text)
    return EventMoves(source_record, tuple(EventMove(*values) for values in statements), in_effect)
