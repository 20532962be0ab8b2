"""The columns of a table: which are read, under which names, and which are missing or must not be there."""

import re
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path

from loaders.formats.secret_columns import is_secret
from profile_service.domain.values.errors import InvalidInput

# Names of columns hold neither. Where there is no header, the first line is a person's, and not to be shown.
_PERSONAL_DATA = re.compile(r"@|\d[\d .()/-]{2,}\d")


def column_names(
    path: Path, cells: Sequence[str], required: Sequence[str], refused: Sequence[str] = ()
) -> tuple[str, ...]:
    """One name per column, spelt as `required` has it; empty for a column that is not read.

    Raises InvalidInput where a required column is missing, or a refused one is there.
    """
    _check_refused(path, cells, refused)
    seen: dict[str, str] = {}
    spelling = {name.casefold(): name for name in required}
    names = []
    for cell in cells:
        name = spelling.get(cell.strip().casefold(), cell.strip())
        names.append("" if name in seen or is_secret(name) else name)
        seen[name] = name
    for missing in required:
        if missing not in seen:
            raise InvalidInput(f"{path}: the column {missing} is missing{_remedy(missing, cells)}")
    return tuple(names)


def _check_refused(path: Path, cells: Sequence[str], refused: Sequence[str]) -> None:
    for cell in cells:
        if cell.strip().casefold() in refused:
            raise InvalidInput(
                f"{path}: has the column {cell.strip()}, which must not be kept here; delete this file, "
                "and export it again without that column"
            )


def _remedy(missing: str, cells: Sequence[str]) -> str:
    """The end of the sentence about a missing column: names like it, or why this may be the wrong file."""
    if any(_PERSONAL_DATA.search(cell) for cell in cells):
        return "; its first line holds values and no names; is this the right file?"
    similar = get_close_matches(missing, [c.strip() for c in cells], n=2, cutoff=0.6)
    if similar:
        return f" (there is {' and '.join(similar)}); rename it, or export the file again"
    return "; is this the right file? Its first columns are " + ", ".join(c.strip()[:40] for c in cells[:4])
