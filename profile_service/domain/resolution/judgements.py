"""Judgements: decisions of people on whether two records are the same person's. Never erased, only retracted."""

from collections import defaultdict
from collections.abc import Iterable
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
    retracted with the load run that had stated it, and counts as never made.
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

    @property
    def active(self) -> bool:
        return self.retracted_at is None


def judged_different(judgements: Iterable[Judgement]) -> dict[str, set[str]]:
    """Record key → the records that somebody judged to be another person's, both ways; retracted judgements do not
    count."""
    different: dict[str, set[str]] = defaultdict(set)
    for judgement in judgements:
        if judgement.active and judgement.verdict is Verdict.NOT_SAME and judgement.left != judgement.right:
            different[judgement.left].add(judgement.right)
            different[judgement.right].add(judgement.left)
    return different
