"""Look through a file of which nothing is known: its form, its columns, and what each of them may be."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from loaders.discovery.column_summary import Column
from loaders.formats.csv.reader import Csv
from loaders.formats.detection import Kind, kind_of, reader
from profile_service.domain.sources.events import Json

_DEEP = 3
_PERSONAL = re.compile(
    r"name|mail|phone|mobile|tel\b|fax|street|address|city|zip|post|birth|dob\b|gender|sex\b|\bip\b|latitude|longitude"
    r"|tax|vat|ssn|passport|note|comment|body",
    re.I,
)
_KEY = re.compile(r"(^|[\s_.-])(id|uuid|guid|key|no|nr|num|number|#)$|[a-z]I[dD]$", re.I)
LOYALTY = re.compile(r"loyalty|member(ship)?[\s_]?(no|nr|num|id|card)|card[\s_]?(no|id)", re.I)


@dataclass(frozen=True)
class Portrait:
    """What a file holds. `flaws`: of the rows that cannot be read, the first with their lines and reasons."""

    path: Path
    kind: Kind
    rows: int
    flawed: int
    flaws: tuple[tuple[int, str], ...]
    columns: tuple[Column, ...]
    encoding: str = ""
    delimiter: str = ""
    quote: str = ""

    @property
    def nested(self) -> bool:
        return self.kind in (Kind.NDJSON, Kind.PARQUET)

    def always(self, column: Column) -> bool:
        """Whether every row that can be read has it."""
        return 0 < column.filled == self.rows - self.flawed

    def unique(self, column: Column) -> bool:
        """Whether no two rows share a value of it; where that is an estimate, a tenth less is as good."""
        return column.filled > 0 and column.distinct.count >= column.filled * (1.0 if column.distinct.exact else 0.9)

    def guesses(self, column: Column) -> list[str]:
        """What it may be, in words for a person."""
        found = []
        if self.unique(column) and _KEY.search(column.name) and column.kind in ("integer", "text"):
            found.append("record id")
        if column.kind in ("e-mail", "phone"):
            found.append("identifier")
        elif LOYALTY.search(column.name):
            found.append("loyalty id")
        elif _KEY.search(column.name) and "record id" not in found:
            found.append("id of something")
        if column.kind in ("e-mail", "phone") or _PERSONAL.search(column.name):
            found.append("personal")
        return found


def portrait(path: Path) -> Portrait:
    """Read the whole file, in flat memory. Raises InvalidInput where it cannot be loaded at all."""
    kind, format = kind_of(path), reader(path)
    found = format.inspect(path)
    columns: dict[tuple[str, ...], Column] = {(name,): Column((name,)) for name in format.header(path)}
    flaws: list[tuple[int, str]] = []
    flawed = 0
    for row in format.rows(path, found.encoding):
        if row.flaw:
            flawed += 1
            flaws += [(row.line, row.flaw)] if len(flaws) < _DEEP else []
            continue
        for steps, value in _leaves(row.cells):
            if (column := columns.get(steps)) is None:
                column = columns[steps] = Column(steps)
            column.see(value)
    objects = {steps[0] for steps in columns if len(steps) > 1}
    seen = tuple(c for c in columns.values() if c.filled or c.steps[0] not in objects)
    delimiter, quote = Csv().dialect(path) if kind is Kind.CSV else ("", "")
    return Portrait(path, kind, found.rows, flawed, tuple(flaws), seen, found.encoding, delimiter, quote)


def _leaves(cells: Mapping[str, Json], above: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Json]]:
    """The values with their paths; objects are gone into, three levels deep."""
    for name, value in cells.items():
        if isinstance(value, dict) and len(above) + 1 < _DEEP:
            yield from _leaves(value, (*above, name))
        else:
            yield (*above, name), value
