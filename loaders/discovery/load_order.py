"""The order in which files load whose sources were recognised: none refers to records of a later one."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from loaders.discovery.prepare import prepare
from loaders.discovery.source_recognition import Recognition, recognise
from loaders.formats.archives import archive_members, is_archive
from loaders.formats.paths import bare_name, expand_pattern, files_in, is_folder
from loaders.formats.streams import file_exists
from loaders.registry import loader
from profile_service.domain.values.errors import InvalidInput
from profile_service.service.ingestion.load import Load

# Others refer to the first; the last refer to others. A source that is none of these stands between people and events.
_FIRST = ("products", "accounts", "companies", "customers", "contacts", "users", "profiles", "audience", "addresses")
_LAST = ("orders", "cases", "tickets", "reviews", "comments")


@dataclass(frozen=True)
class OrderedLoads:
    """`loads`: one for each source, in the order of loading. `unknown`: files of no source, which are not loaded."""

    loads: tuple[Load, ...]
    unknown: tuple[Recognition, ...]


def loads_in_order(
    paths: Iterable[Path], country: str | None = None, *, notify: Callable[[str], None] = lambda _: None
) -> OrderedLoads:
    """The loads of all files at the paths, also in folders and zips, each by the loader of its source.

    `notify` is called with a sentence on each file: which source it was taken for, and why. Raises InvalidInput, before
    anything is loaded, where no file is known, two sources fit one equally well, or one that is known cannot be loaded.
    """
    recognitions = [recognise(path) for path in _all_files(paths)]
    for recognition in recognitions:
        notify(f"{recognition.path}: {recognition.explanation}")
    sources = sorted({r.source for r in recognitions if r.source}, key=_rank)
    if not sources:
        raise InvalidInput(
            "none of the files is known; name the source, or draft a mapping with "
            "`profile-service inspect FILE --out MAPPING`"
        )
    loads = (_load(name, [r.path for r in recognitions if r.source == name], country, notify) for name in sources)
    return OrderedLoads(tuple(loads), tuple(r for r in recognitions if r.is_unknown))


def _load(name: str, paths: list[Path], country: str | None, notify: Callable[[str], None]) -> Load:
    source_loader = loader(name, country=country)
    rank = {stem: number for number, stem in enumerate(source_loader.files)}
    in_order = sorted(paths, key=lambda path: rank.get(bare_name(path), 0))
    return prepare(source_loader, in_order, notify=notify)


def _all_files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        for match in expand_pattern(path):
            for file in _files_at(match):
                yield from archive_members(file) if is_archive(file) else [file]


def _files_at(path: Path) -> list[Path]:
    """The file itself, or those of a folder or zip. Raises InvalidInput where there is neither, or none is in it."""
    if not is_folder(path):
        if not file_exists(path):
            raise InvalidInput(f"{path}: there is no such file or folder; check the path")
        return [path]
    files = files_in(path)
    if not files:
        raise InvalidInput(f"{path}: is an empty {'folder' if path.is_dir() else 'zip'}; there is nothing to load")
    return files


def _rank(source: str) -> tuple[int, int, str]:
    kind = source.rpartition("-")[2]
    if kind in _FIRST:
        return 0, _FIRST.index(kind), source
    return (2, _LAST.index(kind), source) if kind in _LAST else (1, 0, source)
