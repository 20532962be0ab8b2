"""A kind of file: how it is read, what its rows mean, and by what it is recognised."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol, TypeAlias

from loaders.build.loader import Loader, Recipe
from loaders.formats.csv.reader import Csv
from loaders.formats.format import Format
from loaders.formats.json.reader import Ndjson
from profile_service.domain.sources.items import Item, Rejected

_OfFile: TypeAlias = Callable[[Path], Mapping[str, object]]


class Selective(Format, Protocol):
    """A format that knows which columns or fields a file must have."""

    @property
    def required(self) -> tuple[str, ...]: ...


class Table(Protocol):
    """A module that reads CSV. A file must have its COLUMNS; each of the MARKS that is there tells it from others."""

    @property
    def SOURCE(self) -> str: ...  # noqa: N802 (the module's constant)
    @property
    def COLUMNS(self) -> tuple[str, ...]: ...  # noqa: N802
    @property
    def MARKS(self) -> tuple[str, ...]: ...  # noqa: N802
    @property
    def items(self) -> Callable[..., Iterator[Item | Rejected]]: ...


class Objects(Protocol):
    """A module that reads NDJSON; FIELDS and MARKS are fields of its objects."""

    @property
    def SOURCE(self) -> str: ...  # noqa: N802
    @property
    def FIELDS(self) -> tuple[str, ...]: ...  # noqa: N802
    @property
    def MARKS(self) -> tuple[str, ...]: ...  # noqa: N802
    @property
    def items(self) -> Callable[..., Iterator[Item | Rejected]]: ...


@dataclass(frozen=True)
class Source:
    """`name` is SOURCE on the command line, `source` that of the records.

    `normalise(rows, country=…)` makes items of rows. Where the file's name, or another file beside it, says what its
    rows do not, `of_file` gives that as further arguments; it raises InvalidInput where it finds nothing.

    To recognise a file: the `required` columns must be there; each of the `marks` that is there too tells it from
    other kinds. `stems`: how an export calls it, `Contact` of Contact.csv; more may follow, such as a number or a date.
    """

    name: str
    source: str
    format: Selective
    normalise: Callable[..., Iterator[Item | Rejected]]
    marks: tuple[str, ...] = ()
    stems: tuple[str, ...] = ()
    of_file: _OfFile | None = None

    @property
    def required(self) -> tuple[str, ...]:
        return self.format.required

    def loader(self, country: str | None) -> Loader:
        return Loader(self.name, self.source, partial(self._recipe, country))

    def _recipe(self, country: str | None, path: Path) -> Recipe:
        further = self.of_file(path) if self.of_file else {}
        return Recipe(self.format, partial(self.normalise, country=country, **further))


def table(
    name: str, module: Table, *stems: str, of_file: _OfFile | None = None, refused: tuple[str, ...] = ()
) -> Source:
    """`refused` columns must not be in the file."""
    format = Csv(module.COLUMNS, refused=refused)
    return Source(name, module.SOURCE, format, module.items, module.MARKS, stems, of_file)


def objects(name: str, module: Objects, *stems: str, of_file: _OfFile | None = None) -> Source:
    return Source(name, module.SOURCE, Ndjson(module.FIELDS), module.items, module.MARKS, stems, of_file)
