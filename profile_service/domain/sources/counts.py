"""Counts of a load's rows by outcome."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, fields
from enum import IntEnum


class Outcome(IntEnum):
    """The outcome of loading a row, the weakest first: a row that brings several things counts as the strongest."""

    UNCHANGED = 0
    CHANGED = 1
    LOADED = 2


@dataclass(frozen=True, slots=True)
class Counts:
    """Numbers of rows; `read` is always the sum of the others. `suppressed`: those about people who were erased, or who
    are suppressed, which were left out."""

    read: int = 0
    loaded: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: int = 0
    suppressed: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))

    @classmethod
    def of(cls, outcomes: Iterable[tuple[Outcome, int]]) -> "Counts":
        """The counts of outcomes, each given with a number of rows."""
        rows: Counter[Outcome] = Counter()
        for outcome, count in outcomes:
            rows[outcome] += count
        return cls(read=rows.total(), **{outcome.name.lower(): count for outcome, count in rows.items()})
