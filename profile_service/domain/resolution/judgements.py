"""Judgements: decisions of people on whether two records are the same person's. Never erased, only retracted."""

from collections import defaultdict
from collections.abc import Container, Iterable
from dataclasses import dataclass
from enum import Enum


class Verdict(Enum):
    SAME = "SAME_AS"
    NOT_SAME = "NOT_SAME_AS"
    MAYBE = "MAYBE_SAME_AS"


@dataclass(frozen=True, slots=True)
class Judgement:
    """A decision that two source records (keys, the smaller one `left`) are, are not, or may be the same person's.

    `actor` and `reason` are for people; `score` is from 0 to 1; times are fixed-width UTC text. `undone`: it was
    retracted with the load run or the steward's decision that had stated it, and counts as never made. `decision`: the
    steward's decision (id) that made it, None where a source did; `stands_on`: the decisions without which it says
    nothing; `retracted_in`: those that retracted it. Ids sort by time.
    """

    id: str
    verdict: Verdict
    left: str
    right: str
    actor: str
    reason: str
    at: str
    score: float = 1.0
    retracted_at: str | None = None
    retracted_by: str | None = None
    undone: bool = False
    decision: str | None = None
    stands_on: tuple[str, ...] = ()
    retracted_in: tuple[str, ...] = ()

    @property
    def active(self) -> bool:
        return self.retracted_at is None

    @property
    def by_source(self) -> bool:
        return self.actor.startswith(BY_SOURCE)

    def is_stated(self, undone: Container[str]) -> bool:
        """Whether somebody states it, given the decisions that are `undone`; it may be retracted all the same."""
        if self.decision is None:
            return not self.undone
        return self.decision not in undone and not any(decision in undone for decision in self.stands_on)

    def is_retracted(self, undone: Container[str]) -> bool:
        """Whether a decision that is not `undone` retracts it."""
        if not self.retracted_in:
            return self.decision is None and not self.active
        return any(decision not in undone for decision in self.retracted_in)


BY_SOURCE = "source:"
"""The actor of a judgement that a source made begins with it."""


def judgements_in_effect(judgements: Iterable[Judgement], undone: Container[str]) -> set[str]:
    """Ids of those that hold, of all judgements about some pairs, where the decisions `undone` count as never made: of
    each pair the latest that is stated, unless it is retracted. What people judged prevails over sources."""
    latest: dict[tuple[str, str], Judgement] = {}
    for judgement in sorted(judgements, key=lambda j: (not j.by_source, j.id)):
        if judgement.is_stated(undone):
            latest[judgement.left, judgement.right] = judgement
    return {judgement.id for judgement in latest.values() if not judgement.is_retracted(undone)}


def judged_different(judgements: Iterable[Judgement]) -> dict[str, set[str]]:
    """Record key → the records that somebody judged to be another person's, both ways; retracted judgements do not
    count."""
    different: dict[str, set[str]] = defaultdict(set)
    for judgement in judgements:
        if judgement.active and judgement.verdict is Verdict.NOT_SAME and judgement.left != judgement.right:
            different[judgement.left].add(judgement.right)
            different[judgement.right].add(judgement.left)
    return different
