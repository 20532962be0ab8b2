"""The header of a CSV file, and the rows under it."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from loaders.formats.csv.dialect import Dialect
from loaders.formats.rows import Row
from loaders.formats.secret_columns import is_secret
from loaders.formats.table_columns import column_names
from loaders.formats.text_lines import flaw_in_text
from profile_service.domain.values.errors import InvalidInput

_REPEATED = "the row is the header once more; were two files joined?"


@dataclass(frozen=True)
class Header:
    """`names`: one per column, empty for those that are not read. `cells`: the header as it stands in the file."""

    names: tuple[str, ...]
    dialect: Dialect
    has_secrets: bool
    cells: list[str]

    def row(self, line: int, cells: list[str], raw: str) -> Row:
        """The cells under their names; flawed where there are too few or too many, or where it is the header again."""
        named = dict(zip(self.names, cells, strict=False))
        named.pop("", None)
        flaw = flaw_in_text(raw)
        if len(cells) != len(self.names) and (len(cells) < len(self.names) or any(cells[len(self.names) :])):
            flaw = flaw or wrong_length(len(cells), len(self.names))
        elif cells == self.cells:
            flaw = _REPEATED
        return Row(line, named, None if self.has_secrets else raw, flaw)


def wrong_length(fields: int, expected: int) -> str:
    """The flaw of a row with this many fields under a header of so many."""
    return f"the row has {fields} fields where the header has {expected}"


def parse_header(
    path: Path, line: str, dialect: Dialect, required: Sequence[str], refused: Sequence[str] = ()
) -> Header:
    """The header in a line of text. Raises InvalidInput where it is no CSV, or as `column_names` does."""
    try:
        cells = next(csv.reader([line], delimiter=dialect.delimiter, quotechar=dialect.quote, strict=True))
    except csv.Error as error:
        raise InvalidInput(f"{path}: line 1 cannot be read as a CSV header; save the file as CSV") from error
    names = column_names(path, cells, required, refused)
    return Header(names, dialect, any(map(is_secret, cells)), cells)
