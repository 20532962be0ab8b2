"""The header of a CSV file, and the rows under it."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from loaders.formats.csv.dialect import Dialect
from loaders.formats.rows import Row
from loaders.formats.secret_columns import is_secret
from loaders.formats.table_columns import TableColumns, table_columns
from loaders.formats.text_lines import flaw_in_text
from profile_service.domain.values.errors import InvalidInput

_REPEATED = "the row is the header once more; were two files joined?"


@dataclass(frozen=True)
class Header:
    """`cells`: the header as it is in the file. `skips_blanks`: whether blanks stand between delimiter and quote."""

    columns: TableColumns
    dialect: Dialect
    has_secrets: bool
    cells: list[str]
    skips_blanks: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """One per column, empty for those that are not read."""
        return self.columns.names

    def row(self, line: int, cells: list[str], raw: str) -> Row:
        """The cells under their names; flawed where there are too few or too many, or where it is the header again."""
        columns = self.columns
        named = columns.cells(cells)
        flaw = flaw_in_text(raw)
        expected = len(columns.names)
        if len(cells) != expected and (len(cells) < expected or any(cells[expected:])):
            flaw = flaw or wrong_length(len(cells), expected)
        elif cells == self.cells:
            flaw = _REPEATED
        repeats = columns.filled_repeats(named) if columns.repeats else ()
        return Row(line, named, None if self.has_secrets else raw, flaw, repeats)


def wrong_length(fields: int, expected: int) -> str:
    """The flaw of a row with this many fields under a header of so many."""
    return f"the row has {fields} fields where the header has {expected}"


def parse_header(
    path: Path, text: str, dialect: Dialect, required: Sequence[str], refused: Sequence[str] = ()
) -> Header:
    """The header in a text of one line, or of more where a name has a line break.

    Raises InvalidInput where it is no CSV, or as `table_columns` does.
    """
    skips_blanks = f"{dialect.delimiter} {dialect.quote}" in text
    try:
        cells = next(
            csv.reader(
                [text],
                delimiter=dialect.delimiter,
                quotechar=dialect.quote,
                strict=True,
                skipinitialspace=skips_blanks,
            )
        )
    except csv.Error as error:
        raise InvalidInput(f"{path}: line 1 cannot be read as a CSV header; save the file as CSV") from error
    columns = table_columns(path, cells, required, refused)
    return Header(columns, dialect, any(map(is_secret, cells)), cells, skips_blanks)
