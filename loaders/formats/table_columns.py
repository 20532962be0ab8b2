"""The columns of a table: which are read, under which names, and which are missing or must not be there."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from loaders.formats.secret_columns import is_secret
from profile_service.domain.values.errors import InvalidInput

# Names of columns hold neither. Where there is no header, the first line is a person's, and not to be shown.
_PERSONAL_DATA = re.compile(r"@|\d[\d .()/-]{2,}\d")
EMAIL = re.compile(r"([^<>@]*<)?(mailto:)?[^\s@,;<>]+@[^\s@,;<>]+\.[^\s@,;<>.]{2,}>?[;,.]?", re.I)
# A number with its country, or a national one that is no plain row of digits.
SURE_PHONE = re.compile(r"'?(\+|00)[1-9][\d\s().\-/]{6,22}\d|0\d([ ./-]?\d){7,10}|\(\d{2,5}\) ?\d{3,4}[ -]?\d{3,4}")
_LINE_BREAK = re.compile(r"\s*[\r\n]+\s*")


@dataclass(frozen=True)
class TableColumns:
    """`names`: one per column, empty for one that is not read. `repeats`: for a name that several columns have, those
    of the further ones, `Email` → (`Email (2)`,). `unnamed`: the positions, from 1, of columns without a name."""

    names: tuple[str, ...]
    repeats: Mapping[str, tuple[str, ...]]
    unnamed: tuple[int, ...]

    def cells(self, values: Iterable[str]) -> dict[str, str]:
        """The values of a row by name. Of several columns of one name the first that holds a value counts; what others
        hold that differs stands under their own names, and nothing where they hold none or the same."""
        cells = dict(zip(self.names, values, strict=False))
        cells.pop("", None)
        for name, others in self.repeats.items():
            all_values = (cells.get(name, ""), *(cells.pop(other, "") for other in others))
            different = list({value.strip(): value for value in reversed(all_values) if value.strip()}.values())[::-1]
            cells |= dict(zip((name, *others), different, strict=False))
        return cells

    def filled_repeats(self, cells: Mapping[str, object]) -> tuple[str, ...]:
        """The names of further columns of one name under which the row's cells hold something."""
        return tuple(name for names in self.repeats.values() for name in names if name in cells)

    @property
    def notes(self) -> tuple[str, ...]:
        """Sentences for a person on columns that stand more than once, and on those without a name."""
        return tuple(self._notes())

    def _notes(self) -> Iterator[str]:
        if any(map(is_value, self.names)):
            yield "the file has no header: its first row is data; add a line of column names above it"
        if self.repeats:
            first, others = next(iter(self.repeats.items()))
            example = "" if _PERSONAL_DATA.search(first) else f", as {others[0]}"
            yield (
                f"{_listed([self._shown(name) for name in self.repeats])} stand{'s' * (len(self.repeats) == 1)} more "
                f"than once in the header; the first that holds a value counts, and what differs is read too{example}"
            )
        if len(self.unnamed) == 1:
            yield f"column {self.unnamed[0]} has no name and is not read"
        elif self.unnamed:
            yield f"columns {_listed(list(map(str, self.unnamed)))} have no name and are not read"

    def _shown(self, name: str) -> str:
        return f"column {self.names.index(name) + 1}" if _PERSONAL_DATA.search(name) else name


def is_value(name: str) -> bool:
    """Whether a column is called what only a value can be, an e-mail or a phone: the file has no header."""
    return any(pattern.fullmatch(name.strip()) for pattern in (EMAIL, SURE_PHONE))


def table_columns(
    path: Path, cells: Sequence[str], required: Sequence[str], refused: Sequence[str] = ()
) -> TableColumns:
    """The columns under a header of these cells, spelt as `required` has them; a line break in a name is a blank.

    Raises InvalidInput where a required column is missing, or a refused one is there.
    """
    labels = [_label(cell) for cell in cells]
    _check_refused(path, labels, refused)
    spelling = {_label(name).casefold(): name for name in required}
    written = [spelling.get(label.casefold(), label) for label in labels]
    names: list[str] = []
    repeats: dict[str, list[str]] = {}
    read, taken = set[str](), set(written)
    for name in written:
        if not name or is_secret(name):
            names.append("")
        elif name in read:
            others = repeats.setdefault(name, [])
            numbered = _numbered(name, taken, len(others) + 2)
            others.append(spelling.get(numbered.casefold(), numbered))
            names.append(others[-1])
        else:
            names.append(name)
        read.add(names[-1])
        taken.add(names[-1])
    for missing in required:
        if missing not in taken:
            raise InvalidInput(f"{path}: the column {missing} is missing{_remedy(missing, labels)}")
    unnamed = tuple(i for i, name in enumerate(written, start=1) if not name)
    return TableColumns(tuple(names), {name: tuple(others) for name, others in repeats.items()}, unnamed)


def _label(cell: str) -> str:
    return _LINE_BREAK.sub(" ", cell.strip())


def _numbered(name: str, taken: set[str], number: int) -> str:
    """`Email (2)`, or the next number that no column has."""
    while f"{name} ({number})" in taken:
        number += 1
    return f"{name} ({number})"


def _listed(names: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _check_refused(path: Path, labels: Sequence[str], refused: Sequence[str]) -> None:
    for label in labels:
        if label.casefold() in refused:
            raise InvalidInput(
                f"{path}: has the column {label}, which must not be kept here; delete this file, "
                "and export it again without that column"
            )


def _remedy(missing: str, labels: Sequence[str]) -> str:
    """The end of the sentence about a missing column: names like it, or why this may be the wrong file."""
    if any(_PERSONAL_DATA.search(label) for label in labels):
        return "; its first line holds values and no names; is this the right file?"
    similar = get_close_matches(missing, labels, n=2, cutoff=0.6)
    if similar:
        return f" (there is {' and '.join(similar)}); rename it, or export the file again"
    return "; is this the right file? Its first columns are " + ", ".join(label[:40] for label in labels[:4])
