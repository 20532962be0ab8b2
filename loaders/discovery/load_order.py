"""The order in which files load whose sources were recognised: none refers to records of a later one."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from loaders.discovery.folder_instance import folder_instance
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
    """`loads`: one for each source and instance, in the order of loading. `unknown`: files of no source, which are not
    loaded."""

    loads: tuple[Load, ...]
    unknown: tuple[Recognition, ...]


def loads_in_order(
    paths: Iterable[Path],
    country: str | None = None,
    instance: str | None = None,
    *,
    notify: Callable[[str], None] = lambda _: None,
) -> OrderedLoads:
    """The loads of all files at the paths, also in folders and zips, each by the loader of its source.

    `instance` is that of the files of its source; without it, and for files of other sources, their folders say it.
    `notify` is called with a sentence on each file: which source it was taken for, and why. Raises InvalidInput, before
    anything is loaded, where no file is known, two sources fit one equally well, one that is known cannot be loaded, or
    none is of the source of `instance`.
    """
    files: dict[_Origin, list[Path]] = defaultdict(list)
    unknown: list[Recognition] = []
    for path in _all_files(paths):
        recognition = recognise(path)
        origin = _origin(path, recognition.source, instance)
        notify(f"{path}: {recognition.explanation}" + (f", from {origin.instance}" if origin.instance else ""))
        if recognition.source:
            files[origin].append(path)
        elif recognition.is_unknown:
            unknown.append(recognition)
    if not files:
        raise InvalidInput(
            "none of the files is known; name the source, or draft a mapping with "
            "`profile-service inspect FILE --out MAPPING`"
        )
    if instance and all(instance != (origin.instance or loader(origin.loader).source) for origin in files):
        raise InvalidInput(f"{instance} is an instance of none of the sources that the files come from")
    loads = (_load(origin, files[origin], country, notify) for origin in sorted(files, key=_rank))
    return OrderedLoads(tuple(loads), tuple(unknown))


class _Origin(NamedTuple):
    """The name of a loader, and the instance of its source, None for the source as such."""

    loader: str
    instance: str | None


def _origin(path: Path, name: str, instance: str | None) -> _Origin:
    if not name:
        return _Origin("", None)
    source = loader(name).source
    if instance == source:
        return _Origin(name, None)
    if instance and instance.startswith(f"{source}-"):
        return _Origin(name, instance)
    return _Origin(name, folder_instance(path, source))


def _load(origin: _Origin, paths: list[Path], country: str | None, notify: Callable[[str], None]) -> Load:
    source_loader = loader(origin.loader, country=country, instance=origin.instance)
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


def _rank(origin: _Origin) -> tuple[int, int, str, str]:
    name, instance = origin.loader, origin.instance or ""
    kind = name.rpartition("-")[2]
    if kind in _FIRST:
        return 0, _FIRST.index(kind), name, instance
    return (2, _LAST.index(kind), name, instance) if kind in _LAST else (1, 0, name, instance)
