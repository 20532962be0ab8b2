"""The traits by which files of each source are recognised, and how far a file shows them."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from loaders.build.source import Source
from loaders.formats.csv.reader import CsvFormat
from loaders.formats.detection import FileKind
from loaders.formats.json.reader import JsonFormat
from loaders.formats.paths import bare_name
from loaders.registry import PRESETS, SOURCES, loader
from loaders.sources.complete_journey.journey_loader import NAME as JOURNEY
from loaders.sources.complete_journey.tables import LOADED, LOOKED_UP

MAX_SHOWN = 6
"""So many columns are named to a person."""
_TABLES = {FileKind.CSV, FileKind.EXCEL, FileKind.PARQUET, FileKind.NDJSON}
_OBJECTS = {FileKind.NDJSON, FileKind.PARQUET}
_JOURNEY_TABLES = ("demographics", "transactions", "coupon_redemptions", "campaigns")


@dataclass(frozen=True)
class Trait:
    """The columns that files of a source must have, and `marks`, others that distinguish them from similar files.

    `stems`: how exports call such files. A file that is `looked_up` is not loaded itself, but read beside others.
    """

    source: str
    kinds: Collection[FileKind]
    required: tuple[str, ...]
    marks: tuple[str, ...] = ()
    stems: tuple[str, ...] = ()
    looked_up: bool = False

    def match(self, path: Path, columns: Collection[str]) -> "Match":
        """How far a file with these columns shows the trait; case makes no difference."""
        present = {column.casefold() for column in columns}
        seen = tuple(name for name in dict.fromkeys((*self.required, *self.marks)) if name.casefold() in present)
        missing = tuple(name for name in self.required if name.casefold() not in present)
        has_name = any(_is_called(path, stem) for stem in self.stems)
        return Match(self, seen, missing, has_name, len(present) > len(seen))


@dataclass(frozen=True)
class Match:
    """How far a file shows a trait: the columns of it that are `seen`, and the required ones that are `missing`.

    `has_name`: the file's name is one of the source's. `has_others`: it has columns besides the trait's.
    """

    trait: Trait
    seen: tuple[str, ...]
    missing: tuple[str, ...]
    has_name: bool
    has_others: bool

    @property
    def fits(self) -> bool:
        """Whether the file may be of this source.

        A few columns that many files have, such as Id and Name, are not enough without a mark or the right name.
        """
        if not self.trait.required:
            return not self.has_others
        is_distinct = self.has_name or not self.trait.marks or any(name in self.seen for name in self.trait.marks)
        return not self.missing and is_distinct

    @property
    def strength(self) -> tuple[int, bool]:
        """Sorts matches that fit: by the number of columns seen, then by the name."""
        return len(self.seen), self.has_name

    @property
    def share(self) -> float:
        """The part of the trait's columns that the file has, from 0 to 1."""
        return len(self.seen) / len({*self.trait.required, *self.trait.marks})

    @property
    def sentence(self) -> str:
        """`shopify-customers (has First Name, Last Name)`, for a person."""
        more = len(self.seen) - MAX_SHOWN
        shown = ", ".join(self.seen[:MAX_SHOWN]) + (f" and {more} more" if more > 0 else "")
        return f"{self.trait.source} (has {shown})"


@cache
def source_traits() -> tuple[Trait, ...]:
    """The traits of every source; several of the Complete Journey, one for each table."""
    return (*map(_of_source, SOURCES.values()), *map(_of_preset, PRESETS), *_of_journey())


def _of_source(source: Source) -> Trait:
    is_csv, is_json = isinstance(source.format, CsvFormat), isinstance(source.format, JsonFormat)
    kinds = _OBJECTS if is_json else _TABLES if is_csv else {}
    return Trait(source.name, kinds, source.required, source.marks, source.stems)


def _of_preset(name: str) -> Trait:
    format = loader(name).pipeline_for(Path(name)).format
    return Trait(name, _TABLES, format.required if isinstance(format, CsvFormat) else ())


def _of_journey() -> tuple[Trait, ...]:
    kinds = {FileKind.CSV, FileKind.PARQUET}
    loaded = (Trait(JOURNEY, kinds, LOADED[table]) for table in _JOURNEY_TABLES)
    return (*loaded, *(Trait(JOURNEY, kinds, columns, looked_up=True) for columns in LOOKED_UP.values()))


def _is_called(path: Path, stem: str) -> bool:
    """Whether a file has this name, or one that goes on without a letter: `Contact (2).csv`, `users_2026.json`."""
    return re.match(rf"{re.escape(stem)}(?![a-z])", bare_name(path), re.IGNORECASE) is not None
