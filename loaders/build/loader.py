"""Loaders: a format that reads a file row by row, and a normalisation of its rows into items."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from loaders.build.instance import Instance
from loaders.build.record_defaults import RecordDefaults
from loaders.formats.csv.reader import CsvFormat
from loaders.formats.detection import format_for
from loaders.formats.format import Format, Inspection
from loaders.formats.paths import bare_name, expand_pattern, files_in, is_folder
from loaders.formats.row_groups import ApartGroups, GroupKey, GroupScan, row_groups
from loaders.formats.rows import Row
from loaders.formats.streams import open_file
from profile_service.domain.resolution.rules import Rules
from profile_service.domain.sources.items import Item, Rejected
from profile_service.domain.values.errors import InvalidInput
from profile_service.service.declared.identity_rules import packaged_rules


@dataclass(frozen=True)
class Pipeline:
    """The way from a file to items: it is read by `format`, then its rows are normalised.

    The rows of all items and rejections add up to the rows of the file. Where several rows are one thing, `group_key`
    names it, and `normalise` is given groups instead of rows; `is_sorted`: the format brings the rows of each together.
    `remarks`: sentences for a person on how the columns of a file are read.
    """

    format: Format
    normalise: Callable[..., Iterator[Item | Rejected]]
    group_key: GroupKey | None = None
    is_sorted: bool = False
    remarks: Callable[[Sequence[str]], Iterable[str]] | None = None

    @property
    def scanned_key(self) -> GroupKey | None:
        """The key of groups whose rows may lie apart."""
        return None if self.is_sorted else self.group_key


@dataclass(frozen=True)
class FixedPipeline:
    """The same pipeline for every file of a loader."""

    pipeline: Pipeline

    def __call__(self, _: Path) -> Pipeline:
        return self.pipeline


@dataclass(frozen=True)
class Loader:
    """`name` is SOURCE on the command line, `source` that of the records.

    `pipeline_for(path)` gives the pipeline of a file; it raises InvalidInput for a file that is none of this loader's.
    `files` are the stems of the files to load in a directory, in the order of loading. `mapping`, `country` and
    `instance` are the options that the loader was made with; the last one is None for the source as such.
    A loader can be pickled, so its pipeline and what that normalises with hold no lambda and no inner function.
    """

    name: str
    source: str
    pipeline_for: Callable[[Path], Pipeline]
    files: tuple[str, ...] = ()
    mapping: Path | None = None
    country: str | None = None
    instance: Instance | None = None

    @property
    def instance_name(self) -> str:
        """The source of the records as they are stored."""
        return self.instance.name if self.instance else self.source

    def paths(self, path: Path) -> list[Path]:
        """The files to load: `path`, those of its pattern, or those of this loader's in a folder or zip.

        Raises InvalidInput where there is none, or where it is not clear which one.
        """
        return [file for match in expand_pattern(path) for file in self._files_at(match)]

    def inspect(self, path: Path) -> Inspection:
        """The whole file, read once. Raises InvalidInput, naming file and line or column, where it cannot be loaded."""
        open_file(path).close()
        pipeline = self.pipeline_for(path)
        format = format_for(pipeline.format, path)
        inspection = _inspection(pipeline, format, path)
        remarks = tuple(pipeline.remarks(format.header(path))) if pipeline.remarks else ()
        return replace(inspection, notes=(*inspection.notes, *remarks))

    def items(
        self, path: Path, encoding: str = "", rules: Rules | None = None, apart: ApartGroups | None = None
    ) -> Iterator[Item | Rejected]:
        """The file's items, lazily, in the same order each time; never raises for a file that `inspect` passed.

        `encoding` and `apart` are what the inspection found; without them, that is found anew. `rules`: the identity
        rules in force, else those of the package.
        """
        pipeline = self.pipeline_for(path)
        format = format_for(pipeline.format, path)
        if pipeline.scanned_key and apart is None:
            scan = GroupScan(pipeline.scanned_key)
            deque(scan.rows(format.rows(path, encoding)), maxlen=0)
            apart = scan.apart
        return self._entries(pipeline, format.rows(path, encoding), rules, apart or ApartGroups())

    def normalise(self, path: Path, rows: Iterable[Row], rules: Rules | None = None) -> Iterator[Item | Rejected]:
        """The items of rows of the file, lazily; those of one group lie together."""
        return self._entries(self.pipeline_for(path), rows, rules, ApartGroups())

    def _entries(
        self, pipeline: Pipeline, rows: Iterable[Row], rules: Rules | None, apart: ApartGroups
    ) -> Iterator[Item | Rejected]:
        defaults = RecordDefaults(self.country, rules or packaged_rules())
        units = row_groups(rows, pipeline.group_key, apart) if pipeline.group_key else rows
        entries = pipeline.normalise(units, defaults)
        return self.instance.entries(entries) if self.instance else entries

    def _files_at(self, path: Path) -> list[Path]:
        if not is_folder(path):
            return [path]
        inside = [file for file in files_in(path) if file.parent == path] if path.is_dir() else files_in(path)
        if self.files:
            files = [p for stem in self.files for p in inside if bare_name(p) == stem and _is_table(p)]
            if not files:
                raise InvalidInput(f"{path}: none of its files is one of {', '.join(self.files)} (.parquet or .csv)")
            return files
        if path.is_dir():
            raise InvalidInput(f"{path}: is a directory; name the files in it that {self.name} is to load")
        if len(inside) != 1:
            some = ", ".join(str(file.relative_to(path)) for file in inside[:6]) or "no file at all"
            raise InvalidInput(f"{path}: is a zip of {some}; name one of them as {path}/NAME")
        return inside


@dataclass(frozen=True)
class ItemReader:
    """Reads a file's items when called, lazily and the same each time. It can be pickled, for another process."""

    loader: Loader
    path: Path
    encoding: str = ""
    apart: ApartGroups | None = None

    def __call__(self, rules: Rules) -> Iterator[Item | Rejected]:
        return self.loader.items(self.path, self.encoding, rules, self.apart)


def _inspection(pipeline: Pipeline, format: Format, path: Path) -> Inspection:
    if pipeline.scanned_key is None:
        return format.inspect(path)
    scan = GroupScan(pipeline.scanned_key)
    if isinstance(format, CsvFormat):
        return replace(format.inspect(path, scan.rows), apart=scan.apart)
    inspection = format.inspect(path)
    deque(scan.rows(format.rows(path, inspection.encoding)), maxlen=0)
    return replace(inspection, apart=scan.apart)


def _is_table(path: Path) -> bool:
    return any(suffix.lower() in (".parquet", ".csv") for suffix in path.suffixes)
