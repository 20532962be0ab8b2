"""A row of a file: its cells by column name, its line, and the reason where it cannot be loaded."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from profile_service.domain.sources.events import Json
from profile_service.domain.sources.quality.dropped_cells import DroppedCell
from profile_service.domain.values.errors import InvalidInput
from profile_service.domain.values.text import tidy

CELL_LIMIT = 1_000_000
"""Characters. A row with a longer cell is not loaded."""
_T = TypeVar("_T")


class BadCell(InvalidInput):
    """A cell that the row cannot do without is blank or broken: the row is rejected and its column named."""

    def __init__(self, column: str, reason: str) -> None:
        super().__init__(reason)
        self.column = column


# Not frozen: a load makes one for each row of its files, and a frozen one takes three times as long to make.
@dataclass(slots=True)
class Row:
    """One row: its first line in the file (the header is line 1; in Parquet the row's number, from 1) and its cells.

    `raw` is the row's text as it stands in the file, None where that may not be shown. A row with a `flaw` is not to
    be loaded; its cells are as many as could be read. `repeats`: names of cells
    whose column stands a second time in the header. `dropped`: its cells that the loader could not use so far.
    """

    line: int
    cells: Mapping[str, Json] = field(default_factory=dict)
    raw: str | None = None
    flaw: str | None = None
    repeats: tuple[str, ...] = ()
    dropped: list[DroppedCell] = field(default_factory=list, compare=False)

    @property
    def text(self) -> str:
        """The row as it stands in the file, or its cells as JSON where that may not be shown."""
        return self.raw if self.raw is not None else json.dumps(self.cells, ensure_ascii=False)

    def get(self, column: str) -> str:
        """The cell as tidy text; empty where it is missing, null or blank."""
        return as_text(self.cells.get(column))

    def get_first(self, *columns: str) -> str:
        """The first of the cells that is not blank, as tidy text; empty where all are."""
        for column in columns:
            if text := as_text(self.cells.get(column)):
                return text
        return ""

    def drop(self, column: str, reason: str, text: str | None = None) -> None:
        """Tell the run that the cell, or `text`, a part of it, could not be used; the row is loaded all the same.

        `reason` is a sentence without personal data. The value is kept by its shape alone.
        """
        self.dropped.append(DroppedCell.of(self.line, column, reason, self.get(column) if text is None else text))

    def require(self, column: str) -> str:
        """The cell as tidy text. Raises BadCell where it is missing, null or blank."""
        if text := self.get(column):
            return text
        raise BadCell(column, f"{column} is blank; the row cannot be loaded without it")

    def parse(self, column: str, parser: Callable[[str], _T]) -> _T:
        """The cell's text, parsed. Raises BadCell where it is blank or the parser refuses it."""
        return parse_cell(column, self.require(column), parser)

    def parse_or_none(self, column: str, parser: Callable[[str], _T]) -> _T | None:
        """The cell's text, parsed; None where it is blank. Raises BadCell where the parser refuses it."""
        text = self.get(column)
        return parse_cell(column, text, parser) if text else None


def parse_cell(column: str, text: str, parser: Callable[[str], _T]) -> _T:
    """The parsed text. Raises BadCell, naming the column, where the parser raises InvalidInput."""
    try:
        return parser(text)
    except InvalidInput as error:
        raise BadCell(column, f"{column}: {error}") from error


def as_text(value: Json) -> str:
    """The value of a cell as text: tidy, `true`, `12`, `a, b` for a list, JSON for an object, empty for null."""
    if isinstance(value, str):
        return tidy(value) if value else value
    if value is None:
        return ""
    if type(value) is int:
        return str(value)
    if isinstance(value, list):
        return ", ".join(filter(None, map(as_text, value)))
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return str(int(value))
    return json.dumps(value, ensure_ascii=False)


def tidied(value: Json) -> Json:
    """The value with every text in it tidy; the names of an object's fields stay as they are."""
    if isinstance(value, str):
        return tidy(value) if value else value
    if isinstance(value, list):
        return [tidied(element) for element in value]
    if isinstance(value, dict):
        return {name: tidied(element) for name, element in value.items()}
    return value
