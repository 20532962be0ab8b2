"""The interface of every file format: a file is inspected once as a whole, then read row by row."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from loaders.formats.row_groups import ApartGroups
from loaders.formats.rows import Row


@dataclass(frozen=True)
class Inspection:
    """The result of one complete read-through of a file, before anything is loaded.

    `sha256` is that of the unpacked content, `rows` their number. `encoding`: that of a text, empty for other formats.
    `notes`: sentences for a person on how the file is read, without the file's name. `apart`: the groups whose rows lie
    apart, of a file whose rows form groups.
    """

    path: Path
    sha256: str
    rows: int
    encoding: str = ""
    notes: tuple[str, ...] = ()
    apart: ApartGroups | None = None


class Format(Protocol):
    """A file format. Every method raises InvalidInput, naming the file, for a file that cannot be loaded at all."""

    def inspect(self, path: Path) -> Inspection:
        """The whole file read once."""
        ...

    def rows(self, path: Path, encoding: str = "", /) -> Iterator[Row]:
        """The rows, lazily, in flat memory, and in the same sequence for the same bytes.

        `encoding` is the one that the inspection detected; without it, it is detected anew.
        """
        ...

    def header(self, path: Path) -> tuple[str, ...]:
        """The names of the columns as they are read, or of the fields of the first objects."""
        ...
