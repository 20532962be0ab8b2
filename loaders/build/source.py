"""Sources: a kind of export file, how it is read and normalised, and by what it is recognised."""

# ruff: noqa: N802 (the protocol's properties are constants of modules, in capitals)

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, TypeAlias

from loaders.build.loader import Loader, Pipeline
from loaders.build.record_defaults import RecordDefaults
from loaders.formats.csv.reader import CsvFormat
from loaders.formats.format import Format
from loaders.formats.json.reader import JsonFormat
from loaders.formats.row_groups import GroupKey, RowGroup
from loaders.formats.rows import Row
from profile_service.domain.sources.items import Item, Rejected

_Items: TypeAlias = Callable[..., Iterator[Item | Rejected]]
_FileArguments: TypeAlias = Callable[[Path], Mapping[str, object]]


class RequiringFormat(Format, Protocol):
    """A format that knows which columns or fields a file must have."""

    @property
    def required(self) -> tuple[str, ...]: ...


class SourceModule(Protocol):
    """A module of `loaders/sources`, one for each kind of export file.

    SOURCE is the source of its records. A file must have its COLUMNS (in JSON, fields); each of the MARKS distinguishes
    it from files of other kinds. `items(rows, defaults, **file_arguments)` makes items of rows.
    """

    @property
    def SOURCE(self) -> str: ...
    @property
    def COLUMNS(self) -> tuple[str, ...]: ...
    @property
    def MARKS(self) -> tuple[str, ...]: ...
    @property
    def items(self) -> _Items: ...


@dataclass(frozen=True)
class Source:
    """`name` is SOURCE on the command line, `source` that of the records.

    `items(rows, defaults)` makes items of rows. Where the file's name, or another file beside it, says what its rows do
    not, `file_arguments(path)` gives that as further arguments; it raises InvalidInput where it finds nothing.

    To recognise a file: the `required` columns must be there; each of the `marks` distinguishes it from other kinds.
    `stems`: how an export calls it, `Contact` of Contact.csv; more may follow, such as a number or a date.
    `group_key` names the thing that several rows are; `items` is then given groups instead of rows.
    """

    name: str
    source: str
    format: RequiringFormat
    items: _Items
    marks: tuple[str, ...] = ()
    stems: tuple[str, ...] = ()
    file_arguments: _FileArguments | None = None
    group_key: GroupKey | None = None

    @property
    def required(self) -> tuple[str, ...]:
        return self.format.required

    def loader(self) -> Loader:
        """The loader of such files."""
        return Loader(self.name, self.source, self._pipeline)

    def _pipeline(self, path: Path) -> Pipeline:
        arguments = self.file_arguments(path) if self.file_arguments else {}
        return Pipeline(self.format, _Normalisation(self.items, arguments), self.group_key)


@dataclass(frozen=True)
class _Normalisation:
    """The items of a module with the arguments of a file; unlike an inner function it can be pickled."""

    items: _Items
    file_arguments: Mapping[str, object] = field(default_factory=dict)

    def __call__(self, rows: Iterable[Row] | Iterable[RowGroup], defaults: RecordDefaults) -> Iterator[Item | Rejected]:
        return self.items(rows, defaults, **self.file_arguments)


def csv_source(
    name: str,
    module: SourceModule,
    *stems: str,
    file_arguments: _FileArguments | None = None,
    refused: tuple[str, ...] = (),
    group_key: GroupKey | None = None,
) -> Source:
    """The source of a module that reads CSV; a file with one of the `refused` columns is refused whole."""
    format = CsvFormat(module.COLUMNS, refused=refused)
    return Source(name, module.SOURCE, format, module.items, module.MARKS, stems, file_arguments, group_key)


def ndjson_source(name: str, module: SourceModule, *stems: str, file_arguments: _FileArguments | None = None) -> Source:
    """The source of a module that reads NDJSON."""
    format = JsonFormat(module.COLUMNS)
    return Source(name, module.SOURCE, format, module.items, module.MARKS, stems, file_arguments)
