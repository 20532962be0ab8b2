"""Read files through once and make them ready to load."""

from collections.abc import Callable, Iterable
from pathlib import Path

from loaders.build.loader import ItemReader, Loader
from profile_service.service.ingestion.load import FileToLoad, Load


def prepare(
    loader: Loader, paths: Iterable[Path], fingerprint: str = "", *, tell: Callable[[str], None] = lambda _: None
) -> Load:
    """What the paths hold, in the order of loading. `fingerprint` names what else decides the outcome.

    `tell` hears, in sentences, what a person should know of how the files are read.
    Raises InvalidInput, before anything is loaded, where one of the files cannot be loaded.
    """
    files = [_ready(loader, file, tell) for path in paths for file in loader.paths(path)]
    return Load(loader.name, loader.source, files, fingerprint, mapping=loader.mapping, country=loader.country)


def _ready(loader: Loader, path: Path, tell: Callable[[str], None]) -> FileToLoad:
    found = loader.inspect(path)
    for note in found.notes:
        tell(f"{path}: {note}")
    return FileToLoad(path, found.sha256, found.rows, ItemReader(loader, path, found.encoding))
