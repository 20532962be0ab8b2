"""What a format is: a way to read a file row by row, after it was read through once."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from loaders.formats.rows import Row


@dataclass(frozen=True)
class Inspection:
    """What one complete read-through of a file found, before anything is loaded.

    `sha256` is that of the unpacked content. `encoding`: that of a text, empty for other formats.
    `notes`: what a person should know of how it is read, each a sentence without the file's name.
    """

    path: Path
    sha256: str
    rows: int
    encoding: str = ""
    notes: tuple[str, ...] = ()


class Format(Protocol):
    """How a file is read. `rows` is lazy, flat in memory, and yields the same sequence for the same bytes.

    `encoding` is what the inspection found; without it, it is found anew.
    """

    def inspect(self, path: Path) -> Inspection: ...

    def rows(self, path: Path, encoding: str = "") -> Iterator[Row]: ...

    def header(self, path: Path) -> tuple[str, ...]:
        """The names of the columns as they are read, or of the fields of the first objects."""
        ...
