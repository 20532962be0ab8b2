"""A summary of a file of an unknown source: its kind, its columns, and what each of them may be."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from loaders.discovery.column_summary import ColumnSummary, are_few
from loaders.discovery.column_words import is_key, is_name_of_person, person_id_type
from loaders.discovery.keyed_objects import MAX_DEPTH, keyed_objects
from loaders.formats.csv.reader import CsvFormat
from loaders.formats.detection import FileKind, detect_format, detect_kind
from loaders.mapping.field_paths import Steps
from profile_service.domain.sources.events import Json

_MAX_FLAWS = 3
_PERSONAL = re.compile(
    r"name|mail|phone|mobile|tel\b|fax|street|address|city|zip|post|birth|dob\b|gender|sex\b|\bip\b|latitude|longitude"
    r"|tax|vat|ssn|passport|note|comment|body",
    re.I,
)


@dataclass(frozen=True)
class FileSummary:
    """The contents of a file. `flawed`: how many rows cannot be read; `flaws`: line and reason of the first of
    them. `notes`: sentences for a person on how the file is read."""

    path: Path
    kind: FileKind
    rows: int
    flawed: int
    flaws: tuple[tuple[int, str], ...]
    columns: tuple[ColumnSummary, ...]
    encoding: str = ""
    delimiter: str = ""
    quote: str = ""
    notes: tuple[str, ...] = ()

    @property
    def is_nested(self) -> bool:
        """Whether fields may lie inside one another."""
        return self.kind in (FileKind.NDJSON, FileKind.PARQUET)

    def blanks(self, column: ColumnSummary) -> int:
        """How many of the rows that can be read leave the column blank."""
        return self.rows - self.flawed - column.filled

    def is_filled(self, column: ColumnSummary) -> bool:
        """Whether the column is filled in the rows that can be read, but for a few."""
        return column.filled > 0 and are_few(self.blanks(column), self.rows - self.flawed)

    def is_unique(self, column: ColumnSummary) -> bool:
        """Whether no two rows share a value of the column; where that is an estimate, a tenth less is as good."""
        return column.filled > 0 and column.distinct.count >= column.filled * (1.0 if column.distinct.exact else 0.9)

    def guesses(self, column: ColumnSummary) -> list[str]:
        """Guesses at what the column is, in words for a person; several may hold, or none."""
        is_contact, key = column.kind in ("e-mail", "phone"), is_key(column.steps)
        is_record_id = self.is_unique(column) and key and column.kind in ("integer", "text")
        is_loyalty_id = not is_contact and column.holds_loyalty_cards
        is_person_id = person_id_type(column.steps, holds_codes=column.holds_codes) is not None
        holds = {
            "record id": is_record_id,
            "identifier": is_contact,
            "loyalty id": is_loyalty_id,
            "whose row": is_person_id and not (is_contact or is_loyalty_id),
            "id of something": key and not (is_contact or is_loyalty_id or is_record_id or is_person_id),
            "name": is_name_of_person(column.steps),
            "personal": is_contact or bool(_PERSONAL.search(column.name)),
        }
        return [guess for guess, it_holds in holds.items() if it_holds]


def summarise_file(path: Path) -> FileSummary:
    """The summary of the whole file, read in flat memory. Raises InvalidInput where it cannot be loaded at all."""
    kind, format = detect_kind(path), detect_format(path)
    inspection = format.inspect(path)
    columns: dict[tuple[str, ...], ColumnSummary] = {(name,): ColumnSummary((name,)) for name in format.header(path)}
    whole = keyed_objects(format.rows(path, inspection.encoding))
    flaws: list[tuple[int, str]] = []
    flawed = 0
    for row in format.rows(path, inspection.encoding):
        if row.flaw:
            flawed += 1
            flaws += [(row.line, row.flaw)] if len(flaws) < _MAX_FLAWS else []
            continue
        for steps, value in _leaves(row.cells, whole):
            if (column := columns.get(steps)) is None:
                column = columns[steps] = ColumnSummary(steps)
            column.add(value)
    return FileSummary(
        path, kind, inspection.rows, flawed, tuple(flaws), _without_objects(columns), inspection.encoding,
        *(CsvFormat().dialect(path) if kind is FileKind.CSV else ("", "")), inspection.notes,
    )  # fmt: skip


def _leaves(cells: Mapping[str, Json], whole: Collection[Steps], above: Steps = ()) -> Iterator[tuple[Steps, Json]]:
    """The values with their paths; objects are entered, three levels deep, but for those at the paths `whole`."""
    for name, value in cells.items():
        steps = (*above, name)
        if isinstance(value, dict) and len(steps) < MAX_DEPTH and steps not in whole:
            yield from _leaves(value, whole, steps)
        else:
            yield steps, value


def _without_objects(columns: Mapping[tuple[str, ...], ColumnSummary]) -> tuple[ColumnSummary, ...]:
    """The columns but those that were never filled because their fields are columns themselves."""
    objects = {steps[0] for steps in columns if len(steps) > 1}
    return tuple(c for c in columns.values() if c.filled or c.steps[0] not in objects)
