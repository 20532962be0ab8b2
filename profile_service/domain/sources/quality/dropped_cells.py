"""Cells that a load could not use although it loaded their rows: counted by column and reason, with a few examples."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from profile_service.domain.values.masking import masked

MAX_EXAMPLES = 3
MAX_GROUPS = 100
"""Columns and reasons that a run keeps apart; a file that is wrong throughout must not make its run a large one."""
OTHERS = "other columns and reasons"
"""The reason, without a column, of the cells beyond MAX_GROUPS."""

EQUAL_ROW = "equal to another row of the file"
"""The reason, without a column, of a row that is loaded already by the row that it is equal to. Nothing of it is lost,
unless the source means both."""

STAFF_ROW = "of staff, who are no customers"
"""The reason, without a column, of a row about somebody who answers customers; it is left out."""


class DroppedCell(NamedTuple):
    """A cell that could not be used: `value` is the shape of what it holds, `reason` a sentence without personal
    data."""

    line: int
    column: str
    reason: str
    value: str

    @classmethod
    def of(cls, line: int, column: str, reason: str, text: str) -> "DroppedCell":
        """The cell of a row that begins in `line`, its text masked."""
        return cls(line, column, reason, masked(text))


class DroppedExample(NamedTuple):
    """The place of a dropped cell, and the shape of what it holds. `file` is empty until a run knows it."""

    file: str
    line: int
    value: str


@dataclass(frozen=True, slots=True)
class DroppedCells:
    """`count` cells of `column` that could not be used for `reason`; `examples` are the first of them."""

    column: str
    reason: str
    count: int
    examples: tuple[DroppedExample, ...] = ()

    def in_file(self, file: str) -> "DroppedCells":
        """The same cells, the examples with the name of their file."""
        return replace(self, examples=tuple(example._replace(file=file) for example in self.examples))


def grouped(cells: Iterable[DroppedCell]) -> tuple[DroppedCells, ...]:
    """The cells by column and reason, in the order of the first of each."""
    return merged((), (DroppedCells(c.column, c.reason, 1, (DroppedExample("", c.line, c.value),)) for c in cells))


def merged(before: Sequence[DroppedCells], more: Iterable[DroppedCells]) -> tuple[DroppedCells, ...]:
    """Both added up. The examples of earlier ones stay; groups beyond MAX_GROUPS are counted as one, without
    examples."""
    groups = {(group.column, group.reason): group for group in before}
    for group in more:
        has_place = (group.column, group.reason) in groups or len(groups) < MAX_GROUPS
        added = group if has_place else DroppedCells("", OTHERS, group.count)
        key = (added.column, added.reason)
        groups[key] = _sum(groups[key], added) if key in groups else added
    return tuple(groups.values())


def largest_share(groups: Iterable[DroppedCells], rows: int) -> float:
    """The share of rows, from 0 to 1, in which cells of one column could not be used, for the worst of the columns. A
    single cell is no sign of a wrong column, however few rows there are."""
    by_column: dict[str, int] = {}
    for group in groups:
        if group.column:
            by_column[group.column] = by_column.get(group.column, 0) + group.count
    most = max(by_column.values(), default=0)
    return min(most / rows, 1.0) if rows and most > 1 else 0.0


def _sum(first: DroppedCells, second: DroppedCells) -> DroppedCells:
    examples = first.examples + second.examples[: MAX_EXAMPLES - len(first.examples)]
    return replace(first, count=first.count + second.count, examples=examples)
